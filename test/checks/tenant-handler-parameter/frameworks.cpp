// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17
//
// How frameworks declare their handlers.
#include "Inputs/frameworks.h"

struct TenantId {
  long long value;
};
struct TenantContext {
  TenantId tenant;
};
TenantContext current();
std::string rows(TenantId tenant);
std::string rows_of(const std::string &tenant);

void crow_app(crow::SimpleApp &app) {
  CROW_ROUTE(app, "/t/<string>/invoices")([](std::string tenant) { return rows_of(tenant); });
  // FINDING@-1:58: a request handler takes the tenant as its parameter 'tenant'
  CROW_ROUTE(app, "/u/<string>")([](const crow::request &req, std::string user_id) { return rows_of(req.url_params.get("tenant")) + user_id; });
  // FINDING@-1:101: the tenant is taken from the query of the request
  CROW_ROUTE(app, "/i/<string>")([](std::string invoice_id) { return rows(current().tenant) + invoice_id; });
}

class Invoices : public drogon::HttpController<Invoices> {
public:
  METHOD_LIST_BEGIN
  METHOD_ADD(Invoices::list, "/{tenantId}/list");
  METHOD_ADD(Invoices::get, "/get/{id}");
  METHOD_LIST_END
  void list(const drogon::HttpRequestPtr &req, std::function<void(const drogon::HttpResponsePtr &)> &&callback, std::string &&tenantId) const {
    // FINDING@-1:127: a request handler takes the tenant as its parameter 'tenantId'
    rows_of(tenantId);
  }
  void get(const drogon::HttpRequestPtr &req, std::function<void(const drogon::HttpResponsePtr &)> &&callback, long long id) const { rows(current().tenant); }
};
void drogon_app() {
  drogon::app().registerHandler("/x/{tenant}", [](const drogon::HttpRequestPtr &, TenantId tenant) { rows(tenant); });
  // FINDING@-1:92: a request handler takes the tenant as its parameter 'tenant'
  drogon::app().registerHandler("/y", [](const drogon::HttpRequestPtr &, const TenantContext &ctx) { rows(ctx.tenant); });
}

// A field of the message that a call gets.
class ListRequest : public google::protobuf::Message {
public:
  long long tenant_id() const;
  long long page() const;
};
class ListReply : public google::protobuf::Message {
public:
  void set_rows(const std::string &rows);
};
class Service {
public:
  grpc::Status Bad(grpc::ServerContext *context, const ListRequest *request, ListReply *reply) {
    reply->set_rows(rows(TenantId{request->tenant_id()}));
    // FINDING@-1:35: the tenant is taken from the message of the request
    return grpc::Status::OK;
  }
  grpc::Status Good(grpc::ServerContext *context, const ListRequest *request, ListReply *reply) {
    if (request->tenant_id() != current().tenant.value)
      return grpc::Status::OK;
    reply->set_rows(rows(current().tenant));
    return grpc::Status::OK;
  }
};
// The same message out of a queue comes from the service itself.
void consume(const ListRequest &job) { rows(TenantId{job.tenant_id()}); }

class Rest {
public:
  void bad(const Pistache::Rest::Request &request, Pistache::Http::ResponseWriter response) {
    auto tenant = request.param(":tenant").as<std::string>();
    // FINDING@-1:19: the tenant is taken from the path of the request
    rows_of(tenant);
  }
  void good(const Pistache::Rest::Request &request, Pistache::Http::ResponseWriter response) {
    auto invoice = request.param(":invoice").as<std::string>();
    rows(current().tenant);
  }
};

// Registered later, and by std::bind.
struct Later {
  void handle(const std::string &path, const std::string &tenant_id) { rows_of(tenant_id); }
  // FINDING@-1:59: a request handler takes the tenant as its parameter 'tenant_id'
  void install() {
    using namespace std::placeholders;
    drogon::app().registerHandler("/z", std::bind(&Later::handle, this, _1, _2));
  }
};
// Functions that are no handlers may take a tenant.
std::string internal(const std::string &tenant_id, int page) { return rows_of(tenant_id); }
