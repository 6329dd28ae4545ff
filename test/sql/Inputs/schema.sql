CREATE TABLE invoices (tenant_id int NOT NULL, id int);
CREATE TABLE customers (tenant_id int NOT NULL, id int);
CREATE TABLE plans (id int);
