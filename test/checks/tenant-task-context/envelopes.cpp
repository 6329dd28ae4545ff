// RUN: %check_tenant %s tenant-task-context -- -std=c++20
//
// Payloads by structs and JSON: macros that convert, envelopes, lists.
#include <amqp.h>
#include <librdkafka/rdkafkacpp.h>
#include <nats/nats.h>
#include <nlohmann/json.hpp>
#include <string>
using json = nlohmann::json;
struct TenantContext { std::string tenant_id; };
struct MailJob { std::string tenant_id; long long invoice_id = 0; std::string email; };
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MailJob, tenant_id, invoice_id, email)
struct PlainJob { long long invoice_id = 0; std::string email; };
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlainJob, invoice_id, email)
void bad1(RdKafka::Producer *p, RdKafka::Topic *t, long long invoice_id, const std::string &email) {
  PlainJob job{invoice_id, email};
  std::string payload = json(job).dump();
  p->produce(t, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY, payload.data(), payload.size(), nullptr, nullptr);
  // FINDING@-1:6: what 'produce' hands on does not carry the tenant
}
void good1(RdKafka::Producer *p, RdKafka::Topic *t, const TenantContext &ctx, long long invoice_id, const std::string &email) {
  MailJob job{ctx.tenant_id, invoice_id, email};
  std::string payload = json(job).dump();
  p->produce(t, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY, payload.data(), payload.size(), nullptr, nullptr);
}
void bad2(natsConnection *nc, long long invoice_id) {
  json j = {{"type", "mail"}, {"invoice", invoice_id}};
  natsConnection_PublishString(nc, "mail", j.dump().c_str());
  // FINDING@-1:3: what 'natsConnection_PublishString' hands on does not carry the tenant
}
void good2(natsConnection *nc, const TenantContext &ctx, long long invoice_id) {
  json j = {{"type", "mail"}, {"meta", {{"tenant", ctx.tenant_id}}}, {"invoice", invoice_id}};
  natsConnection_PublishString(nc, "mail", j.dump().c_str());
}
json envelope(const char *type, json data) { return json{{"type", type}, {"data", std::move(data)}}; }
json envelope(const TenantContext &ctx, const char *type, json data) { return json{{"type", type}, {"tenant_id", ctx.tenant_id}, {"data", std::move(data)}}; }
void bad3(natsConnection *nc, long long order_id) {
  natsConnection_PublishString(nc, "orders", envelope("paid", {{"order_id", order_id}}).dump().c_str());
  // FINDING@-1:3: what 'natsConnection_PublishString' hands on does not carry the tenant
}
void good3(natsConnection *nc, const TenantContext &ctx, long long order_id) {
  natsConnection_PublishString(nc, "orders", envelope(ctx, "paid", {{"order_id", order_id}}).dump().c_str());
}
struct Event { std::string name; json body; std::string serialize() const { return json{{"name", name}, {"body", body}}.dump(); } };
void bad4(amqp_connection_state_t c, long long order_id) {
  Event e;
  e.name = "shipped";
  e.body["order"] = order_id;
  std::string text = e.serialize();
  amqp_basic_publish(c, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes("ship"), 0, 0, nullptr, amqp_cstring_bytes(text.c_str()));
  // FINDING@-1:3: what 'amqp_basic_publish' hands on does not carry the tenant
}
void good4(amqp_connection_state_t c, const TenantContext &ctx, long long order_id) {
  Event e;
  e.name = "shipped";
  e.body["order"] = order_id;
  e.body["tenant"] = ctx.tenant_id;
  std::string text = e.serialize();
  amqp_basic_publish(c, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes("ship"), 0, 0, nullptr, amqp_cstring_bytes(text.c_str()));
}
void bad5(natsConnection *nc, const std::vector<long long> &invoice_ids) {
  json list = json::array();
  for (long long invoice_id : invoice_ids)
    list.push_back({{"invoice_id", invoice_id}});
  auto text = list.dump();
  natsConnection_Publish(nc, "batch", text.data(), text.size());
  // FINDING@-1:3: what 'natsConnection_Publish' hands on does not carry the tenant
}
void good5(natsConnection *nc, const TenantContext &ctx, const std::vector<long long> &invoice_ids) {
  json list = json::array();
  for (long long invoice_id : invoice_ids)
    list.push_back({{"invoice_id", invoice_id}, {"tenant_id", ctx.tenant_id}});
  auto text = list.dump();
  natsConnection_Publish(nc, "batch", text.data(), text.size());
}
