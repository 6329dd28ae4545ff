// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// RabbitMQ, NATS, MQTT, Redis lists and streams.
#include <amqp.h>
#include <cstring>
#include <hiredis/hiredis.h>
#include <mosquitto.h>
#include <nats/nats.h>
#include <string>

struct TenantContext {
  std::string tenant;
  long long user_id;
};

void bad_rabbit(amqp_connection_state_t connection, long long order_id) {
  std::string body = "ship:" + std::to_string(order_id);
  amqp_basic_publish(connection, 1, amqp_cstring_bytes("orders"), amqp_cstring_bytes("ship"), 0, 0, nullptr, amqp_cstring_bytes(body.c_str()));
  // FINDING@-1:3: what 'amqp_basic_publish' hands on does not carry the tenant
}
void good_rabbit(amqp_connection_state_t connection, const TenantContext &ctx, long long order_id) {
  std::string body = "ship:" + ctx.tenant + ":" + std::to_string(order_id);
  amqp_basic_publish(connection, 1, amqp_cstring_bytes("orders"), amqp_cstring_bytes("ship"), 0, 0, nullptr, amqp_cstring_bytes(body.c_str()));
  std::string key = "orders." + ctx.tenant;
  std::string bare = std::to_string(order_id);
  amqp_basic_publish(connection, 1, amqp_cstring_bytes("orders"), amqp_cstring_bytes(key.c_str()), 0, 0, nullptr, amqp_cstring_bytes(bare.c_str()));
  amqp_table_entry_t entry;
  entry.key = amqp_cstring_bytes("tenant_id");
  entry.value.kind = AMQP_FIELD_KIND_UTF8;
  entry.value.value.bytes = amqp_cstring_bytes(ctx.tenant.c_str());
  amqp_basic_properties_t properties;
  memset(&properties, 0, sizeof properties);
  properties._flags = AMQP_BASIC_HEADERS_FLAG;
  properties.headers.num_entries = 1;
  properties.headers.entries = &entry;
  amqp_basic_publish(connection, 1, amqp_cstring_bytes("orders"), amqp_cstring_bytes("ship"), 0, 0, &properties, amqp_cstring_bytes(bare.c_str()));
}

void bad_nats(natsConnection *nc, long long order_id) {
  natsConnection_PublishString(nc, "orders.paid", std::to_string(order_id).c_str());
  // FINDING@-1:3: what 'natsConnection_PublishString' hands on does not carry the tenant
  natsMsg *message = nullptr;
  std::string text = std::to_string(order_id);
  natsMsg_Create(&message, "orders.paid", nullptr, text.c_str(), static_cast<int>(text.size()));
  natsConnection_PublishMsg(nc, message);
  // FINDING@-1:3: what 'natsConnection_PublishMsg' hands on does not carry the tenant
}
void good_nats(natsConnection *nc, const TenantContext &ctx, long long order_id) {
  natsConnection_PublishString(nc, ("orders.paid." + ctx.tenant).c_str(), std::to_string(order_id).c_str());
  natsMsg *message = nullptr;
  std::string text = std::to_string(order_id);
  natsMsg_Create(&message, "orders.paid", nullptr, text.c_str(), static_cast<int>(text.size()));
  natsMsgHeader_Set(message, "Tenant", ctx.tenant.c_str());
  natsConnection_PublishMsg(nc, message);
}

void bad_mqtt(mosquitto *client, long long device_id) {
  std::string topic = "devices/" + std::to_string(device_id) + "/reboot";
  mosquitto_publish(client, nullptr, topic.c_str(), 3, "now", 1, false);
  // FINDING@-1:3: what 'mosquitto_publish' hands on does not carry the tenant
}
void good_mqtt(mosquitto *client, const TenantContext &ctx, long long device_id) {
  std::string topic = ctx.tenant + "/devices/" + std::to_string(device_id) + "/reboot";
  mosquitto_publish(client, nullptr, topic.c_str(), 3, "now", 1, false);
}

void bad_redis(redisContext *redis, long long report_id, const std::string &email) {
  redisCommand(redis, "LPUSH reports %lld:%s", report_id, email.c_str());
  // FINDING@-1:3: what 'LPUSH' hands on does not carry the tenant
  redisCommand(redis, "XADD reports * report %lld", report_id);
  // FINDING@-1:3: what 'XADD' hands on does not carry the tenant
}
void good_redis(redisContext *redis, const TenantContext &ctx, long long report_id) {
  redisCommand(redis, "LPUSH reports %s:%lld", ctx.tenant.c_str(), report_id);
  redisCommand(redis, "LPUSH reports:%s %lld", ctx.tenant.c_str(), report_id);
  redisCommand(redis, "XADD reports * report %lld tenant %s", report_id, ctx.tenant.c_str());
  // The same every time: about nobody's data.
  redisCommand(redis, "PUBLISH config reload");
  redisCommand(redis, "BRPOP reports 1");
}
// COUNTS: Tasks and messages: 9 with the tenant, 6 without, 1 not known.
