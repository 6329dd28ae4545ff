// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// A comparison with the tenant counts where it comes before the use, on every way.
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <vector>

struct TenantContext {
  std::string tenant_id;
  bool is_admin;
};
const TenantContext &bound(const httplib::Request &req);
std::string rows_of(const std::string &tenant_id);
void count(const std::string &text);
using Req = const httplib::Request &;

static void require_same(const std::string &a, const std::string &b) {
  if (a != b)
    throw std::runtime_error("no such page");
}

void good(Req req) {
  std::string tenant = req.get_param_value("tenant");
  if (tenant != bound(req).tenant_id)
    return;
  rows_of(tenant);
}
void good_helper(Req req) {
  require_same(req.get_param_value("tenant"), bound(req).tenant_id);
  rows_of(req.get_param_value("tenant"));
}
void good_each(Req req) {
  for (const auto &line : nlohmann::json::parse(req.body)) {
    count(line["name"]);
    if (line["tenant_id"] != bound(req).tenant_id)
      continue;
    rows_of(line["tenant_id"]);
  }
}
void good_admin(Req req) {
  std::string tenant = req.get_param_value("tenant");
  if (!bound(req).is_admin)
    require_same(tenant, bound(req).tenant_id);
  rows_of(tenant);
}
void bad_after(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  rows_of(tenant);
  if (tenant != bound(req).tenant_id)
    return;
  count(tenant);
}
void bad_branch(Req req, bool verbose) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (verbose && tenant != bound(req).tenant_id)
    return;
  rows_of(tenant);
}
void bad_other_line(Req req) {
  auto lines = nlohmann::json::parse(req.body);
  if (lines[0]["tenant_id"] != bound(req).tenant_id)
    return;
  rows_of(lines[1]["tenant_id"]);
  // FINDING@-1:11: the tenant is taken from the body of the request
}
void bad_first_and_last(Req req) {
  auto body = nlohmann::json::parse(req.body);
  if (body["lines"].front()["tenant_id"] != bound(req).tenant_id)
    return;
  rows_of(body["lines"].back()["tenant_id"]);
  // FINDING@-1:11: the tenant is taken from the body of the request
}
void good_key(Req req) {
  auto body = nlohmann::json::parse(req.body);
  if (body.at("tenant_id") != bound(req).tenant_id)
    return;
  rows_of(body["tenant_id"]);
}

// A flag that a loop over the memberships clears: there may be none, and nobody knows.
struct Membership { std::string tenant_id; };
const std::vector<Membership> &memberships(Req req);
void good_all_of_the_memberships(Req req) {
  std::string tenant = req.get_param_value("tenant");
  bool ok = true;
  for (const auto &m : memberships(req))
    if (m.tenant_id != tenant)
      ok = false;
  if (!ok)
    return;
  rows_of(tenant);
}
void bad_none_of_the_memberships(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  bool ok = true;
  for (const auto &m : memberships(req))
    if (m.tenant_id != tenant)
      ok = false;
  if (ok)
    return;
  rows_of(tenant);
}
