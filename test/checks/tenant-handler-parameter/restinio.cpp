// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17
//
// restinio, by its real headers: the handlers of its express router.
#include <restinio/all.hpp>
#include <nlohmann/json.hpp>
#include <string>
struct TenantContext { std::string tenant_id; };
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);
std::string invoice(const TenantContext &ctx, const std::string &id);
using router_t = restinio::router::express_router_t<>;
struct Traits : restinio::default_traits_t { using request_handler_t = router_t; };
auto make_router() {
  auto router = std::make_unique<router_t>();
  router->http_get("/t/:tenant/rows", [](auto req, auto params) {
    return req->create_response().set_body(rows_of(restinio::cast_to<std::string>(params["tenant"]))).done();
    // FINDING@-1:83: the tenant is taken from the path of the request
  });
  router->http_get("/i/:id", [](auto req, auto params) {
    return req->create_response().set_body(invoice(bound_ctx(), restinio::cast_to<std::string>(params["id"]))).done();
  });
  router->http_get("/q", [](const restinio::request_handle_t &req, restinio::router::route_params_t) {
    const auto qp = restinio::parse_query(req->header().query());
    const auto tenant = restinio::cast_to<std::string>(qp["tenant_id"]);
    // FINDING@-1:56: the tenant is taken from the query of the request
    return req->create_response().set_body(rows_of(tenant)).done();
  });
  router->http_get("/q2", [](const restinio::request_handle_t &req, restinio::router::route_params_t) {
    const auto qp = restinio::parse_query(req->header().query());
    const auto tenant = restinio::cast_to<std::string>(qp["tenant_id"]);
    if (tenant != bound_ctx().tenant_id)
      return req->create_response(restinio::status_not_found()).done();
    return req->create_response().set_body(rows_of(tenant)).done();
  });
  router->http_post("/b", [](const restinio::request_handle_t &req, restinio::router::route_params_t) {
    auto body = nlohmann::json::parse(req->body());
    return req->create_response().set_body(rows_of(body["tenant_id"].get<std::string>())).done();
    // FINDING@-1:52: the tenant is taken from the body of the request
  });
  router->http_get("/h", [](const restinio::request_handle_t &req, restinio::router::route_params_t) {
    TenantContext ctx{req->header().get_field_or("X-Tenant-ID", "")};
    // FINDING@-1:23: the tenant is taken from the header of the request
    return req->create_response().set_body(invoice(ctx, "1")).done();
  });
  router->non_matched_request_handler([](auto req) { return req->create_response(restinio::status_not_found()).connection_close().done(); });
  return router;
}
int main() {
  restinio::run(restinio::on_this_thread<Traits>().port(8080).address("localhost").request_handler(make_router()));
}
