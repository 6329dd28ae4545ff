// RUN: %check_tenant %s tenant-sql-session -- -std=c++17
//
// The setting that policies read the tenant from: SET keeps it for whoever gets
// the connection next, SET LOCAL for the transaction.
#include <pqxx/pqxx>

#include <string>

void plainSet(pqxx::work &tx, const std::string &tenant, long long id) {
  tx.exec("SET app.tenant_id = '" + tenant + "'");
  // FINDING@-1:12: 'app.tenant_id' is set for the whole session: the next request on this connection runs with it too
  tx.exec("SET SESSION app.tenant_id TO " + tx.quote(tenant));
  // FINDING@-1:12: 'app.tenant_id' is set for the whole session
  tx.exec("set App.Current_Tenant = " + std::to_string(id));
  // FINDING@-1:12: 'app.current_tenant' is set for the whole session
  tx.exec("SET app.tenant_id = '42'");
  // FINDING@-1:12: 'app.tenant_id' is set for the whole session
  tx.exec("SET saas.tenant = " + tx.quote(tenant));
  // FINDING@-1:12: 'saas.tenant' is set for the whole session
  tx.exec("/* request */ SET -- who\n app.tenant_id = " + tx.quote(tenant));
  // FINDING@-1:26: 'app.tenant_id' is set for the whole session
  tx.exec(R"(SELECT 1;
    SET app.tenant_id = '7')");
  // FINDING@-1:5: 'app.tenant_id' is set for the whole session
}

void setLocal(pqxx::work &tx, const std::string &tenant, long long id) {
  tx.exec("SET LOCAL app.tenant_id = '" + tenant + "'");
  tx.exec("SET LOCAL app.tenant_id TO " + tx.quote(tenant));
  tx.exec("SET LOCAL app.current_tenant = " + std::to_string(id));
}

void setConfig(pqxx::work &tx, const std::string &tenant, bool local) {
  tx.exec_params("SELECT set_config('app.tenant_id', $1, false)", tenant);
  // FINDING@-1:26: 'app.tenant_id' is set for the whole session
  tx.exec_params("SELECT pg_catalog.set_config('app.tenant_id', $1, 'f')", tenant);
  // FINDING@-1:37: 'app.tenant_id' is set for the whole session
  tx.exec_params("SELECT set_config('app.tenant_id', $1, $2)", tenant, local);
  // FINDING@-1:26: 'app.tenant_id' may be set for the whole session: the third argument of 'set_config' is not 'true'
  tx.exec("SELECT set_config('app.tenant_id', '" + tx.esc(tenant) + "', false), now()");
  // FINDING@-1:19: 'app.tenant_id' is set for the whole session
  tx.exec_params("SELECT set_config('app.user_id', $2, true), set_config('app.tenant_id', $1, false)", tenant, "me");
  // FINDING@-1:63: 'app.tenant_id' is set for the whole session
}

void setConfigLocal(pqxx::work &tx, const std::string &tenant) {
  tx.exec_params("SELECT set_config('app.tenant_id', $1, true)", tenant);
  tx.exec_params("SELECT set_config('app.tenant_id', $1, 't'::boolean)", tenant);
  tx.exec_params("SELECT set_config(setting_name => 'app.tenant_id', is_local => true, new_value => $1)", tenant);
  tx.exec("SELECT set_config('app.tenant_id', '" + tx.esc(tenant) + "', true), now()");
}

// Not the tenant, or nobody's.
void otherSettings(pqxx::work &tx, const std::string &value) {
  tx.exec("SET statement_timeout = '5s'");
  tx.exec("SET app.locale = " + tx.quote(value));
  tx.exec("SET TIME ZONE 'UTC'");
  tx.exec("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
  tx.exec_params("SELECT set_config('application_name', $1, false)", value);
  tx.exec("SET app.tenant_id = ''");
  tx.exec("SET app.tenant_id TO DEFAULT");
  tx.exec("RESET app.tenant_id");
  tx.exec("SELECT set_config('app.tenant_id', '', false)");
  tx.exec("SELECT 'SET app.tenant_id = 1'");
  tx.exec("ALTER ROLE reporting SET app.tenant_id = '1'");
  tx.exec("SELECT current_setting('app.tenant_id')");
}

// Functions of the library that run a plain SET, whatever they are called on.
void byFunction(pqxx::connection &c, pqxx::work &tx, const std::string &tenant) {
  c.set_variable("app.tenant_id", tenant);
  // FINDING@-1:19: 'app.tenant_id' is set for the whole session
  tx.set_variable("app.tenant_id", tx.quote(tenant));
  // FINDING@-1:20: 'app.tenant_id' is set for the whole session
  c.set_variable("statement_timeout", "5000");
  tx.set_variable("app.tenant_id", "DEFAULT");
}

void byConnection(const std::string &tenant) {
  pqxx::connection a("dbname=app options='-c app.tenant_id=" + tenant + "'");
  // FINDING@-1:46: 'app.tenant_id' is an option of the connection: every request on it runs with this tenant
  pqxx::connection b("postgresql://db/app?options=-c%20app.tenant_id%3D" + tenant);
  // FINDING@-1:56: 'app.tenant_id' is an option of the connection
  pqxx::connection c("dbname=app options='-c statement_timeout=5s'");
  pqxx::connection d("dbname=app options='-c app.tenant_id=0'");
}

// Through functions of the service.
static void run(pqxx::work &tx, const std::string &sql) { tx.exec(sql); }
static void set(pqxx::connection &c, const std::string &name, const std::string &value) { c.set_variable(name, value); }
static std::string setting(const std::string &name) { return "SET LOCAL " + name; }

void wrapped(pqxx::connection &c, pqxx::work &tx, const std::string &tenant) {
  run(tx, "SET app.tenant_id = " + tx.quote(tenant));
  // FINDING@-1:12: 'app.tenant_id' is set for the whole session
  run(tx, "SET LOCAL app.tenant_id = " + tx.quote(tenant));
  set(c, "app.tenant_id", tenant);
  // FINDING@-1:11: 'app.tenant_id' is set for the whole session
  set(c, "app.locale", tenant);
  tx.exec(setting("app.tenant_id") + " = " + tx.quote(tenant));
}

void branches(pqxx::work &tx, const std::string &tenant, bool whole) {
  std::string sql = "SET ";
  if (!whole)
    sql += "LOCAL ";
  sql += "app.tenant_id = " + tx.quote(tenant);
  tx.exec(sql);
  // FINDING@-5:22: 'app.tenant_id' is set for the whole session
}
