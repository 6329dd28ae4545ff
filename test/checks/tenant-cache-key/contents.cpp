// RUN: %check_tenant %s tenant-cache-key --config %S/Inputs/own.json -- -std=c++20
//
// Caches inside the process, keys that are structs, and caches of the project's own.
#include "Inputs/redis_clients.h"

#include <cstring>
#include <map>
#include <tuple>

struct TenantContext {
  std::string tenant_id;
  std::string region;
};

template <typename Key, typename Value> class LruCache {
public:
  explicit LruCache(size_t capacity);
  std::optional<Value> get(const Key &key);
  void put(const Key &key, Value value);
  void set_capacity(size_t capacity);
};

struct ReportKey {
  std::string tenant;
  int year;
};
struct PlainKey {
  long long report_id;
  int year;
};

struct Caches {
  LruCache<long long, std::string> by_number{100};
  LruCache<std::string, std::string> by_text{100};
  LruCache<ReportKey, std::string> reports{100};
  LruCache<PlainKey, std::string> plain{100};
  LruCache<std::pair<std::string, long long>, std::string> pairs{100};
  drogon::CacheMap<std::string, std::string> sessions;
};
Caches &caches();

void bad(const TenantContext &, long long report_id, const std::string &email) {
  caches().by_number.get(report_id);
  // FINDING@-1:26: key '{report_id}' of 'get'
  caches().by_text.put("report:" + std::to_string(report_id), "x");
  // FINDING@-1:25: key 'report:{report_id}' of 'put'
  caches().plain.get({report_id, 2026});
  // FINDING@-1:22: key '{
  caches().plain.get(PlainKey{.report_id = report_id, .year = 1});
  // FINDING@-1:22: key '{.report_id = report_id, .year = 1}' of 'get'
  caches().pairs.get(std::make_pair(email, report_id));
  // FINDING@-1:22: key '{make_pair}' of 'get'
  caches().sessions.insert("user:" + email, "x");
  // FINDING@-1:29: key 'user:{email}' of 'insert'
}
void good(const TenantContext &ctx, long long report_id, const std::string &email) {
  caches().by_text.put(ctx.tenant_id + std::to_string(report_id), "x");
  caches().reports.get({ctx.tenant_id, 2026});
  caches().reports.get(ReportKey{.tenant = ctx.tenant_id, .year = 1});
  ReportKey key;
  key.tenant = ctx.tenant_id;
  key.year = 2026;
  caches().reports.get(key);
  caches().pairs.get(std::make_pair(ctx.tenant_id, report_id));
  caches().sessions.insert(ctx.tenant_id + "/user:" + email, "x");
  caches().by_number.set_capacity(report_id);
}

// What a struct key is made of, field by field.
void bad_fields(long long report_id) {
  ReportKey key;
  key.year = 2026;
  caches().reports.get(key);
  // FINDING@-1:24: key '{key}' of 'get'
  (void)report_id;
}

// Hashes and digests of the tenant have it in them; what was found by it need not.
std::string sha256(const std::string &text);
std::string find_region(const std::string &tenant_id);
void good_hash(const TenantContext &ctx, const std::string &email) { caches().by_text.get(sha256(ctx.tenant_id + email)); }
void unknown(const TenantContext &ctx) { caches().by_text.get(find_region(ctx.tenant_id)); }

// Functions that the configuration names, keys that all tenants share.
namespace app {
struct Store {
  std::string read(int shard, const std::string &key);
};
} // namespace app
void bad_own(app::Store &store, long long report_id) {
  store.read(1, "own:" + std::to_string(report_id));
  // FINDING@-1:18: key 'own:{report_id}' of 'read'
}
void good_own(app::Store &store, const TenantContext &ctx, const std::string &flag) {
  store.read(1, "own:" + ctx.tenant_id);
  store.read(1, "feature-flags:" + flag);
  store.read(1, "exchange/rates");
}

// COUNTS: Keys of caches and stores: 9 with the tenant, 9 without, 2 shared by configuration, 1 not known.

// Maps that the configuration names.
struct Rendered {
  std::map<std::string, std::string> pages_;
  std::map<std::string, std::string> others_;
  void bad(const std::string &email) {
    pages_["page:" + email] = "x";
    // FINDING@-1:13: key 'page:{email}' of 'operator[]'
    others_["page:" + email] = "x";
  }
  bool good(const TenantContext &ctx, const std::string &email) { return pages_.find(ctx.tenant_id + email) != pages_.end(); }
};
