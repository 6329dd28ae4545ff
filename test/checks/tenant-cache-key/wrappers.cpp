// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// Caches that templates wrap, and wrappers that add the tenant, or something else.
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
struct TenantContext { std::string tenant_id; };
struct Invoice { long long id; double total; };
template <class K, class V, class Hash = std::hash<K>> class ExpiringCache {
public:
  std::optional<V> get(const K &k) { std::lock_guard g(m_); auto it = map_.find(k); if (it == map_.end()) return std::nullopt; return it->second; }
  void put(const K &k, V v) { std::lock_guard g(m_); map_.insert_or_assign(k, std::move(v)); }
  template <class F> V getOrLoad(const K &k, F f) { if (auto v = get(k)) return *v; V v = f(); put(k, v); return v; }
private:
  std::mutex m_;
  std::unordered_map<K, V, Hash> map_;
};
struct InvoiceKey { std::string tenant_id; long long invoice_id; bool operator==(const InvoiceKey &) const = default; };
struct InvoiceKeyHash { size_t operator()(const InvoiceKey &k) const { return std::hash<std::string>()(k.tenant_id) ^ k.invoice_id; } };
Invoice load(const TenantContext &, long long);
class Invoices {
  ExpiringCache<long long, Invoice> byId_;
  ExpiringCache<InvoiceKey, Invoice, InvoiceKeyHash> byKey_;
  ExpiringCache<std::string, Invoice> byText_;
public:
  Invoice bad(const TenantContext &ctx, long long invoice_id) {
    return byId_.getOrLoad(invoice_id, [&] { return load(ctx, invoice_id); });
    // FINDING@-1:28: key '{invoice_id}' of 'getOrLoad' does not name the tenant
  }
  Invoice good(const TenantContext &ctx, long long invoice_id) {
    return byKey_.getOrLoad(InvoiceKey{ctx.tenant_id, invoice_id}, [&] { return load(ctx, invoice_id); });
  }
  Invoice bad2(const TenantContext &ctx, long long invoice_id) {
    if (auto hit = byText_.get("inv:" + std::to_string(invoice_id))) return *hit;
    // FINDING@-1:33: key 'inv:{invoice_id}' of 'get' does not name the tenant
    Invoice v = load(ctx, invoice_id);
    byText_.put("inv:" + std::to_string(invoice_id), v);
    // FINDING@-1:18: key 'inv:{invoice_id}' of 'put' does not name the tenant
    return v;
  }
  Invoice good2(const TenantContext &ctx, long long invoice_id) {
    std::string key = ctx.tenant_id + ":inv:" + std::to_string(invoice_id);
    if (auto hit = byText_.get(key)) return *hit;
    Invoice v = load(ctx, invoice_id);
    byText_.put(key, v);
    return v;
  }
};
// A cache that adds the tenant itself.
class TenantCache {
  ExpiringCache<std::string, std::string> inner_;
  std::string tenant_id_;
public:
  explicit TenantCache(std::string t) : tenant_id_(std::move(t)) {}
  std::optional<std::string> get(const std::string &key) { return inner_.get(tenant_id_ + ":" + key); }
  void put(const std::string &key, std::string v) { inner_.put(tenant_id_ + ":" + key, std::move(v)); }
};
void good3(TenantCache &cache, long long user_id) {
  cache.put("user:" + std::to_string(user_id), "x");
  cache.get("user:" + std::to_string(user_id));
}
// A wrapper that adds a version only.
class VersionedCache {
  ExpiringCache<std::string, std::string> inner_;
public:
  std::optional<std::string> get(const std::string &key) { return inner_.get("v2:" + key); }
  // FINDING@-1:79: key 'v2:user:{user_id}' of 'get' does not name the tenant
};
void bad4(VersionedCache &cache, long long user_id) {
  cache.get("user:" + std::to_string(user_id));
}
template <class C> class Memo {
  C cache_;
public:
  template <class F> auto operator()(const std::string &key, F f) { if (auto v = cache_.get(key)) return *v; auto v = f(); cache_.put(key, v); return v; }
};
