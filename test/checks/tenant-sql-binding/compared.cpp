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

// Written after the comparison, in whichever way.
static void take(Req req, std::string &out) { out = req.get_param_value("owner"); }
static void take_by_pointer(Req req, std::string *out) { *out = req.get_param_value("owner"); }
void bad_reference(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  auto &other = named;
  if (named != bound().tenant_id)
    return;
  other = req.get_param_value("owner");
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_pointer(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  std::string *other;
  other = &named;
  if (named != bound().tenant_id)
    return;
  *other = req.get_param_value("owner");
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_lambda(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  auto take_other = [&] { named = req.get_param_value("owner"); };
  if (named != bound().tenant_id)
    return;
  take_other();
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_assign(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  named.assign(req.get_param_value("owner"));
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_swap(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  auto owner = req.get_param_value("owner");
  if (named != bound().tenant_id)
    return;
  std::swap(named, owner);
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_swap_method(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  auto owner = req.get_param_value("owner");
  if (named != bound().tenant_id)
    return;
  named.swap(owner);
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_character(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  named[0] = req.get_param_value("owner")[0];
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_out_parameter(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  take(req, named);
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_out_pointer(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  take_by_pointer(req, &named);
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_iterator(pqxx::work &tx, Req req) {
  auto it = req.params.begin();
  if (it->second != bound().tenant_id)
    return;
  ++it;
  tx.exec_params(Sql, it->second);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_stale_flag(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  bool is_own = named == bound().tenant_id;
  named = req.get_param_value("owner");
  if (!is_own)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_overruled_flag(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  bool is_own = named == bound().tenant_id;
  is_own = true;
  if (!is_own)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_request(pqxx::work &tx, httplib::Request req, Req other) {
  if (req.get_param_value("tenant") != bound().tenant_id)
    return;
  req = other;
  tx.exec_params(Sql, req.get_param_value("tenant"));
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

// A part of it is compared, or another thing.
static std::string to_org(const std::string &s) { return s.substr(0, 3); }
void bad_prefix(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named.compare(0, 3, bound().tenant_id) != 0)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_to_org(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (to_org(named) != bound().tenant_id)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

// It is compared with what is not the tenant of the context.
static const std::string default_tenant_id = "public";
static bool is_same_tenant(const std::string &tenant, const std::string &tenant_id) { return tenant == tenant_id; }
static bool overwrites(std::string a, const std::string &b) {
  a = b;
  return a == b;
}
static bool differs(const std::string &a, const std::string &b) { return a != b; }
static bool always(const std::string &a, const std::string &b) {
  if (a == b)
    return true;
  std::puts("differs");
  return true;
}
struct SentContext {
  std::string tenant_id;
  explicit SentContext(Req req) : tenant_id(req.get_header_value("X-Tenant")) {}
};
void bad_constant(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != default_tenant_id)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_given(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!is_same_tenant(named, req.get_param_value("owner")))
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_overwritten(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!overwrites(named, bound().tenant_id))
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_sent_context(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  SentContext ctx(req);
  if (named != ctx.tenant_id)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_differs(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!differs(named, bound().tenant_id))
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_always(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (!always(named, bound().tenant_id))
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_wildcard(pqxx::work &tx, Req req) {
  auto named = req.get_param_value("tenant");
  if (named != "*" && named != bound().tenant_id)
    return;
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}

static void reject() { throw std::runtime_error("no such page"); }
void good_outcomes(pqxx::work &tx, Req req) {
  auto first = req.get_param_value("tenant");
  int order = strcmp(first.c_str(), bound().tenant_id.c_str());
  if (order != 0)
    return;
  tx.exec_params(Sql, first);
  auto second = req.get_param_value("tenant2");
  if (differs(second, bound().tenant_id))
    return;
  tx.exec_params(Sql, second);
  auto third = req.get_param_value("tenant3");
  auto check = [&] {
    if (third != bound().tenant_id)
      throw std::runtime_error("no such page");
  };
  check();
  tx.exec_params(Sql, third);
  auto fourth = req.get_param_value("tenant4");
  if (fourth != bound().tenant_id)
    reject();
  tx.exec_params(Sql, fourth);
  auto fifth = req.get_param_value("tenant5");
  if (!std::equal(fifth.begin(), fifth.end(), bound().tenant_id.begin(), bound().tenant_id.end()))
    return;
  tx.exec_params(Sql, fifth);
}
// A part alone says nothing certain, and neither does a tenant that was looked up by what the client names.
struct Invoice {
  std::string tenant_id;
};
Invoice load(const std::string &id);
void unknown(pqxx::work &tx, Req req) {
  auto first = req.get_param_value("tenant");
  if (strncmp(first.c_str(), bound().tenant_id.c_str(), 3) != 0)
    return;
  tx.exec_params(Sql, first);
  auto second = req.get_param_value("tenant2");
  if (load(req.get_param_value("invoice")).tenant_id != second)
    return;
  tx.exec_params(Sql, second);
}
