// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// What a handler may do with the tenant that a request names.
#include <cstring>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

struct TenantContext {
  long long tenant_id;
  std::string tenant_slug;
};
struct Dto {
  long long tenant_id;
  int page;
};
void from_json(const nlohmann::json &json, Dto &dto);
const TenantContext &bound(const httplib::Request &req);
std::string rows(long long tenant_id);
std::string rows_of(const std::string &tenant);
void assert_tenant_access(const TenantContext &ctx, const std::string &tenant);
bool authorize(const TenantContext &ctx, const std::string &tenant);
bool is_numeric(const std::string &text);
void rename_tenant(const TenantContext &ctx, const std::string &tenant_name);

void good(const httplib::Request &req, httplib::Response &res) {
  const TenantContext &ctx = bound(req);
  std::string compared = req.get_param_value("tenant");
  if (compared != ctx.tenant_slug)
    return;
  res.set_content(rows_of(compared), "text/plain");
  std::string tenant = req.get_param_value("tenant");
  if (tenant.compare(ctx.tenant_slug) != 0)
    return;
  res.set_content(rows_of(tenant), "text/plain");
}
void good_guards(const httplib::Request &req, httplib::Response &res) {
  const TenantContext &ctx = bound(req);
  std::string tenant = req.get_param_value("tenant");
  assert_tenant_access(ctx, tenant);
  res.set_content(rows_of(tenant), "text/plain");
  std::string other_tenant = req.get_param_value("other");
  bool ok = authorize(ctx, other_tenant);
  if (!ok)
    return;
  res.set_content(rows_of(other_tenant), "text/plain");
}
void good_strcmp(const httplib::Request &req, httplib::Response &res) {
  std::string tenant = req.get_param_value("tenant");
  if (strcmp(tenant.c_str(), bound(req).tenant_slug.c_str()) != 0)
    return;
  res.set_content(rows_of(tenant), "text/plain");
}
void good_members(const httplib::Request &req, httplib::Response &res) {
  auto dto = nlohmann::json::parse(req.body).get<Dto>();
  if (dto.tenant_id != bound(req).tenant_id)
    return;
  res.set_content(rows(dto.tenant_id), "text/plain");
}
void good_overwritten(const httplib::Request &req, httplib::Response &res) {
  auto dto = nlohmann::json::parse(req.body).get<Dto>();
  dto.tenant_id = bound(req).tenant_id;
  res.set_content(rows(dto.tenant_id), "text/plain");
  auto body = nlohmann::json::parse(req.body);
  body.erase("tenant_id");
}
void good_names(const httplib::Request &req, httplib::Response &res) {
  rename_tenant(bound(req), req.get_param_value("name"));
  bool include_tenant = req.get_param_value("include_tenant") == "1";
  auto tenant_sort = req.get_param_value("tenant_sort");
  res.set_content(rows(bound(req).tenant_id) + tenant_sort + (include_tenant ? "1" : ""), "text/plain");
}

void bad(const httplib::Request &req, httplib::Response &res) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (!is_numeric(tenant))
    return;
  res.set_content(rows_of(tenant), "text/plain");
}
void bad_member(const httplib::Request &req, httplib::Response &res) {
  auto dto = nlohmann::json::parse(req.body).get<Dto>();
  res.set_content(rows(dto.tenant_id), "text/plain");
  // FINDING@-1:24: the tenant is taken from the body of the request
}
