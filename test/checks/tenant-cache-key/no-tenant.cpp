// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// Nothing here is called after a tenant: a design without them.
#include <hiredis/hiredis.h>

void *quiet(redisContext *context, long long user_id) {
  redisCommand(context, "FLUSHDB");
  return redisCommand(context, "GET user:%lld", user_id);
}
