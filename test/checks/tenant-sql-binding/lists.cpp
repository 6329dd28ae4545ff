// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17 -I/usr/include/postgresql
//
// Values in a list: filled in one after the other, and handed to a function that binds its elements.
#include <libpq-fe.h>
#include <pqxx/pqxx>
#include <sqlite3.h>

#include <string>
#include <vector>

struct Context {
  std::string tenant_id;
  std::string user_id;
};
using List = std::vector<std::string>;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1 AND id = $2";

// In the function itself.
void good_array(PGconn *c, const Context &ctx) {
  std::vector<const char *> values;
  values.push_back(ctx.tenant_id.c_str());
  values.push_back("7");
  PQexecParams(c, Sql, 2, nullptr, values.data(), nullptr, nullptr, 0);
}
void bad_array(PGconn *c, const Context &ctx) {
  std::vector<const char *> values = {ctx.user_id.c_str()};
  // FINDING@-1:39: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id'
  values.emplace_back("7");
  PQexecParams(c, Sql, 2, nullptr, values.data(), nullptr, nullptr, 0);
}
// What is put in on one way only, or taken out again, is not known.
void unknown(PGconn *c, const Context &ctx, bool first) {
  std::vector<const char *> values;
  if (first)
    values.push_back("7");
  values.push_back(ctx.user_id.c_str());
  PQexecParams(c, Sql, 2, nullptr, values.data(), nullptr, nullptr, 0);
  std::vector<const char *> others;
  others.push_back(ctx.user_id.c_str());
  others.erase(others.begin());
  others.push_back(ctx.tenant_id.c_str());
  PQexecParams(c, Sql, 1, nullptr, others.data(), nullptr, nullptr, 0);
}
void dynamic(pqxx::work &tx, const Context &ctx) {
  List good, bad;
  good.push_back(ctx.tenant_id);
  good.push_back("7");
  tx.exec_params(Sql, pqxx::prepare::make_dynamic_params(good));
  bad.push_back(ctx.user_id);
  // FINDING@-1:17: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id'
  bad.push_back("7");
  tx.exec_params(Sql, pqxx::prepare::make_dynamic_params(bad));
}

// In a function that is given them: element by element.
static void run(PGconn *c, const char *sql, const List &params) {
  std::vector<const char *> values;
  values.reserve(params.size());
  for (const auto &p : params)
    values.push_back(p.c_str());
  PQexecParams(c, sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0);
}
static void between(PGconn *c, const char *sql, const List &params) { run(c, sql, params); }
void good_run(PGconn *c, const Context &ctx) {
  run(c, Sql, {ctx.tenant_id, "7"});
  List params;
  params.push_back(ctx.tenant_id);
  params.push_back("7");
  run(c, Sql, params);
  between(c, Sql, params);
  run(c, "SELECT total FROM invoices WHERE id = $1 AND tenant_id = $2", {"7", ctx.tenant_id});
}
void bad_run(PGconn *c, const Context &ctx) {
  run(c, Sql, {ctx.user_id, "7"});
  // FINDING@-1:16: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id'
  between(c, Sql, {ctx.user_id, ctx.tenant_id});
  // FINDING@-1:20: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id'
}

static void bind_all(sqlite3 *db, const char *sql, const List &params) {
  sqlite3_stmt *stmt = nullptr;
  sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr);
  for (size_t i = 0; i < params.size(); ++i)
    sqlite3_bind_text(stmt, static_cast<int>(i + 1), params[i].c_str(), -1, nullptr);
  sqlite3_step(stmt);
}
// From the second placeholder on: which value is whose is not known here.
static void bind_rest(sqlite3 *db, const char *sql, const List &params) {
  sqlite3_stmt *stmt = nullptr;
  sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr);
  for (size_t i = 0; i < params.size(); ++i)
    sqlite3_bind_text(stmt, static_cast<int>(i + 2), params[i].c_str(), -1, nullptr);
  sqlite3_step(stmt);
}
void bound(sqlite3 *db, const Context &ctx) {
  bind_all(db, "SELECT total FROM payments WHERE tenant_id = ? AND id = ?", {ctx.tenant_id, "7"});
  bind_all(db, "SELECT total FROM payments WHERE tenant_id = ? AND id = ?", {ctx.user_id, "7"});
  // FINDING@-1:78: what is bound to '?', which confines 'payments' to one tenant, is 'ctx.user_id'
  bind_rest(db, "SELECT total FROM payments WHERE tenant_id = ? AND id = ?", {ctx.user_id, "7"});
}
