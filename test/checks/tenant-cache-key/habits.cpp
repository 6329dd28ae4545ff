// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// How other projects build their keys.
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <hiredis/hiredis.h>
#include <libmemcached/memcached.h>
#include <memory>
#include <mutex>
#include <optional>
#include <rocksdb/db.h>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>
namespace acme {
enum class Realm { eu, us };
struct TenantId {
  std::uint64_t raw;
  std::string str() const;
};
struct Principal {
  TenantId tenantId;
  std::string userName;
};
struct CallContext {
  Principal principal;
  std::string tenantSlug;
  Realm realm;
};
const CallContext &cc();

template <class K, class V> class TtlCache {
public:
  std::optional<V> get(const K &);
  void put(const K &, V);
  V &getOrCompute(const K &, std::function<V()>);
};

// key class with operator string
struct BillKey {
  TenantId acct;
  std::uint64_t bill;
  operator std::string() const { return "bill/" + acct.str() + "/" + std::to_string(bill); }
};
struct NakedKey {
  std::uint64_t bill;
  operator std::string() const { return "bill/" + std::to_string(bill); }
  // FINDING@-1:42: key 'bill/{bill}' of 'put' does not name the tenant
};
void good_k1(TtlCache<std::string, int> &c, std::uint64_t billNo) { c.put(BillKey{cc().principal.tenantId, billNo}, 1); }
void bad_k1(TtlCache<std::string, int> &c, std::uint64_t billNo) { c.put(NakedKey{billNo}, 1); }

// std::format
void good_k2(redisContext *r, std::uint64_t billNo) {
  auto k = fmt::format("a{}:bill:{}", cc().principal.tenantId.raw, billNo);
  redisCommand(r, "GET %s", k.c_str());
}
void bad_k2(redisContext *r, std::uint64_t billNo) {
  auto k = fmt::format("bill:{}", billNo);
  // FINDING@-1:25: key 'bill:{billNo}' of 'GET' does not name the tenant
  redisCommand(r, "GET %s", k.c_str());
}

// vector of parts joined by accumulate
static std::string joinParts(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (auto p : parts) {
    if (!out.empty())
      out += ':';
    out += p;
  }
  return out;
}
void good_k3(redisContext *r, const std::string &email) {
  auto key = joinParts({cc().tenantSlug, "user", email});
  redisCommand(r, "DEL %s", key.c_str());
}
void bad_k3(redisContext *r, const std::string &email) {
  auto key = joinParts({"user", email});
  // FINDING@-1:26: key 'user:{email}' of 'DEL' does not name the tenant
  redisCommand(r, "DEL %s", key.c_str());
}

// repository with a template method pattern
class Repository {
public:
  virtual ~Repository() = default;
  void load(redisContext *r, const std::string &userId) {
    auto k = keyFor(userId);
    redisCommand(r, "GET %s", k.c_str());
  }

protected:
  virtual std::string keyFor(const std::string &userId) = 0;
};
class good_k4 : public Repository {
  std::string keyFor(const std::string &userId) override { return cc().tenantSlug + ":" + userId; }
};

// fluent builder
class KeyBuilder {
  std::string s_;

public:
  KeyBuilder &scope(const CallContext &c) {
    s_ += c.tenantSlug;
    return *this;
  }
  KeyBuilder &add(std::string_view p) {
    s_ += ':';
    // FINDING@-1:11: key ':sku:{sku}' of 'HGETALL' does not name the tenant
    s_ += p;
    return *this;
  }
  std::string build() const { return s_; }
};
void good_k5(redisContext *r, const std::string &sku) { redisCommand(r, "HGETALL %s", KeyBuilder().scope(cc()).add("sku").add(sku).build().c_str()); }
void bad_k5(redisContext *r, const std::string &sku) { redisCommand(r, "HGETALL %s", KeyBuilder().add("sku").add(sku).build().c_str()); }

// ostringstream
void good_k6(memcached_st *m, int orderNo) {
  std::ostringstream o;
  o << cc().principal.tenantId.raw << '.' << "order." << orderNo;
  auto s = o.str();
  size_t n;
  uint32_t f;
  memcached_return_t rc;
  memcached_get(m, s.data(), s.size(), &n, &f, &rc);
}
void bad_k6(memcached_st *m, int orderNo) {
  std::ostringstream o;
  o << "order." << orderNo;
  // FINDING@-1:9: key 'order.{orderNo}' of 'memcached_get' does not name the tenant
  auto s = o.str();
  size_t n;
  uint32_t f;
  memcached_return_t rc;
  memcached_get(m, s.data(), s.size(), &n, &f, &rc);
}

// snprintf buffer
void good_k7(memcached_st *m, int orderNo) {
  char b[128];
  int n = std::snprintf(b, sizeof b, "%llu/order/%d", (unsigned long long)cc().principal.tenantId.raw, orderNo);
  memcached_set(m, b, n, "x", 1, 0, 0);
}
void bad_k7(memcached_st *m, int orderNo) {
  char b[128];
  int n = std::snprintf(b, sizeof b, "order/%d", orderNo);
  // FINDING@-1:39: key 'order/{orderNo}' of 'memcached_set' does not name the tenant
  memcached_set(m, b, n, "x", 1, 0, 0);
}

// lambda key maker kept in map
void good_k8(redisContext *r, int orderNo) {
  auto mk = [&](int o) { return cc().tenantSlug + "#" + std::to_string(o); };
  redisCommand(r, "INCR %s", mk(orderNo).c_str());
}
void bad_k8(redisContext *r, int orderNo) {
  auto mk = [&](int o) { return "o#" + std::to_string(o); };
  // FINDING@-1:34: key 'o#{orderNo}' of 'INCR' does not name the tenant
  redisCommand(r, "INCR %s", mk(orderNo).c_str());
}

// conditional prefix
void maybe_k9(redisContext *r, int orderNo, bool multi) {
  std::string k = multi ? cc().tenantSlug + ":" : "";
  k += "order:" + std::to_string(orderNo);
  redisCommand(r, "GET %s", k.c_str());
}
// member prefix
class Store {
  std::string prefix_;
  redisContext *r_;

public:
  explicit Store(const CallContext &c) : prefix_(c.tenantSlug + "/") {}
  void good_k10(const std::string &sku) { redisCommand(r_, "GET %s%s", prefix_.c_str(), sku.c_str()); }
  void bad_k10(const std::string &sku) { redisCommand(r_, "GET sku/%s", sku.c_str()); }
  // FINDING@-1:64: key 'sku/{sku}' of 'GET' does not name the tenant
};

// RocksDB with big endian encoding
static void putU64(std::string &out, std::uint64_t v) {
  for (int i = 7; i >= 0; --i)
    out.push_back(char(v >> (8 * i)));
}
void good_k11(rocksdb::DB *db, std::uint64_t orderNo) {
  std::string k;
  putU64(k, cc().principal.tenantId.raw);
  putU64(k, orderNo);
  std::string v;
  db->Get({}, k, &v);
}
void bad_k11(rocksdb::DB *db, std::uint64_t orderNo) {
  std::string k = "o";
  // FINDING@-1:20: key 'o{orderNo}' of 'Get' does not name the tenant
  k += std::to_string(orderNo);
  std::string v;
  db->Get({}, k, &v);
}

// pair/tuple keys
void good_k13(TtlCache<std::pair<std::uint64_t, int>, int> &c, int orderNo) { c.put({cc().principal.tenantId.raw, orderNo}, 2); }
void bad_k13(TtlCache<std::pair<std::string, int>, int> &c, int orderNo) { c.put({"order", orderNo}, 2); }
// FINDING@-1:82: key '{"order"}' of 'put' does not name the tenant
// argv
void good_k14(redisContext *r, const std::string &sku) {
  auto k = cc().tenantSlug + sku;
  const char *argv[] = {"SETEX", k.c_str(), "60", "v"};
  redisCommandArgv(r, 4, argv, nullptr);
}
void bad_k14(redisContext *r, const std::string &sku) {
  auto k = "sku" + sku;
  // FINDING@-1:13: key 'sku{sku}' of 'SETEX' does not name the tenant
  const char *argv[] = {"SETEX", k.c_str(), "60", "v"};
  redisCommandArgv(r, 4, argv, nullptr);
}
// vector<string> argv
static void run(redisContext *r, const std::vector<std::string> &words) {
  std::vector<const char *> a;
  for (auto &w : words)
    a.push_back(w.c_str());
  redisCommandArgv(r, a.size(), a.data(), nullptr);
}
void good_k15(redisContext *r, const std::string &sku) { run(r, {"GET", cc().tenantSlug + sku}); }
void maybe_k15(redisContext *r, const std::string &sku) { run(r, {"GET", "sku:" + sku}); }
// consteval prefix and enum
constexpr std::string_view kUser = "u:";
// FINDING@-1:37: key 'u:{email}' of 'EXPIRE' does not name the tenant
void good_k16(redisContext *r, const std::string &email) {
  std::string k{kUser};
  k.append(cc().tenantSlug).append(1, ':').append(email);
  redisCommand(r, "EXPIRE %s 10", k.c_str());
}
void bad_k16(redisContext *r, const std::string &email) {
  std::string k{kUser};
  k.append(email);
  redisCommand(r, "EXPIRE %s 10", k.c_str());
}
// std::hash combine
static std::size_t mix(std::size_t a, std::size_t b) { return a ^ (b + 0x9e3779b9 + (a << 6)); }
void good_k17(TtlCache<std::size_t, int> &c, int orderNo) { c.put(mix(cc().principal.tenantId.raw, orderNo), 2); }
void maybe_k17(TtlCache<std::size_t, int> &c, int orderNo) { c.put(mix(7, orderNo), 2); }
// FINDING@-1:68: key '{mix}' of 'put' does not name the tenant
// structured binding of context
void good_k18(redisContext *r, int orderNo) {
  const auto &[principal, slug, realm] = cc();
  redisCommand(r, "GET %s:%d", slug.c_str(), orderNo);
}
// A region is not the tenant.
void bad_k19(redisContext *r, int orderNo) { redisCommand(r, "GET eu:order:%d", orderNo); }
// FINDING@-1:67: key 'eu:order:{orderNo}' of 'GET' does not name the tenant
// static local map keyed
void good_k20(redisContext *r, int orderNo) {
  if (auto id = cc().principal.tenantId; id.raw)
    redisCommand(r, "GET %llu:%d", (unsigned long long)id.raw, orderNo);
}
// string_view parameter named
void good_k21(redisContext *r, std::string_view tenant, std::string_view sku) {
  redisCommand(r, "GET %b:%b", tenant.data(), tenant.size(), sku.data(), sku.size());
}
void bad_k21(redisContext *r, std::string_view user_id, std::string_view sku) {
  redisCommand(r, "GET %b:%b", user_id.data(), user_id.size(), sku.data(), sku.size());
  // FINDING@-1:32: key '{user_id}:{sku}' of 'GET' does not name the tenant
}
// template key traits
template <class T> struct KeyTraits;
struct Order {
  int id;
  std::uint64_t tenant_id;
};
struct Sku {
  int id;
};
template <> struct KeyTraits<Order> {
  static std::string key(const Order &o) { return std::to_string(o.tenant_id) + ":o:" + std::to_string(o.id); }
};
template <> struct KeyTraits<Sku> {
  static std::string key(const Sku &o) { return "s:" + std::to_string(o.id); }
};
template <class T> void save(redisContext *r, const T &t) {
  auto k = KeyTraits<T>::key(t);
  redisCommand(r, "SET %s 1", k.c_str());
}
void good_k22(redisContext *r, const Order &o) { save(r, o); }
// pipeline append
void good_k23(redisContext *r, const std::vector<int> &orders) {
  for (int o : orders)
    redisAppendCommand(r, "GET %s:%d", cc().tenantSlug.c_str(), o);
}
void bad_k23(redisContext *r, const std::vector<int> &orders) {
  for (int order_id : orders)
    redisAppendCommand(r, "GET order:%d", order_id);
    // FINDING@-1:32: key 'order:{order_id}' of 'GET' does not name the tenant
}
// ternary on optional
void maybe_k24(redisContext *r, std::optional<TenantId> a, int orderNo) {
  std::string k = "o:" + std::to_string(orderNo);
  if (a)
    k = a->str() + k;
  redisCommand(r, "GET %s", k.c_str());
}
// scan patterns
void good_k25(redisContext *r) { redisCommand(r, "SCAN 0 MATCH %s:*", cc().tenantSlug.c_str()); }
void bad_k25(redisContext *r) { redisCommand(r, "KEYS session:*"); }
// FINDING@-1:55: 'KEYS' looks for 'session:*', which fits keys of all tenants
// Lua
void good_k26(redisContext *r, const char *sha, int orderNo) { redisCommand(r, "EVALSHA %s 1 %s:%d 5", sha, cc().tenantSlug.c_str(), orderNo); }
void bad_k26(redisContext *r, const char *sha, int orderNo) { redisCommand(r, "EVALSHA %s 1 rate:%d 5", sha, orderNo); }
// FINDING@-1:93: key 'rate:{orderNo}' of 'EVALSHA' does not name the tenant
// singletons with mutex
class Memo {
  std::mutex m;
  TtlCache<std::string, std::string> cache_;

public:
  std::string good_k27(const std::string &sku) {
    std::lock_guard l(m);
    std::string k;
    k.reserve(64);
    k += cc().tenantSlug;
    k += '|';
    k += sku;
    return cache_.getOrCompute(k, [] { return std::string(); });
  }
  std::string bad_k27(const std::string &sku) {
    std::lock_guard l(m);
    std::string k;
    k.reserve(64);
    k += "sku";
    // FINDING@-1:11: key 'sku|{sku}' of 'get' does not name the tenant
    k += '|';
    k += sku;
    return *cache_.get(k);
  }
};
// What is not known.
void bad_k28(redisContext *r, const std::string &token) { redisCommand(r, "SET session_owner:%s 1", std::to_string(42 + token.size()).c_str()); }
// MEMCACHED prefix
void good_k29(memcached_st *m, int orderNo) {
  memcached_callback_set(m, MEMCACHED_CALLBACK_PREFIX_KEY, cc().tenantSlug.c_str());
  auto s = std::to_string(orderNo);
  memcached_delete(m, s.data(), s.size(), 0);
}
void bad_k29(memcached_st *m, int orderNo) {
  memcached_callback_set(m, MEMCACHED_CALLBACK_PREFIX_KEY, "shop");
  auto s = "o" + std::to_string(orderNo);
  // FINDING@-1:13: key 'o{orderNo}' of 'memcached_delete' does not name the tenant
  memcached_delete(m, s.data(), s.size(), 0);
}
// append("…").append
void good_k30(redisContext *r, const CallContext &callCtx, int n) {
  std::string key = "tenants/" + callCtx.principal.tenantId.str();
  key += "/docs/" + std::to_string(n);
  redisCommand(r, "UNLINK %s", key.c_str());
}
} // namespace acme
