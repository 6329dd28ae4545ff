#include <string>

struct redisContext;
extern "C" void *redisCommand(redisContext *, const char *, ...);

struct Context {
  std::string tenantId;
};

void forget(redisContext *redis, const Context &context, int cartId) {
  std::string key = "cart:" + std::to_string(cartId);
  redisCommand(redis, "DEL %s", key.c_str());
}
