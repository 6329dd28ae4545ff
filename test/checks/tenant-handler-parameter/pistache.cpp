// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17 -fdelayed-template-parsing
//
// Pistache, by its real headers.
#include <pistache/endpoint.h>
#include <pistache/router.h>
#include <nlohmann/json.hpp>
#include <string>
using namespace Pistache;
struct TenantContext { std::string tenant_id; };
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);
std::string invoice(const TenantContext &ctx, long long id);
class Api {
public:
  void routes(Rest::Router &router) {
    using namespace Rest;
    Routes::Get(router, "/t/:tenant/rows", Routes::bind(&Api::rows, this));
    Routes::Post(router, "/body", Routes::bind(&Api::body, this));
    Routes::Get(router, "/i/:id", Routes::bind(&Api::one, this));
    router.addRoute(Http::Method::Get, "/l/:tenant", [](const Rest::Request &req, Http::ResponseWriter w) {
      w.send(Http::Code::Ok, rows_of(req.param(":tenant").as<std::string>()));
      // FINDING@-1:38: the tenant is taken from the path of the request
      return Rest::Route::Result::Ok;
    });
  }
  void rows(const Rest::Request &request, Http::ResponseWriter response) {
    auto tenant = request.param(":tenant").as<std::string>();
    // FINDING@-1:19: the tenant is taken from the path of the request
    response.send(Http::Code::Ok, rows_of(tenant));
  }
  void checked(const Rest::Request &request, Http::ResponseWriter response) {
    auto tenant = request.param(":tenant").as<std::string>();
    if (tenant != bound_ctx().tenant_id) {
      response.send(Http::Code::Not_Found);
      return;
    }
    response.send(Http::Code::Ok, rows_of(tenant));
  }
  void query(const Rest::Request &request, Http::ResponseWriter response) {
    if (auto tenant = request.query().get("tenant_id"))
    // FINDING@-1:23: the tenant is taken from the query of the request
      response.send(Http::Code::Ok, rows_of(*tenant));
  }
  void body(const Rest::Request &request, Http::ResponseWriter response) {
    auto json = nlohmann::json::parse(request.body());
    response.send(Http::Code::Ok, rows_of(json["tenant_id"].get<std::string>()));
    // FINDING@-1:43: the tenant is taken from the body of the request
    response.send(Http::Code::Ok, rows_of(json.at("tenant").get<std::string>()));
    // FINDING@-1:43: the tenant is taken from the body of the request
    std::string t = json.value("tenant_id", "");
    // FINDING@-1:21: the tenant is taken from the body of the request
    rows_of(t);
  }
  void one(const Rest::Request &request, Http::ResponseWriter response) {
    response.send(Http::Code::Ok, invoice(bound_ctx(), request.param(":id").as<long long>()));
  }
  bool auth(Http::Request &request, Http::ResponseWriter &response) {
    TenantContext ctx;
    ctx.tenant_id = request.headers().getRaw("X-Tenant-ID").value();
    // FINDING@-1:21: the tenant is taken from the header of the request
    return true;
  }
};
class H : public Http::Handler {
  HTTP_PROTOTYPE(H)
  void onRequest(const Http::Request &request, Http::ResponseWriter response) override {
    response.send(Http::Code::Ok, rows_of(request.query().get("tenant").value_or("")));
    // FINDING@-1:43: the tenant is taken from the query of the request
    response.send(Http::Code::Ok, rows_of(bound_ctx().tenant_id));
  }
};
