// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// How keys are built: builders, prefixes, joined parts, selected databases, fields.
#include "Inputs/redis_clients.h"
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <hiredis/hiredis.h>
#include <libmemcached/memcached.h>
#include <map>
#include <memory>
#include <rocksdb/db.h>
#include <sstream>
#include <unordered_map>

struct TenantContext {
  std::string tenant_id;
  long long tenant_no;
  std::string user_id;
};
template <typename K, typename V> struct LruCache {
  std::optional<V> get(const K &);
  void put(const K &, V);
  V getOrCompute(const K &, std::function<V()>);
};
std::string sha(const std::string &);
// conditional prefix
void cond_prefix(sw::redis::Redis &r, const TenantContext *ctx, long long invoice_id) {
  std::string key = "invoice:" + std::to_string(invoice_id);
  if (ctx)
    key = ctx->tenant_id + ":" + key;
  r.get(key);
}
void cond_prefix2(sw::redis::Redis &r, const std::string &tenant, long long invoice_id) {
  std::string prefix;
  if (!tenant.empty())
    prefix = tenant + ":";
  r.get(prefix + "invoice:" + std::to_string(invoice_id));
}
// builder classes
class KeyBuilder {
public:
  explicit KeyBuilder(const TenantContext &ctx) : p_(ctx.tenant_id) {}
  KeyBuilder &add(const std::string &s) {
    p_ += ":" + s;
    return *this;
  }
  std::string str() const { return p_; }

private:
  std::string p_;
};
void b1(sw::redis::Redis &r, const TenantContext &ctx, long long id) { r.get(KeyBuilder(ctx).add("invoice").add(std::to_string(id)).str()); }
class Plain {
public:
  Plain &add(const std::string &s) {
    p_ += ":" + s;
    // FINDING@-1:12: key ':invoice:{invoice_id}' of 'get' does not name the tenant
    return *this;
  }
  std::string str() const { return p_; }

private:
  std::string p_;
};
void b2(sw::redis::Redis &r, long long invoice_id) { r.get(Plain().add("invoice").add(std::to_string(invoice_id)).str()); }
struct TenantKey {
  TenantKey(const TenantContext &c, std::string rest);
  std::string str() const;
  operator std::string() const;
  operator std::string_view() const;
};
void b3(sw::redis::Redis &r, const TenantContext &ctx, long long id) {
  r.get(TenantKey{ctx, "invoice:" + std::to_string(id)}.str());
  r.get(TenantKey(ctx, "x"));
}
void b4(sw::redis::Redis &r, const TenantContext &ctx, long long invoice_id) {
  std::vector<std::string> parts{ctx.tenant_id, "invoice", std::to_string(invoice_id)};
  r.get(fmt::format("{}", fmt::join(parts, ":")));
}
void b5(sw::redis::Redis &r, long long invoice_id) {
  std::vector<std::string> parts{"invoice", std::to_string(invoice_id)};
  r.get(fmt::format("{}", fmt::join(parts, ":")));
  // FINDING@-2:35: key 'invoice:{invoice_id}' of 'get' does not name the tenant: all tenants share what is stored
}
void b6(LruCache<size_t, int> &c, const TenantContext &ctx, long long id) {
  size_t h = std::hash<std::string>{}(ctx.tenant_id) ^ std::hash<long long>{}(id);
  c.get(h);
}
void b7(LruCache<size_t, int> &c, const std::string &email) {
  size_t h = std::hash<std::string>{}(email);
  c.get(h);
  // FINDING@-1:9: key '{h}' of 'get' does not name the tenant: all tenants share what is stored un
}
// renamed
void r1(sw::redis::Redis &r, const TenantContext &ctx, long long id) {
  const auto &scope = ctx.tenant_id;
  r.get(scope + ":" + std::to_string(id));
}
void r2(sw::redis::Redis &r, const TenantContext &ctx, long long id) {
  auto p = "t" + std::to_string(ctx.tenant_no);
  std::string k = p;
  k += "/";
  k.append("x");
  r.get(k);
}
// SELECT n
void s1(redisContext *c, const TenantContext &ctx, long long invoice_id) {
  redisCommand(c, "SELECT %lld", ctx.tenant_no);
  redisCommand(c, "GET invoice:%lld", invoice_id);
}
void s2(redisContext *c, long long invoice_id) {
  redisCommand(c, "SELECT 3");
  redisCommand(c, "GET invoice:%lld", invoice_id);
  // FINDING@-1:24: key 'invoice:{invoice_id}' of 'GET' does not name the tenant: all tenants share 
}
// prefixed client
struct Prefixed {
  std::string prefix_;
  sw::redis::Redis &r;
  explicit Prefixed(const TenantContext &ctx, sw::redis::Redis &r) : prefix_("t:" + ctx.tenant_id + ":"), r(r) {}
  auto get(const std::string &k) { return r.get(prefix_ + k); }
};
void p1(sw::redis::Redis &r, const TenantContext &ctx, long long invoice_id) {
  Prefixed c(ctx, r);
  c.get("invoice:" + std::to_string(invoice_id));
}
struct TenantCache {
  sw::redis::Redis &r;
  std::string tenant_;
  std::string k(const std::string &s) const { return tenant_ + ":" + s; }
  void good(long long invoice_id) { r.get(k("invoice:" + std::to_string(invoice_id))); }
};
// memcached prefix
void m1(memcached_st *m, const TenantContext &ctx, long long invoice_id) {
  std::string ns = ctx.tenant_id + ":";
  memcached_callback_set(m, MEMCACHED_CALLBACK_NAMESPACE, ns.c_str());
  std::string key = "invoice:" + std::to_string(invoice_id);
  size_t n;
  uint32_t f;
  memcached_return_t rc;
  memcached_get(m, key.c_str(), key.size(), &n, &f, &rc);
}
void m2(memcached_st *m, long long invoice_id) {
  std::string key = "invoice:" + std::to_string(invoice_id);
  // FINDING@-1:22: key 'invoice:{invoice_id}' of 'memcached_get' does not name the tenant: all tena
  size_t n;
  uint32_t f;
  memcached_return_t rc;
  memcached_get(m, key.c_str(), key.size(), &n, &f, &rc);
  char buf[64];
  snprintf(buf, sizeof buf, "order:%lld", invoice_id);
  // FINDING@-1:30: key 'order:{invoice_id}' of 'memcached_delete' does not name the tenant: all ten
  memcached_delete(m, buf, strlen(buf), 0);
}
// rocksdb column family per tenant
void rk(rocksdb::DB *db, const TenantContext &ctx, const std::string &sku) {
  std::string v;
  db->Get(rocksdb::ReadOptions(), "price/" + sku, &v);
  // FINDING@-1:36: key 'price/{sku}' of 'Get' does not name the tenant: all tenants share what is s
  db->Get(rocksdb::ReadOptions(), ctx.tenant_id + "/price/" + sku, &v);
  rocksdb::WriteBatch b;
  b.Put("price/" + sku, "1");
  // FINDING@-1:10: key 'price/{sku}' of 'Put' does not name the tenant: all tenants share what is s
  b.Delete(fmt::format("{}/price/{}", ctx.tenant_id, sku));
}
// struct keys w/ operators
struct K1 {
  std::string tenant;
  long long id;
  bool operator==(const K1 &) const = default;
};
struct K2 {
  long long invoice_id;
  int page;
};
void k1(LruCache<K1, int> &c, LruCache<K2, int> &d, const TenantContext &ctx, long long id) {
  c.get({ctx.tenant_id, id});
  c.getOrCompute(K1{ctx.tenant_id, id}, [] { return 1; });
  d.get({id, 2});
  // FINDING@-1:9: key '{id, 2}' of 'get' does not name the tenant: all tenants share what is store
}
// wrapped set with ttl; static ns
static const std::string kNs = "inv:";
// FINDING@-1:33: key 'inv:{email}' of 'set' does not name the tenant: all tenants share what is s
constexpr const char *kPrefix = "prof:";
// FINDING@-1:34: key 'prof:{email}' of 'get' does not name the tenant: all tenants share what is 
void n1(sw::redis::Redis &r, const std::string &email) {
  r.set(kNs + email, "x");
  r.get(std::string(kPrefix) + email);
}
std::string_view view_key(std::string &buf, long long user_id) {
  buf = "user:";
  // FINDING@-1:10: key 'user:{user_id}' of 'get' does not name the tenant: all tenants share what i
  buf += std::to_string(user_id);
  return buf;
}
void v1(sw::redis::Redis &r, long long user_id) {
  std::string b;
  r.get(view_key(b, user_id));
}
// hash field is tenant
void hf(redisContext *c, const TenantContext &ctx, long long order_id) {
  redisCommand(c, "HGET totals %s", ctx.tenant_id.c_str());
  redisCommand(c, "HSET %s:totals %lld 1", ctx.tenant_id.c_str(), order_id);
}
// lock, rate limit, idempotency
void lk(redisContext *c, const TenantContext &ctx, const std::string &request_id) {
  redisCommand(c, "SET lock:%s:job 1 NX PX 100", ctx.tenant_id.c_str());
  redisCommand(c, "INCR rate:%s", ctx.user_id.c_str());
  // FINDING@-1:25: key 'rate:{user_id}' of 'INCR' does not name the tenant: all tenants share what 
}
// cluster hash tags
void tag(redisContext *c, const TenantContext &ctx, long long order_id) {
  redisCommand(c, "GET {%s}:order:%lld", ctx.tenant_id.c_str(), order_id);
  redisCommand(c, "GET {order}:%lld", order_id);
  // FINDING@-1:24: key '{order}:{order_id}' of 'GET' does not name the tenant: all tenants share wh
}
// globally unique content hash
void ch(redisContext *c, const std::string &content_hash) { redisCommand(c, "GET blob:%s", content_hash.c_str()); }
// scripts with keys list
void sc(redisContext *c, const TenantContext &ctx, const std::string &sku) {
  redisCommand(c, "EVALSHA abc 2 %s:stock:%s %s:log", ctx.tenant_id.c_str(), sku.c_str(), ctx.tenant_id.c_str());
}
// scan with member prefix
struct Repo {
  std::string tenant_id_;
  redisContext *c;
  std::string key(long long id) const { return "r:" + tenant_id_ + ":" + std::to_string(id); }
  static std::string globalKey(long long id) { return "r:" + std::to_string(id); }
  // FINDING@-1:56: key 'r:{report_id}' of 'GET' does not name the tenant: all tenants share what is
  void g(long long id) { redisCommand(c, "GET %s", key(id).c_str()); }
  void b(long long report_id) { redisCommand(c, "GET %s", globalKey(report_id).c_str()); }
};
// ostringstream helper, join template
template <typename... A> std::string make_key(const A &...a) {
  std::ostringstream o;
  ((o << ':' << a), ...);
  // FINDING@-1:10: key ':invoice:{invoice_id}' of 'set' does not name the tenant: all tenants share
  return o.str();
}
void mk(sw::redis::Redis &r, const TenantContext &ctx, long long invoice_id) {
  r.get(make_key(ctx.tenant_id, "invoice", invoice_id));
  r.set(make_key("invoice", invoice_id), "x");
}
// optional tenant
void opt(sw::redis::Redis &r, std::optional<std::string> tenant, long long invoice_id) {
  r.get(tenant.value_or("default") + ":" + std::to_string(invoice_id));
  // Without a tenant, all who have none share it.
  // FINDING@-2:26: key 'default:{invoice_id}' of 'get' does not name the tenant
}
// ternary both
void ter(sw::redis::Redis &r, const TenantContext &ctx, bool admin, long long invoice_id) {
  r.get((admin ? "admin:" + ctx.tenant_id : ctx.tenant_id) + std::to_string(invoice_id));
}
// unordered_map static cache (not configured): nothing
std::unordered_map<long long, int> g_cache;
void um(long long id) { g_cache[id] = 1; }
// enum/ switch
enum class Kind { A, B };
const char *name(Kind k) {
  switch (k) {
  case Kind::A:
    return "a";
    // FINDING@-1:13: key 'a:{invoice_id}' of 'get' does not name the tenant: all tenants share what i
  default:
    return "b";
    // FINDING@-1:13: key 'b:{invoice_id}' of 'get' does not name the tenant: all tenants share what i
  }
}
void en(sw::redis::Redis &r, const TenantContext &ctx, Kind k, long long invoice_id) {
  r.get(fmt::format("{}:{}", name(k), invoice_id));
  r.get(fmt::format("{}:{}:{}", ctx.tenant_id, name(k), invoice_id));
}
// pipeline/transaction
void tx(sw::redis::Redis &r, const TenantContext &ctx, long long order_id) {
  r.hset("order:" + std::to_string(order_id), "tenant", ctx.tenant_id);
  // FINDING@-1:11: key 'order:{order_id}' of 'hset' does not name the tenant: all tenants share wha
}
