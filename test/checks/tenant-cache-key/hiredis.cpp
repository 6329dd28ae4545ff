// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// Redis commands as hiredis takes them: which words are keys depends on the command.
#include <hiredis/hiredis.h>
#include <string>
#include <vector>

struct TenantContext {
  long long tenant_id;
  std::string tenant_slug;
  long long user_id;
};
redisContext *redis();

// The key is in the format text.
void bad_get(long long invoice_id) {
  redisCommand(redis(), "GET invoice:%lld", invoice_id);
  // FINDING@-1:30: key 'invoice:{invoice_id}' of 'GET' does not name the tenant
}
void good_get(const TenantContext &ctx, long long invoice_id) { redisCommand(redis(), "GET t:%lld:invoice:%lld", ctx.tenant_id, invoice_id); }

// The key is an argument.
void bad_argument(const TenantContext &ctx, const std::string &json) {
  std::string key = "user:" + std::to_string(ctx.user_id) + ":profile";
  // FINDING@-1:22: key 'user:{user_id}:profile' of 'SET' does not name the tenant
  redisCommand(redis(), "SET %s %b", key.c_str(), json.data(), json.size());
}
void good_argument(const TenantContext &ctx, const std::string &json) {
  std::string key = ctx.tenant_slug + ":user:" + std::to_string(ctx.user_id) + ":profile";
  redisCommand(redis(), "SET %s %b", key.c_str(), json.data(), json.size());
}

// The word alone is no tenant.
void bad_word(const std::string &email) {
  redisCommand(redis(), "HGETALL tenant:user:%s", email.c_str());
  // FINDING@-1:34: key 'tenant:user:{email}' of 'HGETALL' does not name the tenant
}

// A value that is not the key does not count.
void bad_value(const TenantContext &ctx, long long order_id) {
  redisCommand(redis(), "HSET order:%lld tenant %lld", order_id, ctx.tenant_id);
  // FINDING@-1:31: key 'order:{order_id}' of 'HSET'
}
void good_hash(const TenantContext &ctx, long long order_id, long long total) {
  redisCommand(redis(), "HSET orders:%lld %lld %lld", ctx.tenant_id, order_id, total);
}

// Several keys: each counts.
void bad_second_key(const TenantContext &ctx, long long cart_id) {
  redisCommand(redis(), "MGET %lld:cart:%lld cart:%lld:total", ctx.tenant_id, cart_id, cart_id);
  // FINDING@-1:46: key 'cart:{cart_id}:total' of 'MGET'
}
void good_keys(const TenantContext &ctx, long long cart_id) {
  redisCommand(redis(), "DEL %lld:cart:%lld %lld:cart:%lld:total", ctx.tenant_id, cart_id, ctx.tenant_id, cart_id);
}

// The script has its keys behind their number.
void bad_eval(const TenantContext &ctx, const char *script, long long stock_id) {
  redisCommand(redis(), "EVAL %s 1 stock:%lld %lld", script, stock_id, ctx.tenant_id);
  // FINDING@-1:36: key 'stock:{stock_id}' of 'EVAL'
}
void good_eval(const TenantContext &ctx, const char *script, long long stock_id) {
  redisCommand(redis(), "EVAL %s 1 %lld:stock:%lld", script, ctx.tenant_id, stock_id);
}
void none_eval(const char *script) { redisCommand(redis(), "EVAL %s 0", script); }

// Patterns and everything.
void bad_patterns() {
  redisCommand(redis(), "KEYS session:*");
  // FINDING@-1:31: 'KEYS' looks for 'session:*', which fits keys of all tenants
  redisCommand(redis(), "SCAN 0 COUNT 100");
  // FINDING@-1:3: 'SCAN' goes through the keys of all tenants
  redisCommand(redis(), "SCAN 0 MATCH invoice:* COUNT 100");
  // FINDING@-1:39: 'SCAN' looks for 'invoice:*'
  redisCommand(redis(), "FLUSHDB");
  // FINDING@-1:3: 'FLUSHDB' drops the keys of all tenants
}
void good_patterns(const TenantContext &ctx) {
  redisCommand(redis(), "SCAN 0 MATCH %lld:invoice:*", ctx.tenant_id);
  redisCommand(redis(), "KEYS %s:*", ctx.tenant_slug.c_str());
}

// A constant key is one question, however often it is asked.
void bad_constant() {
  redisCommand(redis(), "GET dashboard:totals");
  // FINDING@-1:30: key 'dashboard:totals' is the same for all tenants
  redisCommand(redis(), "SET dashboard:totals %s", "0");
}

// Words of their own.
void bad_words(const std::string &sku) {
  std::string key = "price:" + sku;
  // FINDING@-1:22: key 'price:{sku}' of 'get'
  const char *argv[] = {"get", key.c_str()};
  redisCommandArgv(redis(), 2, argv, nullptr);
}
void good_words(const TenantContext &ctx, const std::string &sku) {
  std::string key = "price:" + ctx.tenant_slug + sku;
  const char *argv[] = {"get", key.c_str()};
  redisCommandArgv(redis(), 2, argv, nullptr);
}

// Through a function that formats, and one that only hands on.
void *command(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  void *reply = redisvCommand(redis(), format, arguments);
  va_end(arguments);
  return reply;
}
void bad_wrapped(long long product_id) {
  command("GET product:%lld", product_id);
  // FINDING@-1:16: key 'product:{product_id}' of 'GET'
}
void good_wrapped(const TenantContext &ctx, long long product_id) { command("GET product:%lld:%lld", ctx.tenant_id, product_id); }

std::string fetch(const std::string &key) {
  auto *reply = static_cast<redisReply *>(redisCommand(redis(), "GET %s", key.c_str()));
  return reply == nullptr ? std::string() : reply->str;
}
void bad_fetch(long long customer_id) {
  fetch("customer:" + std::to_string(customer_id));
  // FINDING@-1:10: key 'customer:{customer_id}' of 'GET'
}
void good_fetch(const TenantContext &ctx, long long customer_id) {
  fetch(std::to_string(ctx.tenant_id) + ":customer:" + std::to_string(customer_id));
}

// A function that builds keys.
static std::string key_for(const TenantContext &ctx, const char *what, long long id) {
  return std::to_string(ctx.tenant_id) + ":" + what + ":" + std::to_string(id);
}
static std::string shared_key_for(const char *what, long long id) { return std::string(what) + ":" + std::to_string(id); }
void good_builder(const TenantContext &ctx, long long report_id) { fetch(key_for(ctx, "report", report_id)); }
void bad_builder(long long report_id) {
  fetch(shared_key_for("report", report_id));
  // FINDING@-1:25: key 'report:{report_id}' of 'GET'
}

// One branch forgets it.
void bad_branch(const TenantContext &ctx, bool legacy, long long quote_id) {
  std::string key = legacy ? "quote:" : std::to_string(ctx.tenant_id) + ":quote:";
  // FINDING@-1:31: key 'quote:{quote_id}' of 'GET'
  key += std::to_string(quote_id);
  redisCommand(redis(), "GET %s", key.c_str());
}

// A key that one function makes and another one uses.
static std::string parcel_key(long long id) { return "parcel:" + std::to_string(id); }
// FINDING@-1:55: key 'parcel:{id}' of 'DEL'
static std::string shelf_key(const TenantContext &ctx, long long id) { return std::to_string(ctx.tenant_id) + ":shelf:" + std::to_string(id); }
static void drop(const std::string &key) { redisCommand(redis(), "DEL %s", key.c_str()); }
void bad_made_key(long long id) { drop(parcel_key(id)); }
void good_made_key(const TenantContext &ctx, long long id) { drop(shelf_key(ctx, id)); }
// Of a number that is handed on twice nobody tells whose it is.
static void drop_crate(long long id) { drop("crate:" + std::to_string(id)); }
// FINDING@-1:46: key 'crate:{id}' of 'DEL'

// What nobody knows is counted, and no finding.
void unknown(const std::string &key, const std::string &prefix) {
  redisCommand(redis(), "GET %s", key.c_str());
  redisCommand(redis(), "GET %s:total", prefix.c_str());
}
// Queues are no caches, and other commands have no keys.
void quiet(const char *job) {
  redisCommand(redis(), "LPUSH jobs %s", job);
  redisCommand(redis(), "BRPOP jobs 1");
  redisCommand(redis(), "PING");
  redisCommand(redis(), "SELECT 3");
}
// COUNTS: Keys of caches and stores: 12 with the tenant, 19 without, 0 shared by configuration, 2 not known.
