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

#endif
