// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// The parts of pairs and tuples are what these were made of.
#include <httplib.h>
#include <pqxx/pqxx>

#include <map>
#include <string>
#include <tuple>
#include <utility>

struct Context {
  std::string tenant_id;
  std::string user_id;
};
const Context &bound();
std::map<std::string, Context> sessions();
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";
static std::pair<std::string, int> both(const Context &ctx) { return {ctx.tenant_id, 3}; }

void good(pqxx::work &tx, const Context &ctx, const httplib::Request &req) {
  std::pair<std::string, std::string> made{ctx.tenant_id, ctx.user_id};
  tx.exec_params(Sql, made.first);
  auto [a, b] = std::make_pair(ctx.tenant_id, ctx.user_id);
  tx.exec_params(Sql, a);
  auto [c, d] = ctx;
  tx.exec_params(Sql, c);
  auto [e, f] = both(ctx);
  tx.exec_params(Sql, e);
  tx.exec_params(Sql, std::get<1>(std::make_tuple(ctx.user_id, ctx.tenant_id)));
  // What the client sent is the other part.
  auto asked = std::make_pair(req.get_param_value("page"), ctx.tenant_id);
  tx.exec_params(Sql, asked.second);
  for (const auto &[id, session] : sessions())
    tx.exec_params(Sql, session.tenant_id);
}
void bad(pqxx::work &tx, const Context &ctx, const httplib::Request &req) {
  std::pair<std::string, std::string> made{ctx.tenant_id, ctx.user_id};
  tx.exec_params(Sql, made.second);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id', not the tenant
  auto [a, b] = std::make_pair(ctx.tenant_id, ctx.user_id);
  tx.exec_params(Sql, b);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'ctx.user_id', not the tenant
  auto [c, d] = ctx;
  tx.exec_params(Sql, d);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is 'd', not the tenant
  auto asked = std::make_pair(req.get_param_value("page"), ctx.tenant_id);
  tx.exec_params(Sql, asked.first);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
// What is written to later is not known.
void changed(pqxx::work &tx, const Context &ctx, const std::string &text) {
  std::pair<std::string, std::string> made{ctx.user_id, ctx.user_id};
  made.first = text;
  tx.exec_params(Sql, made.first);
}

// COUNTS: Values bound to tenant predicates: 7 the tenant, 4 something else, 1 not known
