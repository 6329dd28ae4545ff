CREATE TABLE customers (
  tenant_id INT NOT NULL, id INT NOT NULL, name VARCHAR(40), email VARCHAR(60), city VARCHAR(20), balance INT, created_at INT,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE orders (
  tenant_id INT NOT NULL, id INT NOT NULL, customer_id INT, status VARCHAR(10), total INT, created_at INT, note VARCHAR(60),
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE items (
  tenant_id INT NOT NULL, order_id INT NOT NULL, sku VARCHAR(10) NOT NULL, qty INT, price INT,
  PRIMARY KEY (tenant_id, order_id, sku)
);
CREATE TABLE settings (
  tenant_id INT NOT NULL, name VARCHAR(20) NOT NULL, value VARCHAR(40),
  PRIMARY KEY (tenant_id, name)
);
CREATE TABLE sessions (
  id INT NOT NULL PRIMARY KEY, tenant_id INT NOT NULL, data VARCHAR(40), expires INT
);
CREATE TABLE countries (
  code VARCHAR(2) NOT NULL PRIMARY KEY, name VARCHAR(20)
);
