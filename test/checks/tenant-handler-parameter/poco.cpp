// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17
//
// Poco::Net: forms, URIs, bodies.
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/StringTokenizer.h>
#include <Poco/URI.h>
#include <string>

using namespace Poco::Net;
struct TenantContext {
  std::string tenant_id;
};
const TenantContext &bound();
std::string rows_of(const std::string &tenant_id);
std::string rows_no(long long tenant_id);
std::string invoice(const TenantContext &ctx, const std::string &id);

struct Bad : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    HTMLForm form(request, request.stream());
    response.send() << rows_of(form["tenant_id"]);
    // FINDING@-1:32: the tenant is taken from the body of the request
    std::string tenant = form.get("tenant", "");
    // FINDING@-1:26: the tenant is taken from the body of the request
    response.send() << rows_of(tenant);
    Poco::URI uri(request.getURI());
    for (const auto &p : uri.getQueryParameters())
      if (p.first == "tenant_id")
        response.send() << rows_of(p.second);
    // FINDING@-1:36: the tenant is taken from the query of the request
    std::vector<std::string> segments;
    uri.getPathSegments(segments);
    response.send() << rows_of(segments[1]);
    // FINDING@-1:32: the tenant is taken from the path of the request
    Poco::StringTokenizer parts(request.getURI(), "/");
    std::string tenantId = parts[1];
    // FINDING@-1:28: the tenant is taken from the path of the request
    response.send() << rows_of(tenantId);
  }
};
struct BadBody : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    Poco::JSON::Parser parser;
    auto object = parser.parse(request.stream()).extract<Poco::JSON::Object::Ptr>();
    auto tenant = object->getValue<std::string>("tenant_id");
    // FINDING@-1:19: the tenant is taken from the body of the request
    response.send() << rows_of(tenant);
    std::string body;
    Poco::StreamCopier::copyToString(request.stream(), body);
    Poco::JSON::Object::Ptr copied = parser.parse(body).extract<Poco::JSON::Object::Ptr>();
    response.send() << rows_no(copied->get("tenant_id").convert<int>());
    // FINDING@-1:32: the tenant is taken from the body of the request
  }
};
struct Good : HTTPRequestHandler {
  explicit Good(const std::string &tenant) : tenant_(tenant) {}
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    HTMLForm form(request, request.stream());
    response.send() << invoice(bound(), form.get("id", "0"));
    response.send() << rows_of(tenant_);
    if (form.get("tenant", "") != bound().tenant_id)
      return;
    response.send() << rows_of(bound().tenant_id);
    Poco::StringTokenizer parts(request.getURI(), "/");
    if (parts[1] != bound().tenant_id)
      return;
    response.send() << rows_of(parts[1]);
    // A form to be sent elsewhere.
    HTMLForm out;
    out.set("tenant_id", bound().tenant_id);
    response.send() << rows_of(out.get("tenant_id"));
  }
  std::string tenant_;
};
// Headers are inherited from a list of names and values, which others may have, too.
struct Session {
  std::string tenant_id;
};
Session session_of(HTTPServerRequest &request);
struct Headers : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    Session session = session_of(request);
    if (request.has("X-Tenant"))
      session.tenant_id = request.get("X-Tenant");
    // FINDING@-1:27: the tenant is taken from the header of the request
    Session other;
    other.tenant_id = request["X-Tenant"];
    // FINDING@-1:23: the tenant is taken from the header of the request
    response.send() << rows_of(session.tenant_id);
  }
};
struct Settings : HTTPRequestHandler {
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    NameValueCollection settings;
    Session session;
    session.tenant_id = settings.get("tenant_of_the_console");
    response.send() << rows_of(session.tenant_id);
  }
};
