-- Two tenants to try the service with. Their API keys are acme-demo-key and
-- bravo-demo-key. Ids from 1000 on are left to the service.

INSERT INTO plans (id, name, monthly_cents) VALUES
  (1, 'Starter', 900),
  (2, 'Business', 4900);

INSERT INTO tenants (id, name, plan_id) VALUES
  (1, 'Acme', 2),
  (2, 'Bravo', 1);

INSERT INTO users (tenant_id, id, email) VALUES
  (1, 11, 'ann@acme.example'),
  (2, 21, 'bob@bravo.example');

INSERT INTO api_keys (key_hash, tenant_id, user_id) VALUES
  (encode(sha256('acme-demo-key'), 'hex'), 1, 11),
  (encode(sha256('bravo-demo-key'), 'hex'), 2, 21);

-- Northwind buys from both tenants and owes money to Acme only.
INSERT INTO customers (tenant_id, id, name, email, tax_number) VALUES
  (1, 101, 'Northwind', 'books@northwind.example', 'NW-42'),
  (1, 102, 'Globex', 'ap@globex.example', 'GX-07'),
  (2, 201, 'Northwind Ltd', 'books@northwind.example', 'NW-42'),
  (2, 202, 'Initech', 'ap@initech.example', 'IT-99');

INSERT INTO invoices
  (tenant_id, id, customer_id, number, status, issued_on, total_cents)
VALUES
  (1, 101, 101, '2024-0001', 'overdue', '2024-01-10', 150000),
  (1, 102, 102, '2024-0002', 'paid',    '2024-02-05', 80000),
  (2, 201, 201, '2024-0001', 'paid',    '2024-01-20', 5000),
  (2, 202, 202, '2024-0002', 'open',    '2024-02-11', 7000);

INSERT INTO invoice_lines
  (tenant_id, id, invoice_id, description, quantity, unit_cents)
VALUES
  (1, 101, 101, 'Acme consulting, confidential rate', 10, 15000),
  (1, 102, 102, 'Acme licence', 1, 80000),
  (2, 201, 201, 'Bravo support', 1, 5000),
  (2, 202, 202, 'Bravo training', 2, 3500);

INSERT INTO payments
  (tenant_id, id, invoice_id, reference, received_on, amount_cents)
VALUES
  (1, 101, 102, 'ACME-WIRE-1', '2024-02-20', 80000),
  (1, 102, 101, 'ACME-WIRE-2', '2024-03-01', 20000),
  (2, 201, 201, 'BRAVO-WIRE-1', '2024-02-01', 5000);
