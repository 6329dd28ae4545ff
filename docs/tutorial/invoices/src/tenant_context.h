// The tenant on whose behalf a request runs.

#ifndef INVOICES_TENANT_CONTEXT_H
#define INVOICES_TENANT_CONTEXT_H

#include <optional>
#include <string>

// Bound once per request, from the API key, and passed down by reference.
// Nothing else that a client sends may decide the tenant.
struct TenantContext {
  long long tenantId;
  long long userId;
};

// The context of an API key; nothing if the key is unknown or revoked.
std::optional<TenantContext> resolveTenant(const std::string &apiKey);

// A worker has no request. It binds the tenant of its job to its thread, where
// it stays until the next one is bound.
void bindTenant(const TenantContext &ctx);

// The tenant that is bound to this thread; 0, who has no rows, if none is.
const TenantContext &boundTenant();

#endif
