// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// What services do about their keys: accessors of another unit, maps of pools, maps that are variables, sorted sets.
#include <hiredis/hiredis.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

struct Session {
  std::string tenant_id;
  std::string user_id;
};
const Session &session();

void accessors(redisContext *redis, int page) {
  redisCommand(redis, "GET invoice:%s:%d", session().tenant_id.c_str(), page);
  redisCommand(redis, "GET invoice:%s:%d", session().user_id.c_str(), page);
  // FINDING@-1:28: key 'invoice:{user_id}:{page}' of 'GET' does not name the tenant
}
void hungarian(redisContext *redis, int nTenantId, int nUserId) {
  redisCommand(redis, "GET total:%d:%d", nTenantId, nUserId);
  redisCommand(redis, "GET total:%d", nUserId);
  // FINDING@-1:28: key 'total:{nUserId}' of 'GET' does not name the tenant
}
// A comparison says nothing of whether there is a tenant.
void compared(redisContext *redis, const std::string &tenant_name, int invoice_id) {
  if (tenant_name != session().tenant_id)
    return;
  redisCommand(redis, "GET invoice:%d", invoice_id);
  // FINDING@-1:28: key 'invoice:{invoice_id}' of 'GET' does not name the tenant
}
// A sorted set of all, whose members name the tenant.
void sets(redisContext *redis, const std::string &invoice_id, long long at) {
  redisCommand(redis, "ZADD scheduled %lld %s:%s", at, session().tenant_id.c_str(), invoice_id.c_str());
  redisCommand(redis, "SADD active %s:%s", session().tenant_id.c_str(), invoice_id.c_str());
  redisCommand(redis, "ZADD overdue %lld %s", at, invoice_id.c_str());
  // FINDING@-1:29: key 'overdue' is the same for all tenants
}

// Objects that serve are no data.
class RedisPool {};
class CacheManager {
public:
  RedisPool *pool(const std::string &name) { return pools_.find(name)->second; }
  std::string title(const std::string &user_id) { return titles_.find(user_id)->second; }
  // FINDING@-1:71: key '{user_id}' of 'find' does not name the tenant

private:
  std::map<std::string, RedisPool *> pools_;
  std::map<std::string, std::string> titles_;
};
void pools(CacheManager &manager) {
  manager.pool("unread");
  manager.title(session().user_id);
}

// A map that lives as long as the process, and is called a cache.
static std::unordered_map<std::string, std::string> name_cache;
void names(int page) {
  name_cache[session().tenant_id + ":" + session().user_id] = "x";
  name_cache.find(session().user_id);
  // FINDING@-1:19: key '{user_id}' of 'find' does not name the tenant
  // What one request keeps is its own.
  std::map<std::string, std::string> local_cache;
  local_cache.find(session().user_id);
}
