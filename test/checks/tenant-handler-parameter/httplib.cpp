// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17
//
// cpp-httplib: lambdas and functions that get the request.
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <string>

struct TenantContext {
  long long tenant_id;
};
TenantContext bound(const httplib::Request &req);
std::string rows(long long tenant_id);
std::string rows_of(const std::string &tenant);
bool is_member(const std::string &user, const std::string &tenant);
std::string user_of(const httplib::Request &req);

// From the query, the path and the body.
void bad(httplib::Server &server) {
  server.Get("/invoices", [](const httplib::Request &req, httplib::Response &res) {
    std::string tenant = req.get_param_value("tenant_id");
    // FINDING@-1:26: the tenant is taken from the query of the request, which the client chooses
    res.set_content(rows_of(tenant), "application/json");
  });
  server.Get(R"(/tenants/(\d+)/invoices)", [](const httplib::Request &req, httplib::Response &res) {
    long long tenant_id = std::stoll(req.matches[1]);
    // FINDING@-1:27: the tenant is taken from the path of the request
    res.set_content(rows(tenant_id), "application/json");
  });
  server.Get(R"(/t/(\d+))", [](const httplib::Request &req, httplib::Response &res) {
    res.set_content(rows(std::stoll(req.matches[1])), "application/json");
    // FINDING@-1:26: the tenant is taken from the path of the request
  });
  server.Post("/invoices", [](const httplib::Request &req, httplib::Response &res) {
    auto body = nlohmann::json::parse(req.body);
    long long owner = body["tenant_id"];
    // FINDING@-1:23: the tenant is taken from the body of the request
    res.set_content(rows(owner), "application/json");
    TenantContext ctx{};
    ctx.tenant_id = body.at("owner").get<long long>();
    // FINDING@-1:21: the tenant is taken from the body of the request
    res.set_content(rows(ctx.tenant_id), "application/json");
  });
  server.Get("/report", [](const httplib::Request &req, httplib::Response &res) {
    res.set_content(rows_of(req.get_param_value("org")), "application/json");
    // FINDING@-1:29: the tenant is taken from the query of the request
  });
}

// From the context; what the client names is compared with it, or asked about.
void good(httplib::Server &server) {
  server.Get("/invoices", [](const httplib::Request &req, httplib::Response &res) {
    TenantContext ctx = bound(req);
    res.set_content(rows(ctx.tenant_id), "application/json");
    std::string customer = req.get_param_value("customer_id");
    std::string order = req.get_param_value("order");
  });
  server.Get(R"(/tenants/(\d+)/invoices)", [](const httplib::Request &req, httplib::Response &res) {
    TenantContext ctx = bound(req);
    if (std::stoll(req.matches[1]) != ctx.tenant_id) {
      res.status = 404;
      return;
    }
    res.set_content(rows(ctx.tenant_id), "application/json");
  });
  server.Get(R"(/t/(\d+))", [](const httplib::Request &req, httplib::Response &res) {
    TenantContext ctx = bound(req);
    long long tenant_id = std::stoll(req.matches[1]);
    if (tenant_id != ctx.tenant_id) {
      res.status = 404;
      return;
    }
    res.set_content(rows(tenant_id), "application/json");
  });
  server.Get("/asked", [](const httplib::Request &req, httplib::Response &res) {
    std::string tenant = req.get_param_value("tenant");
    if (!is_member(user_of(req), tenant)) {
      res.status = 404;
      return;
    }
    res.set_content(rows_of(tenant), "application/json");
  });
  server.Post("/body", [](const httplib::Request &req, httplib::Response &res) {
    TenantContext ctx = bound(req);
    auto body = nlohmann::json::parse(req.body);
    if (body["tenant_id"].get<long long>() != ctx.tenant_id)
      res.status = 404;
    body["tenant_id"] = ctx.tenant_id;
    bool named = body.contains("tenant_id");
    (void)named;
  });
}

// A helper that gets the request and the tenant of the context is no handler.
static std::string page(const httplib::Request &req, long long tenant_id) { return rows(tenant_id) + req.path; }
void caller(const httplib::Request &req, httplib::Response &res) {
  TenantContext ctx = bound(req);
  res.set_content(page(req, ctx.tenant_id), "text/plain");
}

// Nobody calls it but the server.
void handler(const httplib::Request &, httplib::Response &, const std::string &tenant_id);
void handler(const httplib::Request &, httplib::Response &res, const std::string &tenant_id) {
  // FINDING@-1:83: a request handler takes the tenant as its parameter 'tenant_id'
  res.set_content(rows_of(tenant_id), "text/plain");
}
void bound_handler(const TenantContext &ctx, const httplib::Request &, httplib::Response &res) { res.set_content(rows(ctx.tenant_id), "text/plain"); }
