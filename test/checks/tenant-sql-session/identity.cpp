// RUN: %check_tenant %s tenant-sql-session -- -std=c++17 -I/usr/include/postgresql
//
// Role and search path: whose tables a name stands for, and what may be read.
#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <set>
#include <string>

void raw(pqxx::work &tx, const std::string &schema) {
  tx.exec("SET LOCAL search_path TO " + schema);
  // FINDING@-1:12: 'search_path' is built from 'schema', which is not escaped: it can name what belongs to another tenant
  tx.exec("SET LOCAL search_path TO \"" + schema + "\", public");
  // FINDING@-1:12: 'search_path' is built from 'schema', which is not escaped
  tx.exec("SET LOCAL ROLE tenant_" + schema);
  // FINDING@-1:12: 'role' is built from 'schema', which is not escaped
  tx.exec("SET SESSION AUTHORIZATION '" + schema + "'");
  // FINDING@-1:12: 'session_authorization' is built from 'schema', which is not escaped
  tx.exec("SET SCHEMA '" + schema + "'");
  // FINDING@-1:12: 'search_path' is built from 'schema', which is not escaped
}

void escaped(pqxx::work &tx, const std::string &schema, int number) {
  tx.exec("SET LOCAL search_path TO " + tx.quote_name(schema) + ", public");
  tx.exec("SET LOCAL ROLE tenant_" + std::to_string(number));
  tx.exec_params("SELECT set_config('search_path', $1, true)", schema);
  tx.exec("SET LOCAL SESSION AUTHORIZATION " + tx.quote(schema));
}

// A name that was looked up among known ones.
extern const std::set<std::string> kSchemas;
void listed(pqxx::work &tx, const std::string &schema, const std::string &role, const std::string &other) {
  if (kSchemas.count(schema) == 0)
    throw 1;
  tx.exec("SET LOCAL search_path TO " + schema);
  auto found = kSchemas.find(role);
  if (found == kSchemas.end())
    return;
  tx.exec("SET LOCAL ROLE " + role);
  if (other.empty())
    return;
  tx.exec("SET LOCAL ROLE " + other);
  // FINDING@-1:12: 'role' is built from 'other', which is not escaped
  if (other == "reporting")
    tx.exec("SET LOCAL ROLE " + other);
}

void constants(pqxx::work &tx, bool reporting) {
  tx.exec("SET search_path TO app, public");
  tx.exec("SET ROLE app_user");
  tx.exec(reporting ? "SET ROLE reporting" : "SET ROLE app_user");
  tx.exec("ALTER ROLE app_user SET search_path = app");
  tx.exec("CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = app AS 'SELECT 1'");
}

// Escaped, but it stays.
void stays(pqxx::work &tx, const std::string &schema) {
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  // FINDING@-1:12: 'search_path' stays switched when the function is left: the next request on this connection runs with it too
  tx.exec_params("SELECT set_config('search_path', $1, false)", schema);
  // FINDING@-1:26: 'search_path' stays switched when the function is left
  tx.exec("SET ROLE " + tx.quote_name(schema));
  // FINDING@-1:12: 'role' stays switched when the function is left
  tx.exec("RESET app.locale");
}

// RESET ALL does not reset the role.
void resetAll(pqxx::work &tx, const std::string &schema) {
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  tx.exec("SET ROLE " + tx.quote_name(schema));
  // FINDING@-1:12: 'role' stays switched when the function is left
  tx.exec("RESET ALL");
}

void reset(pqxx::work &tx, const std::string &schema) {
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  tx.exec("SELECT total FROM invoices WHERE tenant_id = 1");
  tx.exec("RESET search_path");
  tx.exec("SET ROLE " + tx.quote_name(schema));
  tx.exec("SET ROLE NONE");
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  tx.exec("SET ROLE " + tx.quote_name(schema));
  tx.exec("DISCARD ALL");
  tx.exec("SET search_path TO " + tx.quote_name(schema) + "; SELECT 1; SET search_path TO public");
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  tx.exec("SET search_path TO DEFAULT");
}

bool somePath(PGconn *c, const char *name, bool early) {
  char *schema = PQescapeIdentifier(c, name, 10);
  std::string sql = std::string("SET search_path TO ") + schema;
  PGresult *r = PQexec(c, sql.c_str());
  // FINDING@-2:34: 'search_path' stays switched when the function is left
  if (early)
    return false;
  PQclear(r);
  PQclear(PQexec(c, "RESET search_path"));
  return true;
}

bool everyPath(PGconn *c, const char *name, bool early) {
  char *schema = PQescapeIdentifier(c, name, 10);
  std::string sql = std::string("SET search_path TO ") + schema;
  PGresult *r = PQexec(c, sql.c_str());
  // It was not switched.
  if (PQresultStatus(r) != PGRES_COMMAND_OK)
    return false;
  if (early) {
    PQclear(PQexec(c, "SET search_path TO DEFAULT"));
    return false;
  }
  PQclear(PQexec(c, "RESET search_path"));
  return true;
}

// A connection of its own is closed with its role.
void own(const std::string &schema) {
  pqxx::connection c("dbname=app");
  pqxx::work tx(c);
  tx.exec("SET search_path TO " + tx.quote_name(schema));
  tx.exec("SET ROLE reporting");
}

void twoTransactions(pqxx::connection &c, const std::string &schema) {
  {
    pqxx::work tx(c);
    tx.exec("SET search_path TO " + tx.quote_name(schema));
    tx.commit();
  }
  pqxx::nontransaction plain(c);
  plain.exec("RESET search_path");
}

struct Lease {
  pqxx::connection &operator*();
};
struct Pool {
  Lease get();
};
void keep(Lease lease);

// What the function borrows it gives back as it is.
void borrowed(Pool &pool) {
  auto lease = pool.get();
  pqxx::work tx(*lease);
  tx.exec("SET ROLE reporting");
  // FINDING@-1:12: 'role' stays switched when the function is left
}

void borrowedAndReset(Pool &pool) {
  auto lease = pool.get();
  pqxx::work tx(*lease);
  tx.exec("SET ROLE reporting");
  tx.exec("RESET ROLE");
}

void handedOut(Pool &pool) {
  auto lease = pool.get();
  pqxx::work tx(*lease);
  tx.exec("SET ROLE reporting");
  tx.commit();
  keep(lease);
}

// The destructor resets it.
struct RoleGuard {
  RoleGuard(pqxx::work &tx, const std::string &role) : tx(tx) { tx.exec("SET ROLE " + tx.quote_name(role)); }
  ~RoleGuard() { tx.exec("RESET ROLE"); }
  pqxx::work &tx;
};
struct Restore {
  ~Restore() { tx.exec("DISCARD ALL"); }
  pqxx::work &tx;
};
void guarded(pqxx::work &tx, const std::string &role) {
  Restore r{tx};
  tx.exec("SET ROLE " + tx.quote_name(role));
}

// The names that callers give are known.
static void switchTo(pqxx::work &tx, const std::string &schema) { tx.exec("SET LOCAL search_path TO " + schema); }
void known(pqxx::work &tx) {
  switchTo(tx, "app");
  switchTo(tx, "audit, public");
}

void rowSecurity(pqxx::work &tx) {
  tx.exec("SET row_security = off");
  // FINDING@-1:12: 'row_security' is switched off: the statements that follow are not confined by the policies of their tables
  tx.exec("SET LOCAL row_security TO 'off'");
  // FINDING@-1:12: 'row_security' is switched off
  tx.exec("SELECT set_config('row_security', 'off', true)");
  // FINDING@-1:19: 'row_security' is switched off
  tx.exec("SET row_security = on");
  pqxx::connection c("dbname=app options='-c row_security=off'");
  // FINDING@-1:46: 'row_security' is switched off
}
