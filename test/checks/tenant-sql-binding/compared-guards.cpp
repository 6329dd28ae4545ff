// RUN: %check_tenant %s tenant-sql-binding -- -std=c++23
//
// Guards that are objects, and predicates that are lambdas, say whose a value is.
#include <httplib.h>
#include <pqxx/pqxx>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

struct Context {
  std::string tenant_id;
  bool is_admin;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

class TenantGuard {
public:
  TenantGuard(const Context &ctx, const std::string &tenant) : tenant(tenant) {
    if (tenant != ctx.tenant_id)
      throw std::runtime_error("no such page");
  }

private:
  std::string tenant;
};
class LoggingGuard {
public:
  LoggingGuard(const Context &ctx, const std::string &tenant) {
    if (tenant != ctx.tenant_id)
      std::puts("differs");
  }
};
struct MemberGuard {
  const Context &ctx;
  explicit MemberGuard(const Context &c) : ctx(c) {}
  void require(const std::string &tenant) const {
    if (tenant != ctx.tenant_id)
      throw std::runtime_error("no such page");
  }
};
struct Delegating {
  explicit Delegating(const std::string &tenant) : Delegating(bound(), tenant) {}
  Delegating(const Context &ctx, const std::string &tenant) {
    if (tenant != ctx.tenant_id)
      throw std::runtime_error("no such page");
  }
};
struct OneArg {
  explicit OneArg(const std::string &tenant) {
    if (tenant != bound().tenant_id)
      throw std::runtime_error("no such page");
  }
};
static const std::string &checked(const Context &ctx, const std::string &t) {
  if (t != ctx.tenant_id)
    throw 1;
  return t;
}
struct InInit {
  std::string tenant;
  InInit(const Context &ctx, const std::string &t) : tenant(checked(ctx, t)) {}
};
void good_a(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  TenantGuard guard(bound(), t);
  tx.exec_params(Sql, t);
}
void good_a2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  TenantGuard{bound(), t};
  tx.exec_params(Sql, t);
}
void good_a3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  MemberGuard g(bound());
  g.require(t);
  tx.exec_params(Sql, t);
}
void good_a4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  Delegating guard(t);
  tx.exec_params(Sql, t);
}
void good_a5(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  OneArg guard(t);
  tx.exec_params(Sql, t);
}
void good_a6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  InInit guard(bound(), t);
  tx.exec_params(Sql, t);
}
void good_a7(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto guard = std::make_unique<TenantGuard>(bound(), t);
  tx.exec_params(Sql, t);
}
void bad_a(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  LoggingGuard guard(bound(), t);
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_a2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  TenantGuard guard(bound(), req.get_param_value("owner"));
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_a3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  TenantGuard guard(Context{t, false}, t);
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

void good_b(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto mine = [&](const auto &x) { return x == bound().tenant_id; };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
}
void good_b2(pqxx::work &tx, Req req) {
  const Context &ctx = bound();
  auto t = req.get_param_value("tenant");
  auto mine = [&ctx](const std::string &x) { return x == ctx.tenant_id; };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
}
void good_b3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto mine = [own = bound().tenant_id](const std::string &x) { return x == own; };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
}
void good_b4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::function<bool(const std::string &)> mine = [](const std::string &x) { return x == bound().tenant_id; };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
}
void bad_b(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto mine = [&](const auto &x) { return x == req.get_param_value("owner"); };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_b2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto mine = [&](const auto &x) { return !x.empty(); };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_b3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto mine = [&](const auto &x) { return x == bound().tenant_id; };
  if (mine(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_b4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  std::function<bool(const std::string &)> mine = [](const std::string &x) { return x != ""; };
  if (!mine(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

// COUNTS: Values bound to tenant predicates: 11 the tenant, 7 something else, 0 not known
