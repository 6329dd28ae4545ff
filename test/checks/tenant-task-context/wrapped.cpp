// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// Bodies that a library wraps, in functions that are given them.
#include <amqp.h>
#include <nlohmann/json.hpp>
#include <string>
struct TenantContext {
  std::string tenant_id;
};
static void publish(amqp_connection_state_t conn, const std::string &body) {
  amqp_basic_publish(conn, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes("k"), 0, 0, nullptr, amqp_cstring_bytes(body.c_str()));
}
void bad(amqp_connection_state_t conn, const std::string &order_id) {
  publish(conn, nlohmann::json{{"order_id", order_id}}.dump());
  // FINDING@-1:3: what 'publish' hands on does not carry the tenant
}
void good(amqp_connection_state_t conn, const TenantContext &ctx, const std::string &order_id) {
  publish(conn, nlohmann::json{{"order_id", order_id}, {"tenant", ctx.tenant_id}}.dump());
}
