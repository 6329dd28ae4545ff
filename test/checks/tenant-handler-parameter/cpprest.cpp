// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17
//
// The C++ REST SDK, by its real headers: queries, paths, bodies that come later, filters.
#include <cpprest/http_listener.h>
#include <cpprest/json.h>
#include <string>
using namespace web;
using namespace web::http;
using namespace web::http::experimental::listener;
struct TenantContext { std::string tenant_id; };
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);
std::string invoice(const TenantContext &ctx, const std::string &id);
void get(http_request request) {
  auto query = uri::split_query(request.relative_uri().query());
  auto found = query.find("tenant_id");
  // FINDING@-1:16: the tenant is taken from the path of the request
  if (found == query.end()) {
    request.reply(status_codes::BadRequest);
    return;
  }
  request.reply(status_codes::OK, rows_of(found->second));
}
void path(http_request request) {
  auto parts = uri::split_path(request.relative_uri().path());
  const auto &tenant = parts[1];
  // FINDING@-1:24: the tenant is taken from the path of the request
  request.reply(status_codes::OK, rows_of(tenant));
}
void checked(http_request request) {
  auto query = uri::split_query(request.relative_uri().query());
  auto tenant = query["tenant_id"];
  if (tenant != bound_ctx().tenant_id) {
    request.reply(status_codes::NotFound);
    return;
  }
  request.reply(status_codes::OK, rows_of(tenant));
}
void post(http_request request) {
  request.extract_json().then([request](json::value body) {
    auto tenant = body.at("tenant_id").as_string();
    // FINDING@-1:19: the tenant is taken from the body of the request
    request.reply(status_codes::OK, rows_of(tenant));
  });
  request.extract_json()
      .then([](pplx::task<json::value> t) {
        json::value body = t.get();
        return rows_of(body["tenant_id"].as_string());
        // FINDING@-1:24: the tenant is taken from the body of the request
      })
      .then([request](std::string s) { request.reply(status_codes::OK, s); });
  request.extract_json().then([request](json::value body) { request.reply(status_codes::OK, invoice(bound_ctx(), body.at("id").as_string())); });
  auto body = request.extract_json().get();
  rows_of(body.at("tenant").as_string());
  // FINDING@-1:11: the tenant is taken from the body of the request
}
void filter(http_request request) {
  TenantContext ctx;
  ctx.tenant_id = request.headers()["X-Tenant-ID"];
  // FINDING@-1:19: the tenant is taken from the header of the request
  invoice(ctx, "1");
}
class Server {
  http_listener listener{"http://0.0.0.0:80"};
  void handle(http_request request) {
    auto tenant = uri::split_query(request.request_uri().query())["tenant"];
    // FINDING@-1:19: the tenant is taken from the path of the request
    request.reply(status_codes::OK, rows_of(tenant));
  }
public:
  Server() {
    listener.support(methods::GET, get);
    listener.support(methods::POST, [this](http_request r) { handle(r); });
    listener.support(methods::DEL, std::bind(&Server::handle, this, std::placeholders::_1));
  }
};
