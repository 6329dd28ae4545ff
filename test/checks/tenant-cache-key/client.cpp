// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// What the client sends is no tenant; and a middle way to the key, over other values.
#include "Inputs/redis_clients.h"

#include <httplib.h>
#include <sstream>

struct TenantContext {
  std::string tenant_id;
};
TenantContext verified(const httplib::Request &req);

void bad(sw::redis::Redis &redis, const httplib::Request &req) {
  redis.get("orders:" + req.get_header_value("X-Tenant-ID"));
  // FINDING@-1:14: key 'orders:{get_header_value}' of 'get'
  std::string tenant = req.get_param_value("tenant");
  redis.get("orders:" + tenant);
  // FINDING@-1:14: key 'orders:{get_param_value}' of 'get'
}
void good(sw::redis::Redis &redis, const httplib::Request &req) {
  TenantContext ctx = verified(req);
  redis.get("orders:" + ctx.tenant_id);
  redis.get(ctx.tenant_id + ":page:" + req.path);
}
// One that was compared with the tenant before is the tenant's.
void good_compared(sw::redis::Redis &redis, const httplib::Request &req) {
  std::string tenant = req.get_param_value("tenant");
  if (tenant != verified(req).tenant_id)
    return;
  redis.get("orders:" + tenant);
}
void bad_compared(sw::redis::Redis &redis, const httplib::Request &req) {
  std::string tenant = req.get_param_value("tenant");
  redis.get("orders:" + tenant);
  // FINDING@-1:14: key 'orders:{get_param_value}' of 'get'
  if (tenant != verified(req).tenant_id)
    redis.get("orders:" + tenant);
    // FINDING@-1:16: key 'orders:{get_param_value}' of 'get'
}
// A stream changes by what is put into it, and what is put into it does not.
void good_in_a_stream(sw::redis::Redis &redis, const httplib::Request &req) {
  std::string tenant = req.get_param_value("tenant");
  if (tenant != verified(req).tenant_id)
    return;
  std::ostringstream key;
  key << "tenants/" << tenant << "/orders";
  redis.get(key.str());
}
void bad_read_again(sw::redis::Redis &redis, const httplib::Request &req, std::istream &more) {
  std::string tenant = req.get_param_value("tenant");
  if (tenant != verified(req).tenant_id)
    return;
  tenant = req.get_param_value("other");
  std::ostringstream key;
  key << "tenants/" << tenant << "/orders";
  // FINDING@-1:11: key 'tenants/{get_param_value}/orders' of 'get'
  redis.get(key.str());
}
// By the variable that keeps it a value is better known than by the method that gives it.
void bad_named(sw::redis::Redis &redis, const httplib::Request &req) {
  std::string city = req.get_param_value("c");
  redis.get("weather:" + city);
  // FINDING@-1:14: key 'weather:{city}' of 'get'
}
// What a generated class gives is what the client sent, also where its methods are in sight.
namespace google::protobuf {
class MessageLite {};
} // namespace google::protobuf
namespace grpc {
class ServerContext {};
} // namespace grpc
class ListRequest final : public google::protobuf::MessageLite {
public:
  const std::string &tenant_id() const { return tenant_id_; }

private:
  std::string tenant_id_;
};
void message(sw::redis::Redis &redis, grpc::ServerContext &context, const ListRequest *request) {
  redis.get("orders:" + request->tenant_id());
  // FINDING@-1:14: key 'orders:{tenant_id}' of 'get'
  if (request->tenant_id() == verified({}).tenant_id)
    redis.get("orders:" + request->tenant_id());
}
