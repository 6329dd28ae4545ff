// RUN: %check_tenant %s tenant-task-context -- -std=c++20
//
// Jobs that are packed by functions of their kind, and variants of them. A message is made of all
// that the variant may be.
#include <librdkafka/rdkafka.h>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
struct TenantContext { std::string tenant_id, user_id; };
struct Mail { std::string email; };
struct Report { std::string tenant_id, name; };
struct Bill { std::string tenant_id, number; };
using Mixed = std::variant<Mail, Report>;
using Owned = std::variant<Bill, Report>;
std::string pack(const Mail &m) { return "mail:" + m.email; }
std::string pack(const Report &m) { return "report:" + m.tenant_id + ":" + m.name; }
std::string pack(const Bill &m) { return "bill:" + m.tenant_id + ":" + m.number; }
nlohmann::json document(const Mail &m) { return {{"email", m.email}}; }
nlohmann::json document(const Report &m) { return {{"tenant_id", m.tenant_id}, {"name", m.name}}; }
nlohmann::json document(const Bill &m) { return {{"tenant_id", m.tenant_id}, {"number", m.number}}; }
static rd_kafka_topic_t *topic;
static void send(const std::string &body) {
  rd_kafka_produce(topic, 0, 0, const_cast<char *>(body.data()), body.size(), nullptr, 0, nullptr);
}
void badPacked(const Mail &job) {
  send(pack(job));
  // FINDING@-1:3: what 'send' hands on does not carry the tenant
}
void goodPacked(const Bill &job) { send(pack(job)); }

template <class... Fs> struct overloaded : Fs... { using Fs::operator()...; };
void badOverloaded(const Mixed &job) {
  send(std::visit(overloaded{[](const Mail &m) { return pack(m); }, [](const Report &r) { return pack(r); }}, job));
  // FINDING@-1:3: what 'send' hands on does not carry the tenant
}
void goodOverloaded(const Owned &job) {
  send(std::visit(overloaded{[](const Bill &b) { return pack(b); }, [](const Report &r) { return pack(r); }}, job));
}
void badGeneric(const Mixed &job) {
  std::string body = std::visit([](const auto &j) { return pack(j); }, job);
  send(body);
  // FINDING@-1:3: what 'send' hands on does not carry the tenant
}
void goodGeneric(const Owned &job) {
  std::string body = std::visit([](const auto &j) { return pack(j); }, job);
  send(body);
}
// Of its functions those that take what the variant may be.
struct Packer {
  std::string operator()(const Mail &m) const { return pack(m); }
  std::string operator()(const Report &m) const { return pack(m); }
  std::string operator()(const Bill &m) const { return pack(m); }
};
void badPacker(const Mixed &job) {
  send(std::visit(Packer{}, job));
  // FINDING@-1:3: what 'send' hands on does not carry the tenant
}
void goodPacker(const Owned &job) { send(std::visit(Packer{}, job)); }
void badDocument(const Mixed &job) {
  send(std::visit([](const auto &j) { return document(j).dump(); }, job));
  // FINDING@-1:3: what 'send' hands on does not carry the tenant
}
void goodDocument(const Owned &job) { send(std::visit([](const auto &j) { return document(j).dump(); }, job)); }
void goodAround(const TenantContext &ctx, const Mixed &job) {
  send(ctx.tenant_id + "|" + std::visit([](const auto &j) { return pack(j); }, job));
}
