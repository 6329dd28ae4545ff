-- Statements over several lines; the line is the one of the table.
SELECT id FROM invoices WHERE tenant_id = $1;
SELECT id   FROM invoices
 WHERE id = $1;

SELECT *
  FROM plans;

DELETE
       FROM customers
 WHERE id = :id;
SELECT FROM WHERE;
