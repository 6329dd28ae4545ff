// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// A payload that is handed on with its length: what is in it is what the callers put there.
#include <librdkafka/rdkafka.h>
#include <nlohmann/json.hpp>

#include <string>

using nlohmann::json;
struct Context {
  std::string tenant_id;
  std::string user_id;
};
static void publish(rd_kafka_t *rk, const json &event) {
  std::string text = event.dump();
  rd_kafka_producev(rk, RD_KAFKA_V_TOPIC("orders"), RD_KAFKA_V_VALUE(text.data(), text.size()), RD_KAFKA_V_END);
}
void use(rd_kafka_t *rk, const Context &ctx) {
  publish(rk, json{{"tenant_id", ctx.tenant_id}, {"count", 1}});
  publish(rk, json{{"user_id", ctx.user_id}, {"count", 1}});
  // FINDING@-1:3: what 'publish' hands on does not carry the tenant
}
