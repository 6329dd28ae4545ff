// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// Handlers that are kept in tables and registries, and wrapped in other ones, before they are registered.
#include <functional>
#include <httplib.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>
using json = nlohmann::json;
struct TenantContext { std::string tenant_id; };
const TenantContext &bound(const httplib::Request &);
std::string rows_of(const std::string &tenant_id);
std::string invoice(const TenantContext &, const std::string &);
using Handler = std::function<void(const httplib::Request &, httplib::Response &)>;
struct Route { const char *path; Handler handler; };
static const std::vector<Route> routes = {
  {"/a", [](const httplib::Request &req, httplib::Response &res) { res.set_content(rows_of(req.get_param_value("tenant")), "t"); }},
  // FINDING@-1:92: the tenant is taken from the query of the request
  {"/b", [](const httplib::Request &req, httplib::Response &res) { res.set_content(rows_of(bound(req).tenant_id), "t"); }},
};
class Registry {
  std::map<std::string, Handler> handlers_;
public:
  template <class F> void on(std::string path, F f) { handlers_.emplace(std::move(path), std::move(f)); }
  void install(httplib::Server &s) { for (auto &[p, h] : handlers_) s.Get(p.c_str(), h); }
};
void install(Registry &r) {
  r.on("/c", [](const auto &req, auto &res) { res.set_content("x", "t"); });
  r.on("/d", [](const httplib::Request &req, httplib::Response &res) {
    json body = json::parse(req.body, nullptr, false);
    if (body.is_discarded()) { res.status = 400; return; }
    const std::string &tenant = body.at("tenant_id").get_ref<const std::string &>();
    // FINDING@-1:33: the tenant is taken from the body of the request
    res.set_content(rows_of(tenant), "t");
  });
  auto later = [](const httplib::Request &req, httplib::Response &res) {
    auto it = req.params.find("tenant_id");
    // FINDING@-1:15: the tenant is taken from the query of the request
    if (it != req.params.end()) res.set_content(rows_of(it->second), "t");
  };
  r.on("/e", later);
  auto wrapped = [](Handler inner) { return [inner](const httplib::Request &req, httplib::Response &res) { if (bound(req).tenant_id.empty()) { res.status = 401; return; } inner(req, res); }; };
  r.on("/f", wrapped([](const httplib::Request &req, httplib::Response &res) {
    res.set_content(rows_of(req.matches[1]), "t");
    // FINDING@-1:29: the tenant is taken from the path of the request
  }));
  r.on("/g", wrapped([](const httplib::Request &req, httplib::Response &res) {
    if (req.matches[1] != bound(req).tenant_id) { res.status = 404; return; }
    res.set_content(rows_of(req.matches[1]), "t");
  }));
}
class Middleware {
public:
  // Good: from a verified session.
  bool pre(const httplib::Request &req, TenantContext &ctx) {
    auto session = sessions_.find(req.get_header_value("X-Session"));
    if (session == sessions_.end()) return false;
    ctx.tenant_id = session->second;
    return true;
  }
  // Bad: from a header.
  bool pre2(const httplib::Request &req, TenantContext &ctx) {
    if (!req.has_header("X-Tenant-ID")) return false;
    ctx.tenant_id = req.get_header_value("X-Tenant-ID");
    // FINDING@-1:21: the tenant is taken from the header of the request
    return true;
  }
  bool pre3(const httplib::Request &req, TenantContext &ctx) {
    auto host = req.get_header_value("Host");
    ctx = TenantContext{host.substr(0, host.find('.'))};
    // FINDING@-1:25: the tenant is taken from the header of the request
    return true;
  }
private:
  std::map<std::string, std::string> sessions_;
};
// Nothing uses it.
void unused(const httplib::Request &req, httplib::Response &res) {
  json body = json::parse(req.body);
  const std::string tenantId = body["tenant_id"].get<std::string>();
  res.set_content(rows_of(bound(req).tenant_id), "t");
}
