// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20 -isystem /usr/include/postgresql
//
// Statements that ask whether the user of the context belongs to the tenant that the client names.
#include <httplib.h>
#include <libpq-fe.h>
#include <optional>
#include <pqxx/pqxx>
#include <sqlite3.h>
#include <string>
struct Context {
  std::string tenant_id;
  std::string user_id;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";
static bool is_member(pqxx::work &tx, const std::string &user, const std::string &tenant) {
  auto r = tx.exec_params("SELECT 1 FROM memberships WHERE user_id = $1 AND tenant_id = $2", user, tenant);
  return !r.empty();
}
void good_db(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!is_member(tx, bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
void bad_db_client(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!is_member(tx, req.get_param_value("user"), t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_db_ignored(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  bool member = is_member(tx, bound().user_id, t);
  (void)member;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_db_wrong(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (is_member(tx, bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
static bool exists(pqxx::work &tx, const std::string &user, const std::string &tenant) {
  auto r = tx.exec_params("SELECT 1 FROM memberships WHERE tenant_id = $1", tenant);
  return !r.empty();
}
void bad_db_exists(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!exists(tx, bound().user_id, t))
    return;
  // FINDING@-2:36: what is bound to '$1', which confines 'memberships' to one tenant, is the query of the request
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_inline(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto r = tx.exec_params("SELECT role FROM tenant_users WHERE user_id = $1 AND tenant_id = $2", bound().user_id, t);
  if (r.size() == 0)
    return;
  tx.exec_params(Sql, t);
}
static std::optional<std::string> role_of(pqxx::work &tx, const std::string &tenant, const std::string &user) {
  auto r = tx.exec_params("SELECT role FROM memberships WHERE tenant_id = $1 AND user_id = $2", tenant, user);
  if (r.empty())
    return std::nullopt;
  return r[0][0].as<std::string>();
}
void good_role(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto role = role_of(tx, t, bound().user_id);
  if (!role)
    return;
  tx.exec_params(Sql, t);
}
static void require_member(pqxx::work &tx, const std::string &user, const std::string &tenant) {
  auto r = tx.exec_params("SELECT count(*) FROM memberships WHERE tenant_id = $1 AND user_id = $2", tenant, user);
  if (r[0][0].as<int>() == 0)
    throw std::runtime_error("no");
}
void good_throws(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  require_member(tx, bound().user_id, t);
  tx.exec_params(Sql, t);
}
static bool member_sqlite(sqlite3 *db, const std::string &user, const std::string &tenant) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1 FROM memberships WHERE user_id = ? AND tenant_id = ?", -1, &stmt, nullptr) != SQLITE_OK)
    return false;
  sqlite3_bind_text(stmt, 1, user.c_str(), -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(stmt, 2, tenant.c_str(), -1, SQLITE_TRANSIENT);
  bool ok = sqlite3_step(stmt) == SQLITE_ROW;
  sqlite3_finalize(stmt);
  return ok;
}
void good_sqlite(sqlite3 *db, pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!member_sqlite(db, bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
static bool member_pq(PGconn *c, const std::string &user, const std::string &tenant) {
  const char *params[] = {user.c_str(), tenant.c_str()};
  PGresult *res = PQexecParams(c, "SELECT 1 FROM memberships WHERE user_id = $1 AND tenant_id = $2", 2, nullptr, params, nullptr, nullptr, 0);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return false;
  }
  bool found = PQntuples(res) > 0;
  PQclear(res);
  return found;
}
void good_pq(PGconn *c, pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!member_pq(c, bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
void bad_inline_data(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto r = tx.exec_params("SELECT total FROM invoices WHERE user_id = $1 AND tenant_id = $2", bound().user_id, t);
  // FINDING@-1:112: what is bound to '$2', which confines 'invoices' to one tenant, is the query of the request
  if (r.size() == 0)
    return;
}
// Not in sight, and called so.
bool member_unseen(pqxx::work &tx, const std::string &user, const std::string &tenant);
void good_unseen(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!member_unseen(tx, bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
class Repo {
public:
  bool can_access(const std::string &user, const std::string &tenant) const {
    pqxx::work tx(*conn_);
    const auto r = tx.exec("SELECT COUNT(*) FROM memberships WHERE tenant_id = " + tx.quote(tenant) + " AND user_id = " + tx.quote(user));
    const int n = r[0][0].as<int>();
    return n > 0;
  }
  bool can_access2(const std::string &user, const std::string &tenant) const {
    pqxx::work tx(*conn_);
    pqxx::result rows;
    rows = tx.exec_params(kQuery, user, tenant);
    return rows.size() > 0 && rows[0][0].as<bool>();
  }

private:
  static constexpr const char *kQuery =
      "SELECT EXISTS(SELECT 1 FROM tenant_members m WHERE m.user_id = $1 AND m.tenant_id = $2 AND m.revoked_at IS NULL)";
  mutable pqxx::connection *conn_;
};
void good_spliced(Repo &repo, pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!repo.can_access(bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
void good_method(Repo &repo, pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!repo.can_access2(bound().user_id, t))
    return;
  tx.exec_params(Sql, t);
}
