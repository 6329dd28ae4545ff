// RUN: %check_tenant %s tenant-sql-binding -- -std=c++23
//
// What a comparison or a function gives back is looked at in whichever form.
#include <httplib.h>
#include <pqxx/pqxx>

#include <compare>
#include <optional>
#include <string>
#include <system_error>

struct Context {
  std::string tenant_id;
  bool is_admin;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

void good_c(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (auto o = t <=> bound().tenant_id; o != 0)
    return;
  tx.exec_params(Sql, t);
}
void good_c2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (std::is_neq(t <=> bound().tenant_id))
    return;
  tx.exec_params(Sql, t);
}
void good_c3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if ((t.compare(bound().tenant_id) <=> 0) != 0)
    return;
  tx.exec_params(Sql, t);
}
void good_c4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  switch (t.compare(bound().tenant_id)) {
  case 0:
    tx.exec_params(Sql, t);
    break;
  default:
    return;
  }
}
void good_c5(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto o = t <=> bound().tenant_id;
  if (o == std::strong_ordering::equal)
    tx.exec_params(Sql, t);
  if (std::is_eq(o))
    tx.exec_params(Sql, t);
  switch (t == bound().tenant_id) {
  case true:
    tx.exec_params(Sql, t);
    break;
  case false:
    break;
  }
}
void good_c9(pqxx::work &tx, Req req) {
  int t = std::stoi(req.get_param_value("tenant"));
  switch (int own = std::stoi(bound().tenant_id); t - own) {
  case 0:
    tx.exec_params(Sql, t);
  }
}
void bad_c(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (auto o = t <=> bound().tenant_id; o < 0)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_c2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (std::is_lt(t <=> bound().tenant_id))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_c3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (std::is_eq(t <=> bound().tenant_id))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_c4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  switch (t.compare(bound().tenant_id)) {
  case 0:
  case 1:
    tx.exec_params(Sql, t);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
    break;
  default:
    return;
  }
}
void bad_c5(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  switch (t.compare(bound().tenant_id)) {
  case 0:
    std::puts("own");
  default:
    tx.exec_params(Sql, t);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
  }
}
void bad_c6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  switch (t.size()) {
  case 0:
    return;
  default:
    tx.exec_params(Sql, t);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
  }
}

enum class Status { Ok, Forbidden };
static Status check(const std::string &a, const std::string &b) {
  if (a != b)
    return Status::Forbidden;
  return Status::Ok;
}
static Status shape(const std::string &a, const std::string &b) {
  if (a.empty() || b.empty())
    return Status::Forbidden;
  return Status::Ok;
}
static Status inverse(const std::string &a, const std::string &b) {
  if (a != b)
    return Status::Ok;
  return Status::Forbidden;
}
static std::optional<std::string> error_of(const std::string &a, const std::string &b) {
  if (a != b)
    return "no such page";
  return std::nullopt;
}
static std::optional<std::string> error_shape(const std::string &a) {
  if (a.empty())
    return "no such page";
  return std::nullopt;
}
static std::optional<std::string> resolve(const std::string &a, const std::string &b) {
  if (a != b)
    return {};
  return a;
}
static int code(const std::string &a, const std::string &b) { return a == b ? 0 : -1; }
static int code_shape(const std::string &a, const std::string &b) { return a.size() == b.size() ? 0 : -1; }
static std::error_code error(const std::string &a, const std::string &b) {
  if (a != b)
    return std::make_error_code(std::errc::permission_denied);
  return {};
}
struct Result {
  bool ok() const { return code_ == 0; }
  int code_;
  static Result Ok() { return {0}; }
  static Result Denied() { return {1}; }
};
static Result judge(const std::string &a, const std::string &b) {
  if (a != b)
    return Result::Denied();
  return Result::Ok();
}
static Result judge_shape(const std::string &a, const std::string &b) {
  if (a.empty())
    return Result::Denied();
  return Result::Ok();
}
void good_f1(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (check(t, bound().tenant_id) != Status::Ok)
    return;
  tx.exec_params(Sql, t);
}
void good_f2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto s = check(t, bound().tenant_id);
  if (s == Status::Forbidden)
    return;
  tx.exec_params(Sql, t);
}
void good_f3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (auto e = error_of(t, bound().tenant_id))
    return;
  tx.exec_params(Sql, t);
}
void good_f4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto e = error_of(t, bound().tenant_id);
  if (e.has_value())
    return;
  tx.exec_params(Sql, t);
}
void good_f5(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto own = resolve(t, bound().tenant_id);
  if (!own)
    return;
  tx.exec_params(Sql, *own);
}
void good_f6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (code(t, bound().tenant_id) != 0)
    return;
  tx.exec_params(Sql, t);
}
void good_f7(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (auto ec = error(t, bound().tenant_id))
    return;
  tx.exec_params(Sql, t);
}
void good_f8(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!judge(t, bound().tenant_id).ok())
    return;
  tx.exec_params(Sql, t);
}
void good_f9(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  switch (check(t, bound().tenant_id)) {
  case Status::Forbidden:
    return;
  case Status::Ok:
    break;
  }
  tx.exec_params(Sql, t);
}
void bad_f1(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (shape(t, bound().tenant_id) != Status::Ok)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f2(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (inverse(t, bound().tenant_id) != Status::Ok)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f3(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (auto e = error_shape(t))
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f4(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (check(t, bound().tenant_id) == Status::Ok)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f5(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (code_shape(t, bound().tenant_id) != 0)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f6(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (!judge_shape(t, bound().tenant_id).ok())
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f7(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  if (check(t, req.get_param_value("owner")) != Status::Ok)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_f8(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  auto e = error_of(t, bound().tenant_id);
  if (!e)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
// What a bool in a variable says, and one that is compared.
void good_variable(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  const Status found = t == bound().tenant_id ? Status::Ok : Status::Forbidden;
  if (found != Status::Ok)
    return;
  tx.exec_params(Sql, t);
}
void bad_variable(pqxx::work &tx, Req req) {
  auto t = req.get_param_value("tenant");
  const Status found = t.empty() ? Status::Forbidden : Status::Ok;
  if (found != Status::Ok)
    return;
  tx.exec_params(Sql, t);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

// COUNTS: Values bound to tenant predicates: 15 the tenant, 15 something else, 3 not known
