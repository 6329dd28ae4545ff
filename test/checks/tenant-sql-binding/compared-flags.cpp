// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// Outcomes that are kept in a variable, and asked behind a loop.
#include <httplib.h>
#include <pqxx/pqxx>
#include <string>
#include <vector>
struct Membership {
  std::string tenant_id;
  std::string role;
};
struct Context {
  std::string tenant_id;
  std::vector<Membership> memberships;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";
void good_cleared(pqxx::work &tx, Req req) {
  bool ok = true;
  for (const auto &[name, value] : req.params)
    if (value != bound().tenant_id)
      ok = false;
  if (!ok)
    return;
  for (const auto &[name, value] : req.params)
    tx.exec_params(Sql, value);
}
void bad_cleared_unasked(pqxx::work &tx, Req req) {
  bool ok = true;
  for (const auto &[name, value] : req.params)
    if (value != bound().tenant_id)
      ok = false;
  for (const auto &[name, value] : req.params)
    tx.exec_params(Sql, value);
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_cleared_inverse(pqxx::work &tx, Req req) {
  bool ok = true;
  for (const auto &[name, value] : req.params)
    if (value != bound().tenant_id)
      ok = false;
  if (ok)
    return;
  for (const auto &[name, value] : req.params)
    tx.exec_params(Sql, value);
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_one(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  bool ok = true;
  if (t != bound().tenant_id)
    ok = false;
  if (!ok)
    return;
  tx.exec_params(Sql, t);
}
void good_one_handler(Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool ok = true;
  for (const auto &m : bound().memberships)
    if (m.tenant_id != tenant)
      ok = false;
  if (!ok) {
    res.status = 403;
    return;
  }
  res.set_content(tenant, "text/plain");
}
void good_member(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool found = false;
  for (auto &m : bound().memberships)
    if (m.tenant_id == tenant)
      found = true;
  if (!found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
}
void good_pointer(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  const Membership *found = nullptr;
  for (auto &m : bound().memberships)
    if (m.tenant_id == tenant)
      found = &m;
  if (!found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
}
void bad_member_wrong(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool found = false;
  for (auto &m : bound().memberships)
    if (m.tenant_id == tenant)
      found = true;
  if (found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_always(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool found = true;
  for (auto &m : bound().memberships)
    if (m.tenant_id == tenant)
      found = true;
  if (!found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
// Flags that are asked around what sets them, and two that ask for each other.
void good_member_once(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool found = false;
  for (auto &m : bound().memberships)
    if (!found && m.tenant_id == tenant)
      found = true;
  if (!found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
}
void good_denied(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool denied = false;
  if (tenant.empty())
    denied = true;
  if (!denied && tenant == bound().tenant_id)
    res.set_header("Found", "yes");
  else
    denied = true;
  if (denied) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
}
void bad_granted(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool denied = false;
  if (!denied && tenant == bound().tenant_id)
    res.set_header("Found", "yes");
  else
    denied = true;
  if (!denied) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_never_set(pqxx::work &tx, Req req, httplib::Response &res) {
  auto tenant = req.get_param_value("tenant");
  bool found = true, seen = true;
  for (auto &m : bound().memberships) {
    if (!seen && !found && m.tenant_id == tenant)
      found = true;
    if (!found || !seen)
      seen = true;
  }
  if (!found) {
    res.status = 403;
    return;
  }
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
