// RUN: %check_tenant %s tenant-handler-parameter --config %S/Inputs/strict.json -- -std=c++17
//
// A project that hands the context down, never the bare tenant; and its own framework.
#include <functional>
#include <string>

struct TenantContext {
  std::string tenant_id;
};
namespace own {
struct Call {
  std::string field(const std::string &name) const;
};
void on(const std::string &path, std::function<void(const Call &)> handler);
} // namespace own

std::string strict(const std::string &tenant_id) { return tenant_id; }
// FINDING@-1:39: the tenant is handed over as the parameter 'tenant_id', not with the bound context
std::string good(const TenantContext &ctx) { return ctx.tenant_id; }

void handle(const own::Call &call, const std::string &tenant) { strict(tenant); }
// FINDING@-1:55: a request handler takes the tenant as its parameter 'tenant'
