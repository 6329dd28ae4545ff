// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20 -isystem %S/Inputs
//
// More frameworks: overrides of services and handlers, lambdas of routes.
#include <servers.h>
#include <userver.h>

struct TenantContext {
  std::string tenant_id;
  long long tenant_no;
};
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);
std::string rows_no(long long tenant_id);
std::string invoice(const TenantContext &ctx, const std::string &id);

class ListRequest : public google::protobuf::Message {
public:
  const std::string &tenant_id() const;
  long long tenant_no() const;
  int page() const;
  const ListRequest &filter() const;
};
class ListReply : public google::protobuf::Message {
public:
  void set_rows(const std::string &);
};
class Svc {
public:
  grpc::Status List(grpc::ServerContext *context, const ListRequest *request, ListReply *response) {
    const auto &tenant = request->tenant_id();
    // FINDING@-1:26: the tenant is taken from the message of the request
    response->set_rows(rows_of(tenant));
    return grpc::Status::OK;
  }
  grpc::ServerUnaryReactor *Cb(grpc::CallbackServerContext *context, const ListRequest *request, ListReply *response) {
    response->set_rows(rows_no(request->tenant_no()));
    // FINDING@-1:32: the tenant is taken from the message of the request
    return nullptr;
  }
  grpc::Status Stream(grpc::ServerContext *context, const ListRequest *request, grpc::ServerWriter<ListReply> *writer) {
    ListReply r;
    r.set_rows(rows_of(request->filter().tenant_id()));
    // FINDING@-1:24: the tenant is taken from the message of the request
    writer->Write(r);
    return grpc::Status::OK;
  }
  grpc::Status Read(grpc::ServerContext *context, grpc::ServerReader<ListRequest> *reader, ListReply *response) {
    ListRequest req;
    while (reader->Read(&req))
      response->set_rows(rows_of(req.tenant_id()));
      // FINDING@-1:34: the tenant is taken from the message of the request
    return grpc::Status::OK;
  }
  grpc::Status Good(grpc::ServerContext *context, const ListRequest *request, ListReply *response) {
    response->set_rows(rows_of(bound_ctx().tenant_id));
    return grpc::Status::OK;
  }
  grpc::Status Good2(grpc::ServerContext *context, const ListRequest *request, ListReply *response) {
    if (bound_ctx().tenant_id != request->tenant_id())
      return grpc::Status(5, "not found");
    response->set_rows(rows_of(request->tenant_id()));
    return grpc::Status::OK;
  }
};
struct PH : proxygen::RequestHandler {
  void onRequest(std::unique_ptr<proxygen::HTTPMessage> req) noexcept override {
    auto tenant = req->getQueryParam("tenant");
    // FINDING@-1:19: the tenant is taken from the query of the request
    rows_of(tenant);
  }
};
struct PH3 : proxygen::RequestHandler {
  void onRequest(std::unique_ptr<proxygen::HTTPMessage> req) noexcept override {
    if (const std::string *tenant = req->getQueryParamPtr("tenant"))
      // FINDING@-1:37: the tenant is taken from the query of the request
      rows_of(*tenant);
    rows_no(req->getIntQueryParam("tenant_no"));
    // FINDING@-1:13: the tenant is taken from the query of the request
    rows_no(bound_ctx().tenant_no);
  }
};
struct PH2 : proxygen::RequestHandler {
  std::string tenant_;
  void onRequest(std::unique_ptr<proxygen::HTTPMessage> req) noexcept override {
    if (req->hasQueryParam("page"))
      rows_of(bound_ctx().tenant_id);
    tenant_ = req->getQueryParam("org");
    // FINDING@-1:15: the tenant is taken from the query of the request
  }
};
struct WR : Wt::WResource {
  void handleRequest(const Wt::Http::Request &request, Wt::Http::Response &response) override {
    const std::string *tenant = request.getParameter("tenant");
    // FINDING@-1:33: the tenant is taken from the query of the request
    if (tenant)
      rows_of(*tenant);
    rows_of(request.urlParam("tenant"));
    // FINDING@-1:13: the tenant is taken from the path of the request
  }
};
struct WR3 : Wt::WResource {
  void handleRequest(const Wt::Http::Request &request, Wt::Http::Response &response) override {
    for (const std::string &tenant_id : request.getParameterValues("tenant_id"))
      // FINDING@-1:41: the tenant is taken from the query of the request
      rows_of(tenant_id);
    for (const auto &[name, value] : request.urlParams())
      if (name == "tenant")
        rows_of(value);
    // FINDING@-1:17: the tenant is taken from the path of the request
  }
};
struct WR2 : Wt::WResource {
  void handleRequest(const Wt::Http::Request &request, Wt::Http::Response &response) override {
    const std::string *id = request.getParameter("id");
    if (id)
      invoice(bound_ctx(), *id);
  }
};
struct WA : Wt::WApplication {
  explicit WA(const Wt::WEnvironment &env) : Wt::WApplication(env) {
    const auto *t = env.getParameter("tenant_id");
    // FINDING@-1:21: the tenant is taken from the query of the request
    if (t)
      rows_of(*t);
  }
};
void qt(QHttpServer &server) {
  server.route("/t/<arg>/x", [](const QString &tenantId) { return QHttpServerResponse(rows_of(tenantId.toStdString())); });
  // FINDING@-1:48: a request handler takes the tenant as its parameter 'tenantId': the client choos
  server.route("/q", [](const QHttpServerRequest &request) {
    return QHttpServerResponse(rows_of(request.query().queryItemValue("tenant").toStdString()));
    // FINDING@-1:40: the tenant is taken from the query of the request
  });
  server.route("/b", [](const QHttpServerRequest &request) {
    const QJsonObject o = QJsonDocument::fromJson(request.body()).object();
    const QString tenant = o["tenant_id"].toString();
    // FINDING@-1:28: the tenant is taken from the body of the request
    return QHttpServerResponse(rows_of(tenant.toStdString()));
  });
  server.route("/i/<arg>", [](int id, const QHttpServerRequest &request) { return QHttpServerResponse(rows_of(bound_ctx().tenant_id)); });
}
std::string rows_of(std::string_view tenant_id, int);
seastar::httpd::path_description list_rows("/rows", seastar::httpd::GET, "list_rows");
void sea(seastar::httpd::routes &r) {
  r.add(seastar::httpd::GET, seastar::httpd::url("/t").remainder("tenant"),
        new seastar::httpd::function_handler(
            [](seastar::httpd::const_req req) -> seastar::sstring {
              auto tenant = req.get_path_param("tenant");
              // FINDING@-1:29: the tenant is taken from the path of the request
              return rows_of(std::string_view(tenant), 0);
            },
            "json"));
  list_rows.set(r, [](seastar::httpd::const_req req) -> seastar::sstring {
    for (const seastar::sstring &tenant_id : req.get_query_param_array("tenant_id"))
      // FINDING@-1:46: the tenant is taken from the query of the request
      rows_of(std::string_view(tenant_id), 1);
    return rows_of(bound_ctx().tenant_id);
  });
}
struct SeaH : seastar::httpd::handler_base {
  seastar::future<std::unique_ptr<seastar::http::reply>> handle(const seastar::sstring &path, std::unique_ptr<seastar::http::request> req,
                                                                std::unique_ptr<seastar::http::reply> rep) override {
    rows_of(req->get_query_param("tenant_id"), 0);
    // FINDING@-1:13: the tenant is taken from the query of the request
    rows_of(req->param["tenant"], 0);
    // FINDING@-1:13: the tenant is taken from the path of the request
    rows_of(bound_ctx().tenant_id);
    return seastar::make_ready_future(std::move(rep));
  }
};
using namespace userver;
struct U1 : server::handlers::HttpHandlerBase {
  std::string HandleRequestThrow(const server::http::HttpRequest &request, server::request::RequestContext &) const override {
    const auto &tenant = request.GetArg("tenant_id");
    // FINDING@-1:26: the tenant is taken from the query of the request
    return rows_of(tenant);
  }
};
struct U2 : server::handlers::HttpHandlerJsonBase {
  formats::json::Value HandleRequestJsonThrow(const server::http::HttpRequest &, const formats::json::Value &request_json,
                                              server::request::RequestContext &) const override {
    rows_of(request_json["tenant_id"].As<std::string>());
    // FINDING@-1:13: the tenant is taken from the message of the request
    return request_json;
  }
};
struct U3 : server::handlers::HttpHandlerBase {
  std::string HandleRequestThrow(const server::http::HttpRequest &request, server::request::RequestContext &context) const override {
    const auto &tenant = context.GetData<std::string>("tenant_id");
    return rows_of(tenant);
  }
};
struct U4 : server::handlers::HttpHandlerBase {
  std::string HandleRequestThrow(const server::http::HttpRequest &request, server::request::RequestContext &context) const override {
    auto json = formats::json::FromString(request.RequestBody());
    const auto tenant_id = json["tenant_id"].As<std::string>();
    // FINDING@-1:28: the tenant is taken from the body of the request
    return rows_of(tenant_id);
  }
};
