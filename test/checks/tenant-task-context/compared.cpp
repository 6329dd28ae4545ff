// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// What the client names carries the tenant where it was compared with the tenant before.
#include <hiredis/hiredis.h>
#include <httplib.h>

#include <stdexcept>
#include <string>

struct TenantContext {
  std::string tenant_id;
};
const TenantContext &bound();

static void require_same(const std::string &a, const std::string &b) {
  if (a != b)
    throw std::runtime_error("no such page");
}
void good(redisContext *redis, const httplib::Request &req) {
  std::string tenant = req.get_param_value("tenant");
  require_same(tenant, bound().tenant_id);
  redisCommand(redis, "LPUSH jobs %s", tenant.c_str());
}
void bad(redisContext *redis, const httplib::Request &req) {
  std::string tenant = req.get_param_value("tenant");
  require_same(req.get_param_value("owner"), bound().tenant_id);
  redisCommand(redis, "LPUSH jobs %s", tenant.c_str());
  // FINDING@-1:3: what 'LPUSH' hands on does not carry the tenant
  require_same(tenant, bound().tenant_id);
}
