#include "tenant_context.h"

#include "db.h"

#include <openssl/sha.h>

static std::string sha256Hex(const std::string &text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char *>(text.data()), text.size(),
         digest);
  static const char hexDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += hexDigits[byte >> 4];
    hex += hexDigits[byte & 15];
  }
  return hex;
}

std::optional<TenantContext> resolveTenant(const std::string &apiKey) {
  if (apiKey.empty())
    return std::nullopt;
  pqxx::work tx(connection());
  // OK: api_keys is a global table, it is what the tenant is looked up in.
  const pqxx::result rows =
      tx.exec_params("SELECT tenant_id, user_id FROM api_keys "
                     "WHERE key_hash = $1 AND revoked_at IS NULL",
                     sha256Hex(apiKey));
  if (rows.empty())
    return std::nullopt;
  return TenantContext{rows[0][0].as<long long>(), rows[0][1].as<long long>()};
}

static thread_local TenantContext threadTenant{};

void bindTenant(const TenantContext &ctx) { threadTenant = ctx; }

const TenantContext &boundTenant() { return threadTenant; }
