// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17 -isystem %S/Inputs
//
// restbed: the request is got from the session that a handler is given.
#include <restbed.h>

struct TenantContext { std::string tenant_id; };
const TenantContext &bound_ctx();
std::string rows_of(const std::string &tenant_id);

static void badPath(const std::shared_ptr<restbed::Session> session) {
  const auto request = session->get_request();
  const std::string tenant_id = request->get_path_parameter("tenant_id");
  // FINDING@-1:33: the tenant is taken from the path of the request
  session->close(200, rows_of(tenant_id));
}
static void badQuery(const std::shared_ptr<restbed::Session> session) {
  session->close(200, rows_of(session->get_request()->get_query_parameter("tenant")));
  // FINDING@-1:31: the tenant is taken from the query of the request
}
static void goodBound(const std::shared_ptr<restbed::Session> session) { session->close(200, rows_of(bound_ctx().tenant_id)); }
static void goodCompared(const std::shared_ptr<restbed::Session> session) {
  const std::string tenant_id = session->get_request()->get_path_parameter("tenant_id");
  if (tenant_id != bound_ctx().tenant_id)
    return session->close(404);
  session->close(200, rows_of(tenant_id));
}
static void goodOther(const std::shared_ptr<restbed::Session> session) {
  session->close(200, rows_of(bound_ctx().tenant_id) + session->get_request()->get_path_parameter("invoice_id"));
}
void routes(restbed::Resource &resource) {
  resource.set_path("/tenants/{tenant_id: .*}/rows");
  resource.set_method_handler("GET", badPath);
  resource.set_method_handler("POST", badQuery);
  resource.set_method_handler("PUT", goodBound);
  resource.set_method_handler("PATCH", goodCompared);
  resource.set_method_handler("DELETE", goodOther);
  resource.set_method_handler("OPTIONS", [](const std::shared_ptr<restbed::Session> session) {
    session->close(200, rows_of(session->get_request()->get_path_parameter("tenant_id")));
    // FINDING@-1:33: the tenant is taken from the path of the request
  });
}
