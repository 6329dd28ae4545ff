// RUN: %check_tenant %s tenant-sql-binding -- -std=c++23
//
// A variable that is filled only where the value was compared.
#include <httplib.h>
#include <pqxx/pqxx>

#include <optional>
#include <string>

struct Context {
  std::string tenant_id;
  bool is_admin;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

void good_e1(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok;
  if (t == bound().tenant_id)
    ok = t;
  if (!ok)
    return;
  tx.exec_params(Sql, *ok);
}
void good_e2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::string ok;
  if (t == bound().tenant_id)
    ok = t;
  if (ok.empty())
    return;
  tx.exec_params(Sql, ok);
}
void good_e3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  const std::string *ok = nullptr;
  if (t == bound().tenant_id)
    ok = &t;
  if (ok == nullptr)
    return;
  tx.exec_params(Sql, *ok);
}
void good_e4(pqxx::work &tx, Req req) {
  std::optional<std::string> ok;
  for (const auto &p : req.params)
    if (p.second == bound().tenant_id)
      ok = p.second;
  if (ok)
    tx.exec_params(Sql, ok.value());
}
static std::optional<std::string> own(Req req) {
  auto t = req.get_param_value("tenant");
  if (t != bound().tenant_id)
    return std::nullopt;
  return t;
}
void good_e5(pqxx::work &tx, Req req) {
  auto t = own(req);
  if (!t)
    return;
  tx.exec_params(Sql, *t);
}
void good_e6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok;
  if (t == bound().tenant_id)
    ok.emplace(t);
  if (!ok.has_value())
    return;
  tx.exec_params(Sql, *ok);
}
void bad_e1(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok;
  if (t != "")
    ok = t;
  if (!ok)
    return;
  tx.exec_params(Sql, *ok);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_e2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok = req.get_param_value("owner");
  if (t == bound().tenant_id)
    ok = t;
  if (!ok)
    return;
  tx.exec_params(Sql, *ok);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_e3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok;
  if (t == bound().tenant_id)
    ok = req.get_param_value("owner");
  if (!ok)
    return;
  tx.exec_params(Sql, *ok);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_e4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::optional<std::string> ok;
  if (t == bound().tenant_id)
    ok = t;
  if (!ok)
    ok = t;
  tx.exec_params(Sql, *ok);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_e7(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::string ok;
  if (t == bound().tenant_id)
    ok = t;
  if (ok.empty())
    return;
  tx.exec_params(Sql, t);
}
void bad_e6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::string ok;
  if (t == bound().tenant_id)
    ok = t;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

// COUNTS: Values bound to tenant predicates: 4 the tenant, 5 something else, 3 not known
