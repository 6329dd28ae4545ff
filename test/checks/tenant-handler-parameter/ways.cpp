// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// The ways of the tenant from a request to where it is used.
#include <boost/beast/http.hpp>
#include <charconv>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>
#include <string>

namespace http = boost::beast::http;
using httplib::Request;
struct TenantContext {
  std::string tenant_id;
  long long tenant_no;
};
const TenantContext &bound();
std::string rows_of(const std::string &tenant_id);
std::string rows_no(long long tenant_id);

// Iterators, forms, JSON values, functions that write to their arguments.
void bad_found(const Request &req) {
  auto it = req.params.find("tenant_id");
  // FINDING@-1:13: the tenant is taken from the query of the request
  rows_of(it->second);
}
void good_found(const Request &req) {
  auto it = req.params.find("tenant_id");
  if (it != req.params.end() && it->second != bound().tenant_id)
    return;
  rows_of(bound().tenant_id);
}
void bad_written(const Request &req) {
  std::string tenantId;
  nlohmann::json::parse(req.body).at("owner").get_to(tenantId);
  rows_of(tenantId);
  // FINDING@-1:11: the tenant is taken from the body of the request
  long long number = 0;
  auto text = req.get_param_value("org");
  std::from_chars(text.data(), text.data() + text.size(), number);
  rows_no(number);
  // FINDING@-1:11: the tenant is taken from the query of the request
}
void bad_line(http::request<http::string_body> const &req) {
  std::istringstream in{std::string(req.target())};
  std::string part, tenant;
  std::getline(in, part, '/');
  std::getline(in, tenant, '/');
  rows_of(tenant);
  // FINDING@-1:11: the tenant is taken from the path of the request
}
void good_line(http::request<http::string_body> const &req) {
  std::istringstream in{std::string(req.target())};
  std::string part, tenant;
  std::getline(in, part, '/');
  std::getline(in, tenant, '/');
  if (tenant != bound().tenant_id)
    return;
  rows_of(tenant);
}
void bad_regex(http::request<http::string_body> const &req) {
  std::string path(req.target());
  std::smatch match;
  if (std::regex_match(path, match, std::regex("/tenants/([^/]+)/x"))) {
    std::string tenant = match[1];
    // FINDING@-1:26: the tenant is taken from the path of the request
    rows_of(tenant);
  }
}
void bad_beast(http::request<http::string_body> const &req) {
  auto target = req.target();
  rows_of(std::string(target.substr(1, target.find('/', 1))));
  // FINDING@-1:11: the tenant is taken from the path of the request
}

// Structured bindings.
static std::pair<std::string, std::string> split(const Request &req) { return {req.matches[1].str(), req.matches[2].str()}; }
void bad_bound(const Request &req) {
  auto [tenant, id] = split(req);
  // FINDING@-1:9: the tenant is taken from the path of the request
  rows_of(tenant + id);
  for (const auto &[key, value] : req.params)
    if (key == "org")
      rows_of(value);
  // FINDING@-1:15: the tenant is taken from the query of the request
}
void good_bound(const Request &req) {
  auto [tenant, id] = split(req);
  if (tenant != bound().tenant_id)
    return;
  rows_of(tenant + id);
}

// What a registered lambda gets beside the request is from the path; helpers are handed it.
static void list(const std::string &t) { rows_of(t); }
// FINDING@-1:50: the tenant is taken from the query of the request
static void checked(const std::string &t) {
  if (t != bound().tenant_id)
    return;
  rows_of(t);
}
struct Dto {
  std::string tenant_id;
  int page;
};
void from_json(const nlohmann::json &json, Dto &dto);
static void page(const Dto &dto) { rows_of(dto.tenant_id); }
// FINDING@-1:44: the tenant is taken from the body of the request
static void own(const Dto &dto) { rows_of(bound().tenant_id + std::to_string(dto.page)); }
void handle(const Request &req, httplib::Response &) {
  list(req.get_param_value("org"));
  checked(req.get_param_value("org"));
  page(nlohmann::json::parse(req.body).get<Dto>());
  own(nlohmann::json::parse(req.body).get<Dto>());
}
// Another function looks at it.
static bool matches(const std::string &tenant) { return tenant == bound().tenant_id; }
void good_elsewhere(const Request &req, httplib::Response &) {
  std::string tenant = req.get_param_value("tenant");
  if (!matches(tenant))
    return;
  rows_of(tenant);
}

// What is looked up by something that the client sent is not from the client.
struct Row {
  std::string tenant_id;
};
Row load_row(const std::string &id);
void good_lookup(const Request &req, httplib::Response &) { rows_of(load_row(req.get_param_value("id")).tenant_id); }

// A number under the name of a type.
using TenantId = long long;
std::string by_type(std::optional<TenantId> which);
void named(const Request &req, httplib::Response &, std::optional<TenantId> which) { by_type(which); }
// FINDING@-1:77: a request handler takes the tenant as its parameter 'which'
