// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -I/usr/include/postgresql
//
// Whether a transaction is open where a function is called, its callers know.
#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <string>

// All callers hold one.
static void setInside(PGconn *c) { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }

void inside(const char *info) {
  PGconn *c = PQconnectdb(info);
  PQclear(PQexec(c, "BEGIN"));
  setInside(c);
  PQclear(PQexec(c, "COMMIT"));
  PQfinish(c);
}

// None does.
static void setOutside(PGconn *c) {
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
}

void outside(const char *info) {
  PGconn *c = PQconnectdb(info);
  setOutside(c);
  PQfinish(c);
}

void ended(PGconn *c) {
  PQclear(PQexec(c, "COMMIT"));
  setOutside(c);
}

// Some do, and others do not: nobody can say which way is taken.
static void setMixed(PGconn *c) { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }

void mixed(const char *info, bool first) {
  PGconn *c = PQconnectdb(info);
  if (first)
    setMixed(c);
  PQclear(PQexec(c, "BEGIN"));
  setMixed(c);
  PQclear(PQexec(c, "COMMIT"));
  PQfinish(c);
}

// What came before is not known.
PGconn *lease();
static void setUnknown(PGconn *c) { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }
void unknown() { setUnknown(lease()); }
void member(PGconn *&c) { setUnknown(c); }
// Nobody calls it.
void exported(PGconn *c) { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }

// Through another function, and through one that calls itself.
static void innermost(PGconn *c, int depth) {
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
  if (depth > 0)
    innermost(c, depth - 1);
}
static void between(PGconn *c) { innermost(c, 1); }
void outermost(const char *info) {
  PGconn *c = PQconnectdb(info);
  between(c);
  PQfinish(c);
}

// The text is the caller's, and so is the transaction.
static void run(PGconn *c, const std::string &sql) { PQclear(PQexec(c, sql.c_str())); }
void textOutside(const char *info) {
  PGconn *c = PQconnectdb(info);
  run(c, "SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:11: 'app.tenant_id' is set for a transaction, but none is open here
  PQfinish(c);
}
void textInside(const char *info) {
  PGconn *c = PQconnectdb(info);
  PQclear(PQexec(c, "BEGIN"));
  run(c, "SET LOCAL app.tenant_id = '1'");
  PQclear(PQexec(c, "COMMIT"));
  PQfinish(c);
}

// By its class.
static void byTransaction(pqxx::transaction_base &tx) { tx.exec("SET LOCAL app.tenant_id = '1'"); }
void work(pqxx::connection &c) {
  pqxx::work tx(c);
  byTransaction(tx);
}
static void byNone(pqxx::transaction_base &tx) {
  tx.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:12: 'app.tenant_id' is set for a transaction, but none is open here
}
void plain(pqxx::connection &c) {
  pqxx::nontransaction tx(c);
  byNone(tx);
}
