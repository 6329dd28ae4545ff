// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/payloads.json -- -std=c++20
//
// How other projects make their messages: documents, task objects, closures, helpers that fill in.
#include <amqp.h>
#include <fmt/format.h>
#include <functional>
#include <hiredis/hiredis.h>
#include <librdkafka/rdkafkacpp.h>
#include <memory>
#include <mosquitto.h>
#include <nats/nats.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>
using nlohmann::json;
namespace acme {
struct Scope {
  std::string tenantId;
  std::string actor;
};
const Scope &scope();
class Pool {
public:
  template <class F> void submit(F f) {}
  void enqueue(const std::string &kind, const json &payload);
};
struct Invoice {
  long id;
  std::string email;
  std::string tenantId;
};
struct Line {
  long invoice_id;
  double price;
};
void to_json(json &j, const Invoice &i);
void to_json(json &j, const Line &l);

// JSON by braces, by field, merge, push_back, nested, range
void good_1(Pool &p, long invoice_id) {
  json j{{"invoice", invoice_id}, {"tenant", scope().tenantId}};
  p.enqueue("mail", j);
}
void bad_1(Pool &p, long invoice_id) {
  json j{{"invoice", invoice_id}, {"actor", scope().actor}};
  p.enqueue("mail", j);
  // FINDING@-1:5: what 'enqueue' hands on does not carry the tenant
}
void good_2(Pool &p, long invoice_id) {
  json j;
  j["head"] = {{"tenant", scope().tenantId}};
  j["invoice"] = invoice_id;
  p.enqueue("mail", j);
}
void bad_2(Pool &p, long invoice_id) {
  json j;
  j["head"] = {{"kind", "mail"}};
  j["invoice"] = invoice_id;
  p.enqueue("mail", j);
  // FINDING@-1:5: what 'enqueue' hands on does not carry the tenant
}
void good_3(Pool &p, long invoice_id) {
  json a;
  a.emplace("invoice", invoice_id);
  a.emplace("tenant_id", scope().tenantId);
  p.enqueue("mail", a);
}
void bad_3(Pool &p, long invoice_id) {
  json a;
  a.emplace("invoice", invoice_id);
  a.emplace("n", 3);
  p.enqueue("mail", a);
  // FINDING@-1:5: what 'enqueue' hands on does not carry the tenant
}
void good_4(Pool &p, long invoice_id) {
  json base = {{"tenant", scope().tenantId}};
  json j = {{"invoice", invoice_id}};
  j.update(base);
  p.enqueue("mail", j);
}
void good_5(Pool &p, const Invoice &inv) {
  json j = inv;
  p.enqueue("mail", j);
}
void bad_5(Pool &p, const Line &line) {
  json j = line;
  p.enqueue("line", j);
  // FINDING@-1:5: what 'enqueue' hands on does not carry the tenant
}
// topics
void good_8b(mosquitto *m, long invoice_id) {
  auto topic = "o/" + scope().tenantId + "/inv";
  auto s = std::to_string(invoice_id);
  mosquitto_publish(m, nullptr, topic.c_str(), s.size(), s.c_str(), 1, false);
}
// C++ kafka
void good_9(RdKafka::Producer *p, long invoice_id) {
  std::string v = std::to_string(invoice_id);
  auto *h = RdKafka::Headers::create();
  h->add("tenant", scope().tenantId);
  p->produce("inv", -1, 0, (void *)v.data(), v.size(), nullptr, 0, 0, h, nullptr);
}
void bad_9(RdKafka::Producer *p, long invoice_id) {
  std::string v = std::to_string(invoice_id);
  auto *h = RdKafka::Headers::create();
  h->add("kind", "mail");
  p->produce("inv", -1, 0, (void *)v.data(), v.size(), nullptr, 0, 0, h, nullptr);
  // FINDING@-1:6: what 'produce' hands on does not carry the tenant
}
void good_9b(RdKafka::Producer *p, RdKafka::Topic *t, long invoice_id) {
  std::string v = std::to_string(invoice_id), k = scope().tenantId;
  p->produce(t, -1, RdKafka::Producer::RK_MSG_COPY, v.data(), v.size(), &k, nullptr);
}
void bad_9b(RdKafka::Producer *p, RdKafka::Topic *t, long invoice_id) {
  std::string v = std::to_string(invoice_id);
  p->produce(t, -1, RdKafka::Producer::RK_MSG_COPY, v.data(), v.size(), nullptr, nullptr);
  // FINDING@-1:6: what 'produce' hands on does not carry the tenant
}
// nats
void good_10(natsConnection *nc, long invoice_id) {
  auto s = fmt::format("org.{}.paid", scope().tenantId);
  auto b = std::to_string(invoice_id);
  natsConnection_Publish(nc, s.c_str(), b.data(), b.size());
}
void bad_10(natsConnection *nc, long invoice_id) {
  auto b = fmt::format("{{\"invoice\":{}}}", invoice_id);
  natsConnection_PublishString(nc, "paid", b.c_str());
  // FINDING@-1:3: what 'natsConnection_PublishString' hands on does not carry the tenant
}
// lambdas in a pool
void good_11(Pool &p, long invoice_id) {
  p.submit([tenant = scope().tenantId, invoice_id] {
    (void)tenant;
    (void)invoice_id;
  });
}
void bad_11(Pool &p, long invoice_id) {
  p.submit([invoice_id] { (void)invoice_id; });
  // FINDING@-1:5: what 'submit' hands on does not carry the tenant
}
void good_11b(Pool &p, long invoice_id) {
  Scope s = scope();
  p.submit([s, invoice_id] {
    (void)s;
    (void)invoice_id;
  });
}
void good_12(Pool &p, long invoice_id) {
  auto job = [inv = invoice_id, s = std::make_shared<Scope>(scope())] {
    (void)s;
    (void)inv;
  };
  p.submit(std::move(job));
}
void bad_12(Pool &p, long invoice_id) {
  auto job = [inv = invoice_id] { (void)inv; };
  p.submit(std::move(job));
  // FINDING@-1:5: what 'submit' hands on does not carry the tenant
}
static void mail(const std::string &tenant, long id) {
  (void)tenant;
  (void)id;
}
static void mail2(long id) { (void)id; }
void good_13(Pool &p, long invoice_id) { p.submit(std::bind(mail, scope().tenantId, invoice_id)); }
void bad_13(Pool &p, long invoice_id) { p.submit(std::bind(mail2, invoice_id)); }
// FINDING@-1:43: what 'submit' hands on does not carry the tenant
// task objects
struct MailTask {
  std::string tenantId;
  long id;
  void operator()() const;
};
struct SweepTask {
  long invoice_id;
  int retries;
  void operator()() const;
};
void good_14(Pool &p, long invoice_id) { p.submit(MailTask{scope().tenantId, invoice_id}); }
void bad_14(Pool &p, long invoice_id) { p.submit(SweepTask{invoice_id, 3}); }
// FINDING@-1:43: what 'submit' hands on does not carry the tenant
void bad_14b(Pool &p, long invoice_id) { p.submit(MailTask{.id = invoice_id}); }
// FINDING@-1:44: what 'submit' hands on does not carry the tenant
void good_14c(Pool &p, long invoice_id) {
  MailTask t;
  t.id = invoice_id;
  t.tenantId = scope().tenantId;
  p.submit(t);
}
void bad_14c(Pool &p, long invoice_id) {
  MailTask t;
  t.id = invoice_id;
  p.submit(t);
  // FINDING@-1:5: what 'submit' hands on does not carry the tenant
}
void maybe_14d(Pool &p, long invoice_id, bool keep) {
  MailTask t;
  t.id = invoice_id;
  if (keep)
    t.tenantId = scope().tenantId;
  p.submit(t);
}
// a helper that fills in
static void stamp(json &j) { j["tenant_id"] = scope().tenantId; }
void stampElsewhere(json &j);
void good_15(Pool &p, long invoice_id) {
  json j{{"i", invoice_id}};
  stamp(j);
  p.enqueue("x", j);
}
void good_15b(Pool &p, long invoice_id) {
  json j{{"i", invoice_id}};
  stampElsewhere(j);
  p.enqueue("x", j);
}
static json envelope(const std::string &kind, json body) { return {{"kind", kind}, {"tenant", scope().tenantId}, {"body", std::move(body)}}; }
static json plain(const std::string &kind, json body) { return {{"kind", kind}, {"body", std::move(body)}}; }
void good_16(Pool &p, long invoice_id) { p.enqueue("x", envelope("mail", {{"i", invoice_id}})); }
void bad_16(Pool &p, long invoice_id) { p.enqueue("x", plain("mail", {{"i", invoice_id}})); }
// FINDING@-1:43: what 'enqueue' hands on does not carry the tenant
// redis streams and lists
void good_17(redisContext *r, long invoice_id) { redisCommand(r, "XADD jobs * tenant %s invoice %ld", scope().tenantId.c_str(), invoice_id); }
void bad_17(redisContext *r, long invoice_id) { redisCommand(r, "XADD jobs * kind mail invoice %ld", invoice_id); }
// FINDING@-1:49: what 'XADD' hands on does not carry the tenant
void good_18(redisContext *r, long invoice_id) {
  json j{{"i", invoice_id}, {"o", scope().tenantId}};
  auto s = j.dump();
  redisCommand(r, "LPUSH jobs %b", s.data(), s.size());
}
void bad_18(redisContext *r, long invoice_id) {
  json j{{"i", invoice_id}};
  auto s = j.dump();
  redisCommand(r, "LPUSH jobs %b", s.data(), s.size());
  // FINDING@-1:3: what 'LPUSH' hands on does not carry the tenant
}
// publisher class with typed message and serializer
template <class M> class Topic {
  RdKafka::Producer *p_;

public:
  void send(const M &m) {
    std::string s = json(m).dump();
    p_->produce("t", -1, 0, s.data(), s.size(), nullptr, 0, 0, nullptr, nullptr);
  }
};
void good_19(Topic<Invoice> &t, const Invoice &i) { t.send(i); }
// stream
void good_20(natsConnection *nc, long invoice_id) {
  std::ostringstream o;
  o << "{\"tenant\":\"" << scope().tenantId << "\",\"i\":" << invoice_id << "}";
  natsConnection_PublishString(nc, "t", o.str().c_str());
}
void bad_20(natsConnection *nc, long invoice_id) {
  std::ostringstream o;
  o << "{\"i\":" << invoice_id << "}";
  natsConnection_PublishString(nc, "t", o.str().c_str());
  // FINDING@-1:3: what 'natsConnection_PublishString' hands on does not carry the tenant
}
// rabbitmq
void good_21(amqp_connection_state_t c, long invoice_id) {
  auto b = std::to_string(invoice_id);
  auto rk = "o." + scope().tenantId;
  amqp_basic_publish(c, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes(rk.c_str()), 0, 0, nullptr, amqp_cstring_bytes(b.c_str()));
}
void bad_21(amqp_connection_state_t c, long invoice_id) {
  auto b = std::to_string(invoice_id);
  amqp_basic_publish(c, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes("paid"), 0, 0, nullptr, amqp_cstring_bytes(b.c_str()));
  // FINDING@-1:3: what 'amqp_basic_publish' hands on does not carry the tenant
}
void good_21b(amqp_connection_state_t c, long invoice_id) {
  auto b = std::to_string(invoice_id);
  amqp_table_entry_t e[1];
  e[0].key = amqp_cstring_bytes("tenant");
  e[0].value.kind = AMQP_FIELD_KIND_UTF8;
  e[0].value.value.bytes = amqp_cstring_bytes(scope().tenantId.c_str());
  amqp_basic_properties_t pr{};
  pr._flags = AMQP_BASIC_HEADERS_FLAG;
  pr.headers.num_entries = 1;
  pr.headers.entries = e;
  amqp_basic_publish(c, 1, amqp_cstring_bytes("x"), amqp_cstring_bytes("paid"), 0, 0, &pr, amqp_cstring_bytes(b.c_str()));
}
// a loop over all
void bad_22(Pool &p, const std::vector<long> &ids) {
  for (long id : ids)
    p.enqueue("x", {{"invoice_id", id}});
    // FINDING@-1:7: what 'enqueue' hands on does not carry the tenant
}
void good_22(Pool &p, const std::vector<Invoice> &is) {
  for (const auto &i : is)
    p.enqueue("x", {{"invoice_id", i.id}, {"tenant", i.tenantId}});
}
void good_23(Pool &p) { p.enqueue("reload", {{"what", "config"}}); }
void good_24(Pool &p, std::shared_ptr<const Scope> sc, long invoice_id) {
  p.submit([sc, invoice_id]() mutable { (void)sc; });
}
struct Svc {
  Pool pool;
  Scope sc;
  void good_25(long invoice_id) {
    pool.submit([this, invoice_id] {
      (void)sc;
      (void)invoice_id;
    });
  }
};
} // namespace acme
