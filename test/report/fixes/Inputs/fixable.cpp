#include <fmt/format.h>

#include <string>

struct sqlite3;
struct sqlite3_stmt;
struct redisContext;
extern "C" int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
extern "C" void *redisCommand(redisContext *, const char *, ...);

struct Cache {
  void put(const std::string &key, const std::string &value);
};
struct Context {
  long long tenant_id;
  std::string tenant_name;
};

void statements(sqlite3 *db, sqlite3_stmt **out) {
  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE id = ?1", -1, out, nullptr);
  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE id = ?1 OR number = ?2", -1, out, nullptr);
  sqlite3_prepare_v2(db, /* ä😀 */ "SELECT 'ä' FROM invoices ORDER BY id", -1, out, nullptr);
}

// What is right for the one would break the other.
void shared(sqlite3 *db, sqlite3_stmt **out, bool filtered) {
  std::string base = "SELECT total FROM orders";
  if (filtered)
    base += " WHERE tenant_id = ?1";
  sqlite3_prepare_v2(db, base.c_str(), -1, out, nullptr);
}

// The tenant is a parameter, a member, a method, a member of the object, a local variable.
void joined(Cache &cache, const std::string &tenant_id, int invoice_id) { cache.put("invoice:" + std::to_string(invoice_id), "x"); }
void number(Cache &cache, const Context &ctx, int invoice_id) {
  const std::string key = "invoices:" + std::to_string(invoice_id);
  cache.put(key, "x");
}
void format(Cache &cache, const Context *ctx, int order_id) { cache.put(fmt::format("order:{}", order_id), "x"); }
void command(redisContext *redis, const Context &ctx, int order_id, const char *text) {
  redisCommand(redis, "SETEX order:%d %d %s", order_id, 60, text);
}
void second(redisContext *redis, const Context &ctx, int user_id) { redisCommand(redis, "MGET %lld:user:%d user:%d", ctx.tenant_id, user_id, user_id); }
struct Repository {
  std::string tenantId;
  Cache cache;
  void save(int cart_id) { cache.put("cart:" + std::to_string(cart_id), "x"); }
};
void local(Cache &cache, const Context &ctx, int basket_id) {
  long long tenant = ctx.tenant_id;
  cache.put("basket:" + std::to_string(basket_id), "x");
}

// Nobody knows whose, or there are two, or the lambda does not have it.
void unknown(Cache &cache, int invoice_id) { cache.put("left:" + std::to_string(invoice_id), "x"); }
void several(Cache &cache, const std::string &from_tenant_id, const std::string &to_tenant_id, int user_id) {
  cache.put("between:" + std::to_string(user_id), "x");
}
void lambda(Cache &cache, const std::string &tenant_id, int user_id) {
  auto later = [&cache, user_id] { cache.put("later:" + std::to_string(user_id), "x"); };
  later();
}
