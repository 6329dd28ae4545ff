// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// Where there is no tenant, its key has none either.
#include <hiredis/hiredis.h>
#include <optional>
#include <string>

void pointer(redisContext *c, const char *tenant, const char *user) {
  if (tenant && tenant[0])
    redisCommand(c, "GET t/%s/u/%s", tenant, user);
  else
    redisCommand(c, "GET u/%s", user);
  if (!tenant || !*tenant)
    redisCommand(c, "DEL u/%s", user);
  if (tenant != nullptr)
    redisCommand(c, "DEL u/%s", user);
  // FINDING@-1:26: key 'u/{user}' of 'DEL' does not name the tenant
}

void early(redisContext *c, const std::string &tenant, int id) {
  if (!tenant.empty()) {
    redisCommand(c, "GET %s:%d", tenant.c_str(), id);
    return;
  }
  redisCommand(c, "GET order:%d", id);
}
void rejected(redisContext *c, const std::string &tenant, int id) {
  if (tenant.empty())
    return;
  redisCommand(c, "GET order:%d", id);
  // FINDING@-1:24: key 'order:{id}' of 'GET' does not name the tenant
}

// A comparison with another tenant says nothing.
void other(redisContext *c, long tenant_id, long mine, int id) {
  if (tenant_id == mine)
    redisCommand(c, "GET own:%d", id);
  // FINDING@-1:26: key 'own:{id}' of 'GET' does not name the tenant
  else
    redisCommand(c, "GET shared:%d", id);
  // FINDING@-1:26: key 'shared:{id}' of 'GET' does not name the tenant
  if (tenant_id == 0)
    redisCommand(c, "GET shared:%d", id);
  if (tenant_id > 0)
    redisCommand(c, "GET some:%d", id);
  // FINDING@-1:26: key 'some:{id}' of 'GET' does not name the tenant
}

void optional(redisContext *c, std::optional<long> tenant, int id, bool cached) {
  if (tenant.has_value() && cached)
    redisCommand(c, "GET t%ld:%d", *tenant, id);
  else
    redisCommand(c, "GET any:%d", id);
  tenant ? redisCommand(c, "GET t%ld:%d", *tenant, id) : redisCommand(c, "GET none:%d", id);
  !tenant ? redisCommand(c, "GET t%ld:%d", 0L, id) : redisCommand(c, "GET each:%d", id);
  // FINDING@-1:75: key 'each:{id}' of 'GET' does not name the tenant
  if (cached)
    redisCommand(c, "GET c:%d", id);
  // FINDING@-1:26: key 'c:{id}' of 'GET' does not name the tenant
}
