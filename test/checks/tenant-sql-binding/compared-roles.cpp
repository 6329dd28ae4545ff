// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// Who has a flag of the object that gives the tenant need not pass the comparison.
#include <algorithm>
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
  std::string user_id;
  bool is_support;
  bool authenticated;
  std::vector<Membership> memberships;
  bool is_operator() const;
};
struct Flags {
  bool verbose;
};
const Context &bound();
const Flags &flags();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";
void good_assigned(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = ctx.tenant_id;
  if (ctx.is_support)
    tenant = req.get_param_value("tenant");
  tx.exec_params(Sql, tenant);
}
void good_nested(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (!ctx.is_operator()) {
    if (tenant != ctx.tenant_id)
      return;
  }
  tx.exec_params(Sql, tenant);
}
void good_replaced(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (!ctx.is_support)
    tenant = ctx.tenant_id;
  tx.exec_params(Sql, tenant);
}
void good_either(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (ctx.is_support || tenant == ctx.tenant_id)
    tx.exec_params(Sql, tenant);
}
void bad_session(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (!ctx.authenticated)
    return;
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_other_object(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = ctx.tenant_id;
  if (flags().verbose)
    tenant = req.get_param_value("tenant");
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_other_flag(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (!flags().verbose && tenant != ctx.tenant_id)
    return;
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_nothing_else(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  auto tenant = ctx.authenticated ? req.get_param_value("tenant") : std::string();
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void good_choice(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  auto tenant = ctx.is_support ? req.get_param_value("tenant") : ctx.tenant_id;
  tx.exec_params(Sql, tenant);
}
void good_and(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!bound().is_support && t != bound().tenant_id)
    return;
  tx.exec_params(Sql, t);
}
// Flags say nothing of each other.
void bad_two_flags(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  std::string tenant = req.get_param_value("tenant");
  if (!ctx.is_support && !ctx.authenticated)
    return;
  tx.exec_params(Sql, tenant);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
