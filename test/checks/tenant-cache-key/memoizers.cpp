// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// Caches that are called like functions.
#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>

struct Context {
  std::string tenant_id;
  std::string user_id;
};
template <typename Key, typename Value> class Memoizer {
public:
  explicit Memoizer(std::function<Value(const Key &)> make) : make(std::move(make)) {}
  const Value &operator()(const Key &key) {
    auto it = values.find(key);
    if (it == values.end())
      it = values.emplace(key, make(key)).first;
    return it->second;
  }

private:
  std::function<Value(const Key &)> make;
  std::unordered_map<Key, Value> values;
};
// Not a cache: what its keys are told apart by.
template <typename Key> struct CacheKeyHash {
  std::size_t operator()(const Key &key) const { return std::hash<Key>()(key); }
};

void good(Memoizer<std::string, int> &totals, const Context &ctx, const std::string &invoice_id) { totals(ctx.tenant_id + ":" + invoice_id); }
void bad(Memoizer<std::string, int> &totals, const Context &ctx, const std::string &invoice_id) {
  totals("invoice:" + invoice_id);
  // FINDING@-1:11: key 'invoice:{invoice_id}' of 'operator()' does not name the tenant: all tenants share what is stored under it
  totals(ctx.user_id);
  // FINDING@-1:10: key '{user_id}' of 'operator()' does not name the tenant: all tenants share what is stored under it
}
std::size_t hashed(const std::string &invoice_id) { return CacheKeyHash<std::string>()("invoice:" + invoice_id); }

// COUNTS: 1 with the tenant, 2 without
