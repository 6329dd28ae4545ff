// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// A router of the project's own, which no pack knows: its requests are told by what they have.
#include <functional>
#include <map>
#include <optional>
#include <string>
namespace web {
struct Request {
  std::string method, path, body;
  std::map<std::string, std::string> headers, query, params;
  std::optional<std::string> header(const std::string &name) const;
};
struct Response {
  int status = 200;
  std::string body;
};
// What is sent to others is nobody's request.
struct OutgoingRequest {
  std::string path, body;
  std::map<std::string, std::string> headers;
  int timeout = 30;
};
// Neither is what has no headers.
struct ReportRequest {
  std::map<std::string, std::string> query;
};
using Handler = std::function<Response(const Request &)>;
using TextHandler = std::function<Response(std::string, std::string)>;
class Route {
public:
  Route &get(Handler);
  Route &put(TextHandler);
  Route &post(Handler);
  Route &requires_auth(bool = true);
};
class Router {
public:
  Route &at(const std::string &path);
};
} // namespace web
struct Session {
  std::string tenant_id;
};
Session session_of(const web::Request &);
std::string load(const std::string &tenant_id, const std::string &id);
static web::Response good1(const web::Request &r) { return {200, load(session_of(r).tenant_id, r.params.at("id"))}; }
static web::Response bad1(const web::Request &r) { return {200, load(r.params.at("owner"), r.params.at("id"))}; }
// FINDING@-1:70: the tenant is taken from the query of the request, which the client chooses:
static web::Response bad2(const web::Request &r) {
  auto found = r.query.find("tenant_id");
  // FINDING@-1:16: the tenant is taken from the query of the request, which the client chooses:
  std::string tenant_id = found == r.query.end() ? "" : found->second;
  return {200, load(tenant_id, r.params.at("id"))};
}
static web::Response good2(const web::Request &r) {
  std::string tenant_id = r.params.at("tenant");
  if (tenant_id != session_of(r).tenant_id)
    return {404, ""};
  return {200, load(tenant_id, r.params.at("id"))};
}
static std::string good3(const web::OutgoingRequest &r) { return load(r.headers.at("X-Tenant"), r.path); }
static std::string good4(const web::ReportRequest &r) { return load(r.query.at("tenant"), r.query.at("id")); }
// What the route captured.
static web::Response bad3(std::string tenant_id, std::string id) { return {200, load(tenant_id, id)}; }
// FINDING@-1:39: a request handler takes the tenant as its parameter 'tenant_id': the client chooses it
static web::Response helper(std::string tenant_id, std::string id) { return {200, load(tenant_id, id)}; }
void build(web::Router &router) {
  router.at("/reports/:id").get(good1).requires_auth();
  router.at("/t/:owner/reports/:id").get(bad1).requires_auth().post(good2);
  router.at("/reports").get(bad2);
  router.at("/t/:tenant_id/reports/:id").put(bad3);
}
// A table of routes.
class Orders {
public:
  web::Response show(long tenant_id, long id);
  web::Response list(long page, long size);
};
struct Entry {
  const char *method;
  const char *path;
  web::Response (Orders::*handler)(long, long);
};
const Entry Table[] = {{"GET", "/t/{}/orders/{}", &Orders::show}, {"GET", "/orders/{}/{}", &Orders::list}};
web::Response Orders::show(long tenant_id, long id) { return {200, load(std::to_string(tenant_id), std::to_string(id))}; }
// FINDING@-1:33: a request handler takes the tenant as its parameter 'tenant_id': the client chooses it
web::Response Orders::list(long page, long size) { return {200, std::to_string(page * size)}; }
// Who makes a handler is none.
web::Handler for_tenant(const std::string &tenant_id, web::Handler next) { return load(tenant_id, "").empty() ? web::Handler() : next; }
void mount(web::Router &router, const std::string &tenant_id) { router.at("/static").get(for_tenant(tenant_id, good1)); }
// Helpers with several ways to a value.
static std::string owner_of(const web::Request &r) {
  if (auto header = r.header("X-Owner"))
    return *header;
  if (r.query.count("owner") != 0)
    return r.query.at("owner");
  return {};
}
static std::string bound(const web::Request &r) {
  Session s = session_of(r);
  if (s.tenant_id.empty())
    return {};
  return s.tenant_id;
}
static web::Response bad4(const web::Request &r) {
  std::string tenant_id = owner_of(r);
  // FINDING@-1:27: the tenant is taken from the query of the request
  return {200, load(tenant_id, r.params.at("id"))};
}
static web::Response good5(const web::Request &r) {
  std::string tenant_id = bound(r);
  return {200, load(tenant_id, r.params.at("id"))};
}
// Kept for whoever comes after.
struct Context {
  std::map<std::string, std::string> attributes;
  std::string user;
};
struct Claims {
  std::string tenant_id;
};
Claims verified(const std::string &bearer);
void bad5(const web::Request &r, Context &context) { context.attributes["tenant_id"] = r.headers.at("X-Tenant"); }
// FINDING@-1:88: the tenant is taken from the header of the request, which the client chooses:
void good6(const web::Request &r, Context &context) { context.attributes["tenant_id"] = verified(r.headers.at("Authorization")).tenant_id; }
void good7(const web::Request &r, std::map<std::string, std::string> &log_fields) { log_fields["tenant_id"] = r.headers.at("X-Tenant"); }
// Whose a request is does not follow from how many there were.
bool is_rate_limited(const std::string &tenant_id);
bool is_member(const Session &session, const std::string &tenant_id);
web::Response bad6(const web::Request &r) {
  std::string tenant_id = r.params.at("owner");
  // FINDING@-1:27: the tenant is taken from the query of the request
  if (is_rate_limited(tenant_id))
    return {429, ""};
  return {200, load(tenant_id, r.params.at("id"))};
}
web::Response good8(const web::Request &r) {
  std::string tenant_id = r.params.at("owner");
  if (!is_member(session_of(r), tenant_id))
    return {404, ""};
  return {200, load(tenant_id, r.params.at("id"))};
}
// A helper that is called with the tenant in a condition.
static bool upgrade(const web::Request &r, const std::string &tenant_id) { return !load(tenant_id, r.path).empty(); }
web::Response good9(const web::Request &r) {
  if (!upgrade(r, session_of(r).tenant_id))
    return {400, ""};
  return {200, ""};
}
