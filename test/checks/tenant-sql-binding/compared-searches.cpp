// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// The tenant that the client names is looked for among those that the context has.
#include <algorithm>
#include <httplib.h>
#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>
struct Membership {
  std::string tenant_id;
  std::string role;
};
struct Context {
  std::string tenant_id;
  std::string user_id;
  bool is_support;
  std::vector<Membership> memberships;
  std::set<std::string> tenants;
  std::map<std::string, int> roles_by_tenant;
  bool is_admin() const;
  bool is_operator() const;
};
const Context &bound();
Context authenticate(const httplib::Request &);
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

void bad_find(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto ms = bound().memberships;
  auto it = std::find_if(ms.begin(), ms.end(), [&](const Membership &m) { return m.tenant_id == t; });
  if (it != ms.end())
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_find2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto ms = bound().memberships;
  auto it = std::find_if(ms.begin(), ms.end(), [&](const Membership &m) { return m.role == "owner"; });
  if (it == ms.end())
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_any(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!std::any_of(bound().memberships.begin(), bound().memberships.end(), [&](const Membership &m) { return m.tenant_id != t; })) {
  }
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_any(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (std::ranges::none_of(bound().memberships, [&](const Membership &m) { return m.tenant_id == t; }))
    return;
  tx.exec_params(Sql, t);
}
void good_rfind(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  const auto &ms = bound().memberships;
  if (std::ranges::find(ms, t, &Membership::tenant_id) == ms.end())
    return;
  tx.exec_params(Sql, t);
}
void bad_client_list(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!req.params.contains(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_found(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto ms = bound().memberships;
  auto it = std::find_if(ms.begin(), ms.end(), [&](const Membership &m) { return m.tenant_id == t; });
  if (it == ms.end())
    return;
  tx.exec_params(Sql, t);
}
void good_found_element(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto ms = bound().memberships;
  auto it = std::find_if(ms.begin(), ms.end(), [&](const Membership &m) { return m.tenant_id == t; });
  if (it == ms.end())
    return;
  tx.exec_params(Sql, it->tenant_id);
}
void good_map(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto it = bound().roles_by_tenant.find(t);
  if (it == bound().roles_by_tenant.end())
    return;
  tx.exec_params(Sql, t);
}
void good_count(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (bound().tenants.count(t) == 0)
    return;
  tx.exec_params(Sql, t);
}
void good_contains(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!bound().tenants.contains(t))
    return;
  tx.exec_params(Sql, t);
}
void good_std_find(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  const auto &c = bound();
  std::vector<std::string> mine(c.tenants.begin(), c.tenants.end());
  if (std::find(mine.begin(), mine.end(), t) == mine.end())
    return;
  tx.exec_params(Sql, t);
}
void bad_not_contained(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (bound().tenants.contains(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
