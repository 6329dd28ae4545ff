// RUN: %check_tenant %s tenant-task-context -- -std=c++20
//
// Functions that hand a topic and a payload on to a producer are judged where they are called.
#include <librdkafka/rdkafkacpp.h>

#include <string>

struct Context {
  std::string tenant_id;
  std::string user_id;
};
class Events {
public:
  explicit Events(RdKafka::Producer *producer) : producer(producer) {}
  void publish(const std::string &topic, const std::string &payload) {
    producer->produce(topic, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY, const_cast<char *>(payload.data()), payload.size(),
                      nullptr, 0, 0, nullptr);
  }
  void publish(const std::string &topic, const std::string &key, const std::string &payload) {
    producer->produce(topic, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY, const_cast<char *>(payload.data()), payload.size(),
                      key.data(), key.size(), 0, nullptr);
  }

private:
  RdKafka::Producer *producer;
};
void good(Events &events, const Context &ctx, const std::string &invoice_id) {
  events.publish("invoices." + ctx.tenant_id, invoice_id);
  events.publish("invoices", ctx.tenant_id + ":" + invoice_id);
  events.publish("invoices", ctx.tenant_id, invoice_id);
}
void bad(Events &events, const Context &ctx, const std::string &invoice_id) {
  events.publish("invoices." + ctx.user_id, invoice_id);
  // FINDING@-1:10: what 'publish' hands on does not carry the tenant: who takes it from the queue cannot tell whose it is
  events.publish("invoices", invoice_id);
  // FINDING@-1:10: what 'publish' hands on does not carry the tenant: who takes it from the queue cannot tell whose it is
  events.publish("invoices", ctx.user_id, invoice_id);
  // FINDING@-1:10: what 'publish' hands on does not carry the tenant: who takes it from the queue cannot tell whose it is
}
// Of a topic that is an object nothing is known.
void objects(RdKafka::Producer *producer, RdKafka::Topic *topic, const Context &ctx, const std::string &invoice_id) {
  producer->produce(topic, 0, RdKafka::Producer::RK_MSG_COPY, const_cast<char *>(invoice_id.data()), invoice_id.size(), nullptr, nullptr);
  // FINDING@-1:13: what 'produce' hands on does not carry the tenant: who takes it from the queue cannot tell whose it is
  producer->produce(topic, 0, RdKafka::Producer::RK_MSG_COPY, const_cast<char *>(ctx.tenant_id.data()), ctx.tenant_id.size(), nullptr, nullptr);
}

// COUNTS: 4 with the tenant, 4 without
