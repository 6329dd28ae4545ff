// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// What the client sends is no tenant; and a middle way to the key, over other values.
#include "Inputs/redis_clients.h"

#include <httplib.h>

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
