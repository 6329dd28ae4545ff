// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20 -isystem %S/Inputs
//
// Middleware establishes the context: from a verified token or a session, not from what a
// client may write as it likes.
#include <middleware.h>
#include <optional>
#include <userver.h>

struct TenantContext {
  std::string tenant_id;
  long long user_id;
};
struct Claims {
  std::string tenant_id;
};
const TenantContext &bound_ctx();
std::optional<Claims> verify_token(const std::string &token);
bool verify_signature(const std::string &value, const std::string &signature);
void set_tenant_context(const std::string &id);
struct TenantScope {
  explicit TenantScope(const std::string &value);
  ~TenantScope();
};
std::string rows_of(const std::string &tenant_id);
using namespace drogon;

class AuthFilter : public HttpFilter<AuthFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    auto claims = verify_token(req->getHeader("Authorization"));
    if (!claims)
      return fcb(nullptr);
    req->attributes()->insert("tenant_id", claims->tenant_id);
    set_tenant_context(claims->tenant_id);
    fccb();
  }
};
class HeaderFilter : public HttpFilter<HeaderFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    req->attributes()->insert("tenant_id", req->getHeader("X-Tenant-ID"));
    // FINDING@-1:44: the tenant is taken from the header of the request
    fccb();
  }
};
class CookieFilter : public HttpFilter<CookieFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    std::string value = req->getCookie("t");
    // FINDING@-1:25: the tenant is taken from the cookie of the request
    set_tenant_context(value);
    fccb();
  }
};
class ScopeFilter : public HttpFilter<ScopeFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    TenantScope scope(req->getHeader("X-Tenant-ID"));
    // FINDING@-1:23: the tenant is taken from the header of the request
    fccb();
  }
};
// A tenant is looked up by a key.
struct Tenant {
  Tenant(int database, const std::string &api_key);
};
void looked_up(const HttpRequestPtr &req) {
  Tenant tenant(1, req->getHeader("X-Account"));
  TenantScope scope(req->getHeader("X-Api-Key"));
}
// A gateway signs the header.
class SignedFilter : public HttpFilter<SignedFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    std::string tenant = req->getHeader("X-Tenant-ID");
    if (!verify_signature(tenant, req->getHeader("X-Signature")))
      return fcb(nullptr);
    req->attributes()->insert("tenant_id", tenant);
    fccb();
  }
};
// The header only says which of the caller's tenants is meant.
class ComparingFilter : public HttpFilter<ComparingFilter> {
public:
  void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) override {
    auto claims = verify_token(req->getHeader("Authorization"));
    std::string tenant = req->getHeader("X-Tenant-ID");
    if (!claims || claims->tenant_id != tenant)
      return fcb(nullptr);
    req->attributes()->insert("tenant_id", tenant);
    fccb();
  }
};
// Nobody takes an answer, or a counter, for the context.
void echo(const HttpRequestPtr &req, const HttpResponsePtr &res, std::map<std::string, int> &counts) {
  res->addHeader("X-Tenant-ID", req->getHeader("X-Tenant-ID"));
  counts.emplace("tenant_id", req->getHeader("X-Tenant-ID").size());
}
void advice() {
  app().registerPreHandlingAdvice([](const HttpRequestPtr &req, FilterCallback &&, FilterChainCallback &&next) {
    req->attributes()->insert("tenant_id", req->getParameter("t"));
    // FINDING@-1:44: the tenant is taken from the query of the request
    next();
  });
}

// Controllers: with constraints, by a regular expression.
class Invoices : public HttpController<Invoices> {
public:
  METHOD_LIST_BEGIN
  ADD_METHOD_TO(Invoices::list, "/{tenantId}/list", Get, "AuthFilter");
  ADD_METHOD_VIA_REGEX(Invoices::byRegex, "/re/(.*)/list", Get, Post);
  ADD_METHOD_TO(Invoices::own, "/own", Get, "AuthFilter");
  METHOD_LIST_END
  void list(const HttpRequestPtr &req, FilterCallback &&callback, std::string &&tenantId) const {
  // FINDING@-1:81: a request handler takes the tenant as its parameter 'tenantId'
    rows_of(tenantId);
  }
  void byRegex(const HttpRequestPtr &req, FilterCallback &&callback, std::string org) const {
    rows_of(org);
    // FINDING@-1:13: the tenant is taken from the path of the request
  }
  void own(const HttpRequestPtr &req, FilterCallback &&callback) const { rows_of(req->attributes()->get<std::string>("tenant_id")); }
};
// What a parser makes of a body is of the body.
void parsed(const HttpRequestPtr &req, Json::CharReader &chars) {
  Json::Value root, other;
  Json::Reader reader;
  reader.parse(std::string(req->body()), root);
  rows_of(root["tenant_id"].asString());
  // FINDING@-1:11: the tenant is taken from the body of the request
  std::string errors;
  auto body = req->body();
  chars.parse(body.data(), body.data() + body.size(), &other, &errors);
  rows_of(other["tenant_id"].asString());
  // FINDING@-1:11: the tenant is taken from the body of the request
  Json::Value own;
  own["tenant_id"];
  rows_of(own["tenant_id"].asString());
}
class Chat : public WebSocketController<Chat> {
public:
  void handleNewMessage(const WebSocketConnectionPtr &conn, std::string &&message, const WebSocketMessageType &type) override {
    Json::Value root;
    Json::Reader().parse(message, root);
    rows_of(root["tenant_id"].asString());
    // FINDING@-1:13: the tenant is taken from the message of the request
    rows_of(bound_ctx().tenant_id);
  }
};

// Crow keeps what the middleware finds in a context of its own.
struct Auth {
  struct context {
    std::string tenant_id;
  };
  void before_handle(crow::request &req, crow::response &res, context &ctx) {
    auto claims = verify_token(req.get_header_value("Authorization"));
    if (!claims)
      return res.end();
    ctx.tenant_id = claims->tenant_id;
  }
};
struct HeaderAuth {
  struct context {
    std::string tenant_id;
  };
  void before_handle(crow::request &req, crow::response &res, context &ctx) {
    ctx.tenant_id = req.get_header_value("X-Tenant-ID");
    // FINDING@-1:21: the tenant is taken from the header of the request
  }
};
struct QueryAuth {
  struct context {
    std::string tenant_id;
  };
  void before_handle(crow::request &req, crow::response &res, context &ctx) {
    ctx = context{req.url_params.get("t")};
    // FINDING@-1:19: the tenant is taken from the query of the request
  }
};
void sockets(crow::WebSocketRule<int> &rule) {
  rule.onmessage([](crow::websocket::connection &conn, const std::string &data, bool) {
    auto message = crow::json::load(data);
    rows_of(message["tenant_id"].s());
    // FINDING@-1:13: the tenant is taken from the message of the request
    rows_of(static_cast<Auth::context *>(conn.userdata())->tenant_id);
  });
}

class Interceptor : public oatpp::web::server::interceptor::RequestInterceptor {
  std::shared_ptr<int> intercept(const std::shared_ptr<IncomingRequest> &request) override {
    request->putBundleData("tenant_id", request->getHeader("X-Tenant-ID"));
    // FINDING@-1:41: the tenant is taken from the header of the request
    return nullptr;
  }
};
class VerifyingInterceptor : public oatpp::web::server::interceptor::RequestInterceptor {
  std::shared_ptr<int> intercept(const std::shared_ptr<IncomingRequest> &request) override {
    if (auto claims = verify_token(*request->getHeader("Authorization")))
      request->putBundleData("tenant_id", claims->tenant_id);
    return nullptr;
  }
};
void middleware(userver::server::http::HttpRequest &request, userver::server::request::RequestContext &context) {
  context.SetData("tenant_id", request.GetHeader("X-Tenant-ID"));
  // FINDING@-1:32: the tenant is taken from the header of the request
  TenantContext made{request.GetHeader("X-Tenant-ID"), 7};
  // FINDING@-1:22: the tenant is taken from the header of the request
  context.SetData("context", made);
  auto claims = verify_token(request.GetHeader("Authorization"));
  if (claims)
    context.SetData("tenant_id", claims->tenant_id);
}
