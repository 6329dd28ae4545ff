// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// A cache of each tenant's own.
#include <hiredis/hiredis.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>
struct TenantContext {
  std::string tenant_id;
  std::string user_id;
};
template <class K, class V> class Cache {
public:
  V get(const K &key);
  void put(const K &key, V value);
};
using Orders = Cache<long, std::string>;
std::map<std::string, Orders> caches;
std::map<std::string, std::unique_ptr<Orders>> owned;
Orders shards[8];
Orders &cache_of(const std::string &tenant_id);
Orders &cache_for(const TenantContext &ctx);
redisContext *connection_of(const std::string &tenant_id);
redisContext *connection();
class Pipeline {
public:
  Pipeline &by(const std::string &tenant_id);
  Orders &orders();
};
void good1(const TenantContext &ctx, long order_id) {
  caches[ctx.tenant_id].get(order_id);
  caches.at(ctx.tenant_id).put(order_id, "x");
  owned[ctx.tenant_id]->get(order_id);
}
void good2(const TenantContext &ctx, long order_id) {
  auto &cache = caches[ctx.tenant_id];
  cache.get(order_id);
}
void good3(const TenantContext &ctx, long order_id) {
  auto found = caches.find(ctx.tenant_id);
  if (found != caches.end())
    found->second.get(order_id);
}
void good4(long order_id, const std::string &tenant_id) { cache_of(tenant_id).get(order_id); }
void good5(long order_id, const std::string &tenant_id) { redisCommand(connection_of(tenant_id), "GET order:%ld", order_id); }
void good6(Pipeline &p, long order_id, const std::string &tenant_id) { p.by(tenant_id).orders().get(order_id); }
void bad1(const TenantContext &ctx, long order_id) { caches[ctx.user_id].get(order_id); }
// FINDING@-1:78: key '{order_id}' of 'get' does not name the tenant: all tenants share what is stored
void bad2(const TenantContext &ctx, long order_id) { shards[order_id % 8].put(order_id, ctx.tenant_id); }
// FINDING@-1:79: key '{order_id}' of 'put' does not name the tenant: all tenants share what is stored
void bad3(long order_id, const std::string &tenant_id) { redisCommand(connection(), "SET order:%ld %s", order_id, tenant_id.c_str()); }
// FINDING@-1:90: key 'order:{order_id}' of 'SET' does not name the tenant: all tenants share what is
// A context goes with every call, for its deadline and its trace.
void bad4(const TenantContext &ctx, long order_id) { cache_for(ctx).get(order_id); }
// FINDING@-1:73: key '{order_id}' of 'get' does not name the tenant: all tenants share what is stored
void bad5(const TenantContext &ctx, long order_id) {
  auto &cache = caches[ctx.user_id];
  cache.put(order_id, "x");
  // FINDING@-1:13: key '{order_id}' of 'put' does not name the tenant: all tenants share what is stored
}
// Maps in a class of one's own that is called a cache: who calls it knows the key.
class TitleCache {
public:
  std::optional<std::string> get(const std::string &key) const {
    auto it = titles_.find(key);
    return it == titles_.end() ? std::nullopt : std::optional(it->second);
  }
  void put(const std::string &key, std::string title) { titles_[key] = std::move(title); }
  void drop(long long document_id) { numbers_.erase(document_id); }
  // FINDING@-1:53: key '{document_id}' of 'erase' does not name the tenant
  void expire() { titles_.erase(titles_.begin()); }
private:
  std::map<std::string, std::string> titles_;
  std::map<long long, int> numbers_;
};
std::string bad_title(TitleCache &c, const std::string &document_id) {
  return c.get("title:" + document_id).value_or("");
  // FINDING@-1:17: key 'title:{document_id}' of 'get' does not name the tenant
}
void good_title(TitleCache &c, const TenantContext &ctx, const std::string &document_id) {
  c.put(ctx.tenant_id + ":" + document_id, "x");
}
