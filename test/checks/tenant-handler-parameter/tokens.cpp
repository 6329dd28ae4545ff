// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20 -isystem %S/Inputs
//
// Middleware that takes the tenant from a token, coroutines, and handlers that a macro makes.
#include <tokens.h>

struct TenantContext {
  std::string tenant_id;
};
void set_context(const TenantContext &ctx);
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);
std::string invoice(const TenantContext &ctx, const std::string &id);

// Anybody can write a token: only the signature says who did.
void unverified(const drogon::HttpRequestPtr &req) {
  auto token = jwt::decode(req->getHeader("Authorization"));
  TenantContext ctx;
  ctx.tenant_id = token.get_payload_claim("tenant_id").as_string();
  // FINDING@-1:19: the tenant is taken from a token that is not verified before
  set_context(ctx);
}
void verified(const drogon::HttpRequestPtr &req) {
  auto token = jwt::decode(req->getHeader("Authorization"));
  auto verifier = jwt::verify().allow_algorithm(jwt::algorithm::hs256("secret")).with_issuer("us");
  verifier.verify(token);
  TenantContext ctx;
  ctx.tenant_id = token.get_payload_claim("tenant_id").as_string();
  set_context(ctx);
}
void verifiedTooLate(const drogon::HttpRequestPtr &req) {
  auto token = jwt::decode(req->getHeader("Authorization"));
  std::string tenant_id = token.get_payload_claim("tenant_id").as_string();
  // FINDING@-1:27: the tenant is taken from a token that is not verified before
  rows_of(tenant_id);
  jwt::verify().allow_algorithm(jwt::algorithm::hs256("secret")).verify(token);
}
void verifiedOther(const drogon::HttpRequestPtr &req) {
  auto token = jwt::decode(req->getHeader("Authorization"));
  auto other = jwt::decode(req->getHeader("X-Other"));
  jwt::verify().allow_algorithm(jwt::algorithm::hs256("secret")).verify(other);
  rows_of(token.get_payload_claim("tenant_id").as_string());
  // FINDING@-1:11: the tenant is taken from a token that is not verified before
}

// Coroutines.
drogon::Task<std::string> load(std::string tenant_id);
drogon::Task<int> bad(drogon::HttpRequestPtr req) {
  auto tenant = req->getParameter("tenant_id");
  // FINDING@-1:17: the tenant is taken from the query of the request
  co_await load(tenant);
  co_return 1;
}
drogon::Task<int> good(drogon::HttpRequestPtr req) {
  co_await load(req->attributes()->get<std::string>("tenant_id"));
  co_return 1;
}
drogon::Task<int> guarded(drogon::HttpRequestPtr req) {
  auto tenant = req->getParameter("tenant_id");
  if (tenant != bound_ctx().tenant_id)
    co_return 0;
  co_await load(tenant);
  co_return 1;
}
void routes() {
  drogon::app().registerHandler("/t/{tenant}/x", [](drogon::HttpRequestPtr req, std::string tenantId) -> drogon::Task<int> {
    // FINDING@-1:93: a request handler takes the tenant as its parameter 'tenantId'
    co_await load(tenantId);
    co_return 1;
  });
  drogon::app().registerHandler("/i/{id}", [](drogon::HttpRequestPtr req, std::string id) -> drogon::Task<int> {
    invoice(bound_ctx(), id);
    co_return 1;
  });
}

// oat++
class Controller : public oatpp::web::server::api::ApiController {
public:
  ENDPOINT("GET", "/tenants/{tenantId}/rows", rows, tenantId) {
    // FINDING@-1:3: the tenant is taken from the path of the request
    rows_of(tenantId);
    return 200;
  }
  ENDPOINT("GET", "/invoices/{invoiceId}", one, invoiceId) {
    invoice(bound_ctx(), invoiceId);
    return 200;
  }
};
