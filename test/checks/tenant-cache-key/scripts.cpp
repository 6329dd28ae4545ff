// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// What is filled into the text of a command is one word, with all its blanks.
#include <hiredis/hiredis.h>
#include <string>
struct TenantContext {
  std::string tenant_id;
};
static const char *const Increment = "local n = redis.call('INCR', KEYS[1]) return n";
void bad_script(redisContext *r, long user_id) {
  redisCommand(r, "EVAL %s 1 quota:%ld", Increment, user_id);
  // FINDING@-1:30: key 'quota:{user_id}' of 'EVAL' does not name the tenant
}
void good_script(redisContext *r, const TenantContext &ctx, long user_id) {
  redisCommand(r, "EVAL %s 1 quota:%s:%ld", Increment, ctx.tenant_id.c_str(), user_id);
}
void bad_words(redisContext *r, long user_id) {
  redisCommand(r, "MSET note:%ld %s seen:%ld 1", user_id, "two words", user_id);
  // FINDING@-1:25: key 'note:{user_id}' of 'MSET' does not name the tenant
  // FINDING@-2:37: key 'seen:{user_id}' of 'MSET' does not name the tenant
}
void good_words(redisContext *r, const TenantContext &ctx) {
  redisCommand(r, "MSET note:%s %s seen:%s 1", ctx.tenant_id.c_str(), "two words", ctx.tenant_id.c_str());
}
// A key with a blank in it is one key.
void bad_blank(redisContext *r, long user_id) {
  std::string key = "last login of " + std::to_string(user_id);
  // FINDING@-1:22: key 'last login of {user_id}' of 'DEL' does not name the tenant
  redisCommand(r, "DEL %s", key.c_str());
}
