// PostgreSQL connections.

#ifndef INVOICES_DB_H
#define INVOICES_DB_H

#include <pqxx/pqxx>

// This thread's connection, opened on first use with the prepared statements of
// all modules. DATABASE_URL says where to connect to.
pqxx::connection &connection();

// Prepared statements, by module.
void prepareCustomers(pqxx::connection &conn);
void preparePayments(pqxx::connection &conn);

#endif
