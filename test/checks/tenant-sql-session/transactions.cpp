// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -I/usr/include/postgresql
//
// SET LOCAL lasts as long as the transaction: without one, it has no effect.
#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <memory>
#include <string>

void byClass(pqxx::connection &c, pqxx::nontransaction &plain, pqxx::work &tx, pqxx::transaction_base &any, const std::string &tenant) {
  plain.exec("SET LOCAL app.tenant_id = " + plain.quote(tenant));
  // FINDING@-1:15: 'app.tenant_id' is set for a transaction, but none is open here: it has no effect
  plain.exec_params("SELECT set_config('app.tenant_id', $1, true)", tenant);
  // FINDING@-1:29: 'app.tenant_id' is set for a transaction, but none is open here
  plain.exec("SET LOCAL ROLE reporting");
  // FINDING@-1:15: 'role' is set for a transaction, but none is open here
  pqxx::nontransaction own(c);
  own.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:13: 'app.tenant_id' is set for a transaction, but none is open here
  tx.exec("SET LOCAL app.tenant_id = '1'");
  any.exec("SET LOCAL app.tenant_id = '1'");
  pqxx::subtransaction sub(tx);
  sub.exec("SET LOCAL app.tenant_id = '1'");
  pqxx::read_transaction reading(c);
  reading.exec("SET LOCAL app.tenant_id = '1'");
  // Not the tenant.
  plain.exec("SET LOCAL statement_timeout = '1s'");
}

void inText(pqxx::nontransaction &plain) {
  plain.exec("BEGIN; SET LOCAL app.tenant_id = '1'; SELECT 1; COMMIT");
  plain.exec("SET LOCAL app.tenant_id = '1'; SELECT 1");
  plain.exec("WITH t AS (SELECT set_config('app.tenant_id', '1', true)) SELECT total FROM invoices, t");
  plain.exec("SELECT 1; COMMIT; SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:33: 'app.tenant_id' is set for a transaction, but none is open here
}

void beganBefore(pqxx::connection &c) {
  pqxx::nontransaction plain(c);
  plain.exec("BEGIN");
  plain.exec("SET LOCAL app.tenant_id = '1'");
  plain.exec("COMMIT");
  plain.exec("SET LOCAL app.tenant_id = '1'");
  // FINDING@-1:15: 'app.tenant_id' is set for a transaction, but none is open here
}

PGresult *helper(PGconn *c);

void fresh(const char *info) {
  PGconn *c = PQconnectdb(info);
  if (PQstatus(c) != CONNECTION_OK)
    return;
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
  PQclear(PQexec(c, "BEGIN"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  PQclear(PQexec(c, "COMMIT"));
  PQfinish(c);
}

void held(const char *info) {
  std::unique_ptr<PGconn, void (*)(PGconn *)> c(PQconnectdb(info), PQfinish);
  PQclear(PQexec(c.get(), "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:28: 'app.tenant_id' is set for a transaction, but none is open here
  PQclear(PQexec(c.get(), "START TRANSACTION"));
  PQclear(PQexec(c.get(), "SET LOCAL app.tenant_id = '1'"));
}

// The caller may have begun one.
void given(PGconn *c) { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }

void endedBefore(PGconn *c, bool write) {
  PQclear(PQexec(c, "ROLLBACK"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
  if (write)
    PQclear(PQexec(c, "BEGIN"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
  PQclear(helper(c));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
}

// Nobody begins a transaction inside of one.
void begunTooLate(PGconn *c) {
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
  PQclear(PQexec(c, "BEGIN"));
  PQclear(PQexec(c, "SELECT 1"));
  PQclear(PQexec(c, "COMMIT"));
}

void begun(PGconn *c) {
  PQclear(PQexec(c, "BEGIN ISOLATION LEVEL SERIALIZABLE"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  PQclear(PQexec(c, "SAVEPOINT a"));
  PQclear(PQexec(c, "ROLLBACK TO SAVEPOINT a"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '2'"));
  PQclear(PQexec(c, "COMMIT AND CHAIN"));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '3'"));
  PQclear(PQexec(c, "COMMIT"));
}

void twoConnections(PGconn *a, PGconn *b) {
  PQclear(PQexec(a, "COMMIT"));
  PQclear(PQexec(b, "SET LOCAL app.tenant_id = '1'"));
  PQclear(PQexec(a, "SET LOCAL app.tenant_id = '1'"));
  // FINDING@-1:22: 'app.tenant_id' is set for a transaction, but none is open here
}

struct Pool {
  PGconn *get();
  void put(PGconn *c);
};

void pooled(Pool &pool, const std::string &sql) {
  PGconn *c = pool.get();
  PQclear(PQexec(c, "SELECT set_config('app.tenant_id', '1', true)"));
  // FINDING@-1:29: 'app.tenant_id' is set for a transaction, but none is open here
  // What this does nobody can tell.
  PQclear(PQexec(c, sql.c_str()));
  PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  pool.put(c);
}

void inLoop(Pool &pool, int n) {
  PGconn *c = pool.get();
  for (int i = 0; i < n; ++i) {
    PQclear(PQexec(c, "BEGIN"));
    PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
    PQclear(PQexec(c, "COMMIT"));
  }
  pool.put(c);
}

void inLambda(PGconn *outer) {
  auto work = [](PGconn *c) {
    PQclear(PQexec(c, "COMMIT"));
    PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
    // FINDING@-1:24: 'app.tenant_id' is set for a transaction, but none is open here
  };
  PQclear(PQexec(outer, "COMMIT"));
  work(outer);
  PQclear(PQexec(outer, "SET LOCAL app.tenant_id = '1'"));
}

struct Session {
  PGconn *c;
  void begin() { PQclear(PQexec(c, "BEGIN")); }
  void use() { PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'")); }
  void again() {
    PQclear(PQexec(c, "COMMIT"));
    PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
    // FINDING@-1:24: 'app.tenant_id' is set for a transaction, but none is open here
    begin();
    PQclear(PQexec(c, "SET LOCAL app.tenant_id = '1'"));
  }
};
