// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// Who finds out who sent a request has not compared what the request says.
#include <httplib.h>
#include <pqxx/pqxx>

#include <optional>
#include <string>

struct Principal {
  std::string tenant_id;
};
struct Authenticator {
  std::optional<Principal> verify(const httplib::Request &req) const;
  bool check(const httplib::Request &req) const;
  std::optional<Principal> verify_tenant(const std::string &tenant) const;
};
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

void bad_verified(Authenticator &auth, pqxx::work &tx, const httplib::Request &req) {
  auto who = auth.verify(req);
  if (!who)
    return;
  tx.exec_params(Sql, req.get_param_value("tenant"));
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_not_asked(Authenticator &auth, pqxx::work &tx, const httplib::Request &req) {
  auto who = auth.verify(req);
  tx.exec_params(Sql, req.get_param_value("tenant"));
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_verified(Authenticator &auth, pqxx::work &tx, const httplib::Request &req) {
  auto who = auth.verify(req);
  if (!who || req.get_param_value("tenant") != who->tenant_id)
    return;
  tx.exec_params(Sql, req.get_param_value("tenant"));
}
// It may look at the tenant.
void good_checked(Authenticator &auth, pqxx::work &tx, const httplib::Request &req) {
  if (!auth.check(req))
    return;
  tx.exec_params(Sql, req.get_param_value("tenant"));
}
void good_given(Authenticator &auth, pqxx::work &tx, const httplib::Request &req) {
  auto tenant = req.get_param_value("tenant");
  if (!auth.verify_tenant(tenant))
    return;
  tx.exec_params(Sql, tenant);
}
