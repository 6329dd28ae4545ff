// Redis connections and the invoice cache.

#ifndef INVOICES_CACHE_H
#define INVOICES_CACHE_H

#include "tenant_context.h"

#include <hiredis.h>

#include <memory>
#include <optional>
#include <string>

struct ReplyDeleter {
  void operator()(redisReply *reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

// This thread's connection, opened on first use and again after an error.
// REDIS_HOST and REDIS_PORT say where to connect to.
redisContext *redis();

// Takes over what redisCommand returned; throws if it is no proper reply.
Reply checked(void *reply);

// Rendered invoices, kept for a minute.
std::optional<std::string> cachedInvoiceV1(long long invoiceId);
void cacheInvoiceV1(long long invoiceId, const std::string &json);

std::optional<std::string> cachedInvoiceV2(const TenantContext &ctx,
                                           long long invoiceId);
void cacheInvoiceV2(const TenantContext &ctx, long long invoiceId,
                    const std::string &json);

// Statements that workers made, kept for an hour.
std::optional<std::string> storedStatementV1(const std::string &month);
void storeStatementV1(const std::string &month, const std::string &json);

std::optional<std::string> storedStatementV2(const TenantContext &ctx,
                                             const std::string &month);
void storeStatementV2(const TenantContext &ctx, const std::string &month,
                      const std::string &json);

#endif
