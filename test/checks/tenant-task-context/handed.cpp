// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// Documents and buffers that the project's own functions hand on, with topics, lengths and structs of the library.
#include <Poco/JSON/Object.h>
#include <amqp.h>
#include <mosquitto.h>
#include <nats/nats.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <utility>

using nlohmann::json;
struct Principal {
  std::string tenant_id;
  std::string user;
};
const Principal &principal();

// Beside the topic, which is text, the document is what counts.
static bool emit(natsConnection *c, const std::string &topic, const json &body) {
  auto text = body.dump();
  return natsConnection_Publish(c, topic.c_str(), text.data(), static_cast<int>(text.size())) == NATS_OK;
}
static void emit_moved(natsConnection *c, const std::string &topic, json body) { emit(c, topic, std::move(body)); }
static void emit_stamped(natsConnection *c, const std::string &topic, json body) {
  body["version"] = 2;
  emit(c, topic, std::forward<json>(body));
}
static void emit_for(natsConnection *c, const std::string &topic, json body) {
  body["tenant_id"] = principal().tenant_id;
  emit(c, topic, std::move(body));
}
void bad_document(natsConnection *c, long id) { emit(c, "paid", {{"invoice", id}}); }
// FINDING@-1:49: what 'emit' hands on does not carry the tenant
void bad_user(natsConnection *c, long id) { emit(c, "paid", json{{"document", id}, {"user", principal().user}}); }
// FINDING@-1:45: what 'emit' hands on does not carry the tenant
void bad_by_field(natsConnection *c, long id) {
  json body;
  body["invoice"] = id;
  emit(c, "paid", body);
  // FINDING@-1:3: what 'emit' hands on does not carry the tenant
}
void bad_moved(natsConnection *c, long id) { emit_moved(c, "paid", {{"invoice", id}}); }
// FINDING@-1:46: what 'emit_moved' hands on does not carry the tenant
void bad_stamped(natsConnection *c, long id) { emit_stamped(c, "paid", {{"invoice", id}}); }
// FINDING@-1:48: what 'emit_stamped' hands on does not carry the tenant
void good_document(natsConnection *c, long id) { emit(c, "paid", {{"invoice", id}, {"tenant", principal().tenant_id}}); }
void good_topic(natsConnection *c, long id) { emit(c, "paid." + principal().tenant_id, {{"invoice", id}}); }
void good_by_field(natsConnection *c, long id) {
  json body;
  body["invoice"] = id;
  body["context"]["tenant_id"] = principal().tenant_id;
  emit(c, "paid", body);
}
void good_moved(natsConnection *c, long id) { emit_moved(c, "paid", {{"invoice", id}, {"tenant", principal().tenant_id}}); }
void good_for(natsConnection *c, long id) { emit_for(c, "paid", {{"invoice", id}}); }
// A document that may be anybody's.
void unknown_document(natsConnection *c, const json &body) { emit(c, "paid", {{"message", body}}); }

// A struct of the library with a pointer to the text.
static void publish(amqp_connection_state_t c, const char *queue, const std::string &body) {
  amqp_bytes_t bytes;
  bytes.len = body.size();
  bytes.bytes = const_cast<char *>(body.data());
  amqp_basic_publish(c, 1, amqp_cstring_bytes(""), amqp_cstring_bytes(queue), 0, 0, nullptr, bytes);
}
void bad_struct(amqp_connection_state_t c, long id) { publish(c, "paid", json{{"invoice", id}}.dump()); }
// FINDING@-1:55: what 'publish' hands on does not carry the tenant
void good_struct(amqp_connection_state_t c, long id) { publish(c, "paid", json{{"invoice", id}, {"tenant", principal().tenant_id}}.dump()); }
void bad_struct_of_braces(amqp_connection_state_t c, const std::string &invoice_id) {
  amqp_bytes_t bytes = {invoice_id.size(), const_cast<char *>(invoice_id.data())};
  amqp_basic_publish(c, 1, amqp_cstring_bytes(""), amqp_cstring_bytes("paid"), 0, 0, nullptr, bytes);
  // FINDING@-1:3: what 'amqp_basic_publish' hands on does not carry the tenant
}
void bad_on_both_ways(amqp_connection_state_t c, const std::string &invoice_id, bool retry) {
  amqp_bytes_t bytes;
  bytes.bytes = const_cast<char *>(invoice_id.data());
  if (retry)
    bytes.bytes = nullptr;
  amqp_basic_publish(c, 1, amqp_cstring_bytes(""), amqp_cstring_bytes("paid"), 0, 0, nullptr, bytes);
  // FINDING@-1:3: what 'amqp_basic_publish' hands on does not carry the tenant
}

// What a library writes on a stream is what it is given.
static std::string text_of(const Poco::JSON::Object &object) {
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}
void bad_written(mosquitto *m, long id) {
  Poco::JSON::Object object;
  object.set("invoice", id);
  std::ostringstream out;
  object.stringify(out);
  std::string text = out.str();
  mosquitto_publish(m, nullptr, "paid", static_cast<int>(text.size()), text.c_str(), 1, false);
  // FINDING@-1:3: what 'mosquitto_publish' hands on does not carry the tenant
}
void good_written(mosquitto *m, long id) {
  Poco::JSON::Object object;
  object.set("invoice", id);
  object.set("tenant", principal().tenant_id);
  std::ostringstream out;
  object.stringify(out);
  std::string text = out.str();
  mosquitto_publish(m, nullptr, "paid", static_cast<int>(text.size()), text.c_str(), 1, false);
}
void bad_written_elsewhere(mosquitto *m, long id) {
  Poco::JSON::Object object;
  object.set("invoice", id);
  std::string text = text_of(object);
  // FINDING@-1:22: what 'text_of' hands on does not carry the tenant
  mosquitto_publish(m, nullptr, "paid", static_cast<int>(text.size()), text.c_str(), 1, false);
}
void good_written_elsewhere(mosquitto *m, long id) {
  Poco::JSON::Object object;
  object.set("invoice", id);
  object.set("tenant", principal().tenant_id);
  std::string text = text_of(object);
  mosquitto_publish(m, nullptr, "paid", static_cast<int>(text.size()), text.c_str(), 1, false);
}
