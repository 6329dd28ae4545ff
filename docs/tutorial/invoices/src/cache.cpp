#include "cache.h"

#include <cstdlib>
#include <stdexcept>

static constexpr int cacheSeconds = 60;
static constexpr int statementSeconds = 3600;

struct ContextDeleter {
  void operator()(redisContext *context) const { redisFree(context); }
};

redisContext *redis() {
  thread_local std::unique_ptr<redisContext, ContextDeleter> context;
  if (!context || context->err) {
    const char *host = std::getenv("REDIS_HOST");
    const char *port = std::getenv("REDIS_PORT");
    context.reset(
        redisConnect(host ? host : "127.0.0.1", port ? std::atoi(port) : 6379));
    if (!context || context->err)
      throw std::runtime_error("cannot connect to Redis");
  }
  return context.get();
}

Reply checked(void *reply) {
  Reply result(static_cast<redisReply *>(reply));
  if (!result)
    throw std::runtime_error("lost the connection to Redis");
  if (result->type == REDIS_REPLY_ERROR)
    throw std::runtime_error("Redis: " + std::string(result->str, result->len));
  return result;
}

static std::optional<std::string> textOf(const Reply &reply) {
  if (reply->type != REDIS_REPLY_STRING)
    return std::nullopt;
  return std::string(reply->str, reply->len);
}

std::optional<std::string> cachedInvoiceV1(long long invoiceId) {
  // BUG(cache): the key has no tenant, a hit may be another tenant's invoice.
  return textOf(checked(redisCommand(redis(), "GET invoice:%lld", invoiceId)));
}

void cacheInvoiceV1(long long invoiceId, const std::string &json) {
  // BUG(cache): the key has no tenant, all tenants read what is stored here.
  checked(redisCommand(redis(), "SETEX invoice:%lld %d %b", invoiceId,
                       cacheSeconds, json.data(), json.size()));
}

std::optional<std::string> cachedInvoiceV2(const TenantContext &ctx,
                                           long long invoiceId) {
  // OK: the key begins with the tenant.
  return textOf(checked(redisCommand(redis(), "GET tenant:%lld:invoice:%lld",
                                     ctx.tenantId, invoiceId)));
}

void cacheInvoiceV2(const TenantContext &ctx, long long invoiceId,
                    const std::string &json) {
  // OK: the key begins with the tenant.
  checked(redisCommand(redis(), "SETEX tenant:%lld:invoice:%lld %d %b",
                       ctx.tenantId, invoiceId, cacheSeconds, json.data(),
                       json.size()));
}

std::optional<std::string> storedStatementV1(const std::string &month) {
  // BUG(cache): the key has no tenant, any tenant's statement is found.
  return textOf(checked(redisCommand(redis(), "GET statement:%s",
                                     month.c_str())));
}

void storeStatementV1(const std::string &month, const std::string &json) {
  // BUG(cache): the task's result is stored without the tenant it is for.
  checked(redisCommand(redis(), "SETEX statement:%s %d %b", month.c_str(),
                       statementSeconds, json.data(), json.size()));
}

std::optional<std::string> storedStatementV2(const TenantContext &ctx,
                                             const std::string &month) {
  // OK: the key begins with the tenant.
  return textOf(checked(redisCommand(redis(), "GET tenant:%lld:statement:%s",
                                     ctx.tenantId, month.c_str())));
}

void storeStatementV2(const TenantContext &ctx, const std::string &month,
                      const std::string &json) {
  // OK: the task's result is stored for the tenant of the task.
  checked(redisCommand(redis(), "SETEX tenant:%lld:statement:%s %d %b",
                       ctx.tenantId, month.c_str(), statementSeconds,
                       json.data(), json.size()));
}
