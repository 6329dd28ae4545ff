// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// Only a comparison that makes a value the tenant's lets it be used as the tenant.
#include <algorithm>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

struct TenantContext {
  std::string tenant_id;
  std::string user_id;
};
const TenantContext &bound(const httplib::Request &req);
std::string rows_of(const std::string &tenant_id);
using Req = const httplib::Request &;

static const std::string default_tenant_id = "public";
static bool same(const std::string &a, const std::string &b) { return a == b; }
static bool same_length(const std::string &a, const std::string &b) { return a.size() == b.size(); }
enum class Access { Granted, Foreign };
struct Policy {
  Access decide(const TenantContext &ctx, const std::string &named) const {
    if (named != ctx.tenant_id)
      return Access::Foreign;
    return Access::Granted;
  }
  Access decide_by_form(const TenantContext &ctx, const std::string &named) const {
    return named.empty() || ctx.user_id.empty() ? Access::Foreign : Access::Granted;
  }
};
class TenantMatch {
public:
  TenantMatch(const TenantContext &ctx, const std::string &named) {
    if (named != ctx.tenant_id)
      throw std::runtime_error("no such page");
  }
};
class MismatchCounter {
public:
  MismatchCounter(const TenantContext &ctx, const std::string &named) { count += named != ctx.tenant_id ? 1 : 0; }
  static inline int count = 0;
};

void good_decided(Req req, const Policy &policy) {
  switch (policy.decide(bound(req), req.get_param_value("tenant"))) {
  case Access::Foreign:
    return;
  case Access::Granted:
    break;
  }
  rows_of(req.get_param_value("tenant"));
}
void bad_decided(Req req, const Policy &policy) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (policy.decide_by_form(bound(req), tenant) != Access::Granted)
    return;
  rows_of(tenant);
}
void good_same(Req req) {
  std::string tenant = req.get_param_value("tenant");
  if (!same(tenant, bound(req).tenant_id))
    return;
  rows_of(tenant);
}
void bad_same(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (!same_length(tenant, bound(req).tenant_id))
    return;
  rows_of(tenant);
}
void good_lambda(Req req) {
  std::string tenant = req.get_param_value("tenant");
  auto is_own = [&req](const std::string &t) { return t == bound(req).tenant_id; };
  if (!is_own(tenant))
    return;
  rows_of(tenant);
}
void bad_lambda(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  auto is_own = [&req](const std::string &t) { return t == req.get_param_value("owner"); };
  if (!is_own(tenant))
    return;
  rows_of(tenant);
}
void bad_constant(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (tenant != default_tenant_id)
    return;
  rows_of(tenant);
}
void bad_begin(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (tenant.compare(0, 3, bound(req).tenant_id) != 0)
    return;
  rows_of(tenant);
}
void bad_changed(Req req) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (tenant != bound(req).tenant_id)
    return;
  tenant = req.get_param_value("owner");
  rows_of(tenant);
}
void good_each(Req req) {
  auto lines = nlohmann::json::parse(req.body);
  if (!std::all_of(lines.begin(), lines.end(), [&](const auto &line) { return line["tenant_id"] == bound(req).tenant_id; }))
    return;
  for (const auto &line : lines)
    rows_of(line["tenant_id"]);
}
void bad_any(Req req) {
  auto lines = nlohmann::json::parse(req.body);
  if (!std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line["tenant_id"] == bound(req).tenant_id; }))
    return;
  for (const auto &line : lines)
    rows_of(line["tenant_id"]);
  // FINDING@-1:13: the tenant is taken from the body of the request
}
void good_parameter(Req req, const std::string &tenant_id) {
  TenantMatch match(bound(req), tenant_id);
  rows_of(tenant_id);
}
void bad_parameter(Req req, const std::string &tenant_id) {
  // FINDING@-1:48: a request handler takes the tenant as its parameter 'tenant_id'
  MismatchCounter counter(bound(req), tenant_id);
  rows_of(tenant_id);
}
void bad_parameter_by_form(Req req, const std::string &tenant_id) {
  // FINDING@-1:56: a request handler takes the tenant as its parameter 'tenant_id'
  if (tenant_id != default_tenant_id)
    return;
  rows_of(tenant_id);
}
