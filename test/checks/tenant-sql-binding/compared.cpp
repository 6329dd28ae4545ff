// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// What the client names is the tenant's where it was compared with the tenant before, on every way.
#include <httplib.h>
#include <pqxx/pqxx>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct Context {
  std::string tenant_id;
  bool is_admin;
};
const Context &bound();
void write(pqxx::work &tx, const std::string &tenant);
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

// A function that throws, in sight and not, and one that tells.
static void require_same(const std::string &a, const std::string &b) {
  if (a != b)
    throw std::runtime_error("no such page");
}
static bool same(const std::string &a, const std::string &b) { return a == b; }
static void compare_and_log(const std::string &a, const std::string &b) {
  if (a != b)
    std::puts("differs");
}
void assert_tenant(const std::string &tenant, const Context &ctx);

void good_return(pqxx::work &tx, Req req) {
  if (req.get_param_value("tenant") != bound().tenant_id)
    return;
  tx.exec_params(Sql, req.get_param_value("tenant"));
}
void good_copies(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (req.get_param_value("tenant") != bound().tenant_id)
    throw std::runtime_error("no such page");
  tx.exec_params(Sql, named);
  auto later = req.get_param_value("tenant");
  tx.exec_params(Sql, later.c_str());
}
void good_within(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!named.empty() && named == bound().tenant_id)
    tx.exec_params(Sql, named);
  tx.exec_params(Sql, named == bound().tenant_id ? named : bound().tenant_id);
}
void good_helpers(pqxx::work &tx, Req req) {
  auto first = req.get_param_value("tenant");
  require_same(first, bound().tenant_id);
  tx.exec_params(Sql, first);
  auto second = req.get_param_value("tenant2");
  if (!same(bound().tenant_id, second))
    return;
  tx.exec_params(Sql, second);
  auto third = req.get_param_value("tenant3");
  bool is_own = third.compare(bound().tenant_id) == 0;
  if (!is_own)
    return;
  tx.exec_params(Sql, third);
  auto fourth = req.get_param_value("tenant4");
  assert_tenant(fourth, bound());
  tx.exec_params(Sql, fourth);
  auto fifth = req.get_param_value("tenant5");
  if (strcmp(fifth.c_str(), bound().tenant_id.c_str()))
    return;
  tx.exec_params(Sql, fifth);
}
void good_loops(pqxx::work &tx, Req req) {
  for (const auto &[name, value] : req.params) {
    if (value != bound().tenant_id)
      continue;
    tx.exec_params(Sql, value);
  }
  for (const auto &param : req.params)
    if (param.second != bound().tenant_id)
      return;
  for (const auto &param : req.params)
    tx.exec_params(Sql, param.second);
}
void good_later(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  auto run = [&] { tx.exec_params(Sql, named); };
  run();
}
void good_admin(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!bound().is_admin && named != bound().tenant_id)
    return;
  tx.exec_params(Sql, named);
}
void good_replaced(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    named = bound().tenant_id;
  tx.exec_params(Sql, named);
}

void bad_other(pqxx::work &tx, Req req, Req other) {
  if (other.get_param_value("tenant") != bound().tenant_id || req.get_param_value("page") != bound().tenant_id)
    return;
  tx.exec_params(Sql, req.get_param_value("tenant"));
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_after(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
  if (named != bound().tenant_id)
    return;
  tx.commit();
}
void bad_branch(pqxx::work &tx, Req req, bool verbose) {
  auto named = req.get_param_value("tenant");
  if (verbose) {
    if (named != bound().tenant_id)
      return;
  }
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_or(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named == bound().tenant_id || req.get_param_value("page") == "1")
    tx.exec_params(Sql, named);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_changed(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  named = req.get_param_value("owner");
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_logged(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  compare_and_log(named, bound().tenant_id);
  if (named != bound().tenant_id)
    std::puts("differs");
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_wrong_way(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named == bound().tenant_id)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_caught(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  try {
    require_same(named, bound().tenant_id);
  } catch (const std::exception &) {
  }
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_next(pqxx::work &tx, Req req) {
  std::string last;
  for (const auto &param : req.params) {
    if (!last.empty() && last != bound().tenant_id)
      return;
    last = param.second;
    tx.exec_params(Sql, param.second);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
  }
}
void good_spliced(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  std::string sql = "SELECT total FROM invoices WHERE tenant_id = " + tx.quote(named);
  if (named != bound().tenant_id)
    return;
  tx.exec(sql);
}
void bad_spliced(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  tx.exec("SELECT total FROM invoices WHERE tenant_id = " + tx.quote(named));
  // FINDING@-1:61: what confines 'invoices' to one tenant is the query of the request
  if (named != bound().tenant_id)
    return;
  tx.commit();
}
