// RUN: %check_tenant %s tenant-sql-binding -- -std=c++23
//
// Each element of a list is compared before the elements are used.
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include <algorithm>
#include <stdexcept>
#include <string>

using nlohmann::json;
struct Context {
  std::string tenant_id;
  bool is_admin;
};
const Context &bound();
using Req = const httplib::Request &;
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

void good_d1(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (!std::all_of(lines.begin(), lines.end(), [&](const auto &l) { return l["tenant_id"] == bound().tenant_id; }))
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
}
void good_d2(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (std::any_of(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] != bound().tenant_id; }))
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
}
void good_d3(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  const auto &ctx = bound();
  auto foreign = [&](const json &l) { return l["tenant_id"] != ctx.tenant_id; };
  if (!std::none_of(lines.begin(), lines.end(), foreign))
    throw std::runtime_error("x");
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
}
void good_d4(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  auto it = std::find_if(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] != bound().tenant_id; });
  if (it != lines.end())
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
}
void good_d5(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (std::count_if(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] != bound().tenant_id; }) != 0)
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
}
void good_d6(pqxx::work &tx, Req req) {
  const auto &params = req.params;
  if (std::ranges::any_of(params, [&](const auto &p) { return p.second != bound().tenant_id; }))
    return;
  for (const auto &[name, value] : params)
    tx.exec_params(Sql, value);
  tx.exec_params(Sql, params.begin()->second);
}
void good_d7(pqxx::work &tx, Req req) {
  if (!std::ranges::all_of(req.params, [](const auto &p) { return p.second == bound().tenant_id; }))
    return;
  for (const auto &p : req.params)
    tx.exec_params(Sql, p.second);
}
void good_d8(pqxx::work &tx, Req req) {
  auto it = std::find_if(req.params.begin(), req.params.end(), [](const auto &p) { return p.second == bound().tenant_id; });
  if (it == req.params.end())
    return;
  tx.exec_params(Sql, it->second);
}
void bad_d1(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (!std::any_of(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] == bound().tenant_id; }))
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the body of the request
}
void bad_d2(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (!std::all_of(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] != ""; }))
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the body of the request
}
void bad_d3(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  if (!std::all_of(lines.begin(), lines.end(), [&](const json &l) { return l["owner"] == bound().tenant_id; }))
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the body of the request
}
void bad_d4(pqxx::work &tx, Req req, Req other) {
  if (!std::all_of(other.params.begin(), other.params.end(), [&](const auto &l) { return l.second == bound().tenant_id; }))
    return;
  for (const auto &l : req.params)
    tx.exec_params(Sql, l.second);
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_d5(pqxx::work &tx, Req req) {
  if (!std::all_of(req.params.begin(), std::next(req.params.begin()), [&](const auto &l) { return l.second == bound().tenant_id; }))
    return;
  for (const auto &l : req.params)
    tx.exec_params(Sql, l.second);
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_d6(pqxx::work &tx, Req req) {
  auto it = std::find_if(req.params.begin(), req.params.end(), [](const auto &p) { return p.second != bound().tenant_id; });
  if (it == req.params.end())
    return;
  tx.exec_params(Sql, it->second);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_d7(pqxx::work &tx, Req req) {
  if (std::count_if(req.params.begin(), req.params.end(), [](const auto &p) { return p.second == bound().tenant_id; }) == 0)
    return;
  for (const auto &l : req.params)
    tx.exec_params(Sql, l.second);
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_d8(pqxx::work &tx, Req req) {
  auto lines = json::parse(req.body);
  bool ok = std::all_of(lines.begin(), lines.end(), [&](const json &l) { return l["tenant_id"] == bound().tenant_id; });
  lines = json::parse(req.get_param_value("more"));
  if (!ok)
    return;
  for (const auto &l : lines)
    tx.exec_params(Sql, l["tenant_id"].get<std::string>());
  // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the body of the request
}
void bad_d9(pqxx::work &tx, Req req) {
  auto it = std::find_if(req.params.begin(), req.params.end(), [](const auto &p) { return p.first == "tenant"; });
  if (it == req.params.end())
    return;
  tx.exec_params(Sql, it->second);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
// A loop says something of all elements where it goes through them all.
void good_loop_continued(pqxx::work &tx, Req req) {
  for (const auto &[name, value] : req.params) {
    if (name.empty())
      throw std::runtime_error("no name");
    if (value != bound().tenant_id)
      throw std::runtime_error("no such page");
  }
  for (const auto &p : req.params)
    tx.exec_params(Sql, p.second);
  tx.exec_params(Sql, req.params.begin()->second);
}
void bad_loop_skips(pqxx::work &tx, Req req) {
  for (const auto &p : req.params) {
    if (p.first != "tenant")
      continue;
    if (p.second != bound().tenant_id)
      return;
  }
  for (const auto &p : req.params)
    tx.exec_params(Sql, p.second);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_loop_breaks(pqxx::work &tx, Req req) {
  for (const auto &p : req.params) {
    if (p.first == "last")
      break;
    if (p.second != bound().tenant_id)
      return;
  }
  for (const auto &p : req.params)
    tx.exec_params(Sql, p.second);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_loop_shape(pqxx::work &tx, Req req) {
  for (const auto &p : req.params)
    if (p.second.empty())
      return;
  for (const auto &p : req.params)
    tx.exec_params(Sql, p.second);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
void bad_loop_filled_later(pqxx::work &tx, Req req) {
  auto values = json::parse(req.body);
  for (const auto &value : values)
    if (value["tenant_id"] != bound().tenant_id)
      return;
  values.push_back(json::parse(req.get_param_value("more")));
  for (const auto &value : values)
    tx.exec_params(Sql, value["tenant_id"].get<std::string>());
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is the body of the request
}

// COUNTS: Values bound to tenant predicates: 11 the tenant, 13 something else, 0 not known
