// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// The cluster client of hiredis, as hircluster.h declares it, and libvalkey, which has both under other names.
#include <cstddef>
#include <string>

extern "C" {
struct redisClusterContext;
struct redisClusterAsyncContext;
struct redisClusterNode;
typedef void(redisClusterCallbackFn)(redisClusterAsyncContext *, void *, void *);
void *redisClusterCommand(redisClusterContext *cc, const char *format, ...);
void *redisClusterCommandToNode(redisClusterContext *cc, redisClusterNode *node, const char *format, ...);
void *redisClusterCommandArgv(redisClusterContext *cc, int argc, const char **argv, const size_t *argvlen);
int redisClusterAppendCommand(redisClusterContext *cc, const char *format, ...);
int redisClusterAppendCommandToNode(redisClusterContext *cc, redisClusterNode *node, const char *format, ...);
int redisClusterAppendCommandArgv(redisClusterContext *cc, int argc, const char **argv, const size_t *argvlen);
int redisClusterAsyncCommand(redisClusterAsyncContext *acc, redisClusterCallbackFn *fn, void *privdata, const char *format, ...);
int redisClusterAsyncCommandToNode(redisClusterAsyncContext *acc, redisClusterNode *node, redisClusterCallbackFn *fn, void *privdata, const char *format, ...);
int redisClusterAsyncCommandArgv(redisClusterAsyncContext *acc, redisClusterCallbackFn *fn, void *privdata, int argc, const char **argv, const size_t *argvlen);
struct valkeyContext;
struct valkeyAsyncContext;
struct valkeyClusterContext;
struct valkeyClusterNode;
typedef void(valkeyCallbackFn)(valkeyAsyncContext *, void *, void *);
void *valkeyCommand(valkeyContext *c, const char *format, ...);
void *valkeyCommandArgv(valkeyContext *c, int argc, const char **argv, const size_t *argvlen);
int valkeyAsyncCommand(valkeyAsyncContext *ac, valkeyCallbackFn *fn, void *privdata, const char *format, ...);
void *valkeyClusterCommand(valkeyClusterContext *cc, const char *format, ...);
void *valkeyClusterCommandToNode(valkeyClusterContext *cc, valkeyClusterNode *node, const char *format, ...);
}

struct Context {
  std::string tenant_id;
  std::string user_id;
};

void sync(redisClusterContext *cc, redisClusterNode *node, const Context &ctx, long invoice_id) {
  redisClusterCommand(cc, "GET %s:invoice:%ld", ctx.tenant_id.c_str(), invoice_id);
  redisClusterCommand(cc, "GET invoice:%ld", invoice_id);
  // FINDING@-1:32: key 'invoice:{invoice_id}' of 'GET' does not name the tenant
  redisClusterCommandToNode(cc, node, "SET %s:invoice:%ld paid", ctx.tenant_id.c_str(), invoice_id);
  redisClusterCommandToNode(cc, node, "SET invoice:%ld paid", invoice_id);
  // FINDING@-1:44: key 'invoice:{invoice_id}' of 'SET' does not name the tenant
  redisClusterAppendCommand(cc, "DEL {%s}:profile", ctx.tenant_id.c_str());
  redisClusterAppendCommand(cc, "DEL {%s}:profile", ctx.user_id.c_str());
  // FINDING@-1:38: key '{{user_id}}:profile' of 'DEL' does not name the tenant
  redisClusterAppendCommandToNode(cc, node, "HGET %s name", ctx.tenant_id.c_str());
  redisClusterAppendCommandToNode(cc, node, "HGET %s name", ctx.user_id.c_str());
  // FINDING@-1:61: key '{user_id}' of 'HGET' does not name the tenant
}
void words(redisClusterContext *cc, const Context &ctx) {
  const std::string good = "t:" + ctx.tenant_id, bad = "u:" + ctx.user_id;
  // FINDING@-1:57: key 'u:{user_id}' of 'GET' does not name the tenant
  const char *goodWords[] = {"GET", good.c_str()};
  redisClusterCommandArgv(cc, 2, goodWords, nullptr);
  const char *badWords[] = {"GET", bad.c_str()};
  redisClusterAppendCommandArgv(cc, 2, badWords, nullptr);
}
void async(redisClusterAsyncContext *acc, redisClusterNode *node, const Context &ctx) {
  redisClusterAsyncCommand(acc, nullptr, nullptr, "GET %s:profile", ctx.tenant_id.c_str());
  redisClusterAsyncCommand(acc, nullptr, nullptr, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:69: key '{user_id}:profile' of 'GET' does not name the tenant
  redisClusterAsyncCommandToNode(acc, node, nullptr, nullptr, "GET %s:profile", ctx.tenant_id.c_str());
  redisClusterAsyncCommandToNode(acc, node, nullptr, nullptr, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:81: key '{user_id}:profile' of 'GET' does not name the tenant
  const char *goodWords[] = {"GET", ctx.tenant_id.c_str()};
  redisClusterAsyncCommandArgv(acc, nullptr, nullptr, 2, goodWords, nullptr);
}
void valkey(valkeyContext *c, valkeyAsyncContext *ac, valkeyClusterContext *cc, valkeyClusterNode *node, const Context &ctx) {
  valkeyCommand(c, "GET %s:profile", ctx.tenant_id.c_str());
  valkeyCommand(c, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:38: key '{user_id}:profile' of 'GET' does not name the tenant
  valkeyAsyncCommand(ac, nullptr, nullptr, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:62: key '{user_id}:profile' of 'GET' does not name the tenant
  valkeyClusterCommand(cc, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:46: key '{user_id}:profile' of 'GET' does not name the tenant
  valkeyClusterCommandToNode(cc, node, "GET %s:profile", ctx.user_id.c_str());
  // FINDING@-1:58: key '{user_id}:profile' of 'GET' does not name the tenant
  const char *goodWords[] = {"GET", ctx.tenant_id.c_str()};
  valkeyCommandArgv(c, 2, goodWords, nullptr);
}
