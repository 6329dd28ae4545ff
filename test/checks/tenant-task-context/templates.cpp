// RUN: %check_tenant %s tenant-task-context -- -std=c++20
//
// Function templates that send whatever they are given: the type decides, and the finding is
// at the first call that gives an event of it.
#include <librdkafka/rdkafka.h>
#include <nlohmann/json.hpp>
#include <string>
struct TenantContext {
  std::string tenant_id;
};
struct InvoicePaid {
  std::string invoice_id;
  long cents;
};
struct UserLeft {
  std::string email;
};
struct OrderShipped {
  std::string tenant_id;
  std::string order_id;
};
void to_json(nlohmann::json &j, const InvoicePaid &e);
void to_json(nlohmann::json &j, const UserLeft &e);
void to_json(nlohmann::json &j, const OrderShipped &e);
class Bus {
public:
  template <class E> void emit(const E &e) {
    std::string body = nlohmann::json(e).dump();
    rd_kafka_produce(topic_, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, body.data(), body.size(), nullptr, 0, nullptr);
  }
  template <class E> void emitFor(const TenantContext &ctx, const E &e) {
    std::string body = nlohmann::json(e).dump();
    rd_kafka_produce(topic_, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, body.data(), body.size(), ctx.tenant_id.data(), ctx.tenant_id.size(),
                     nullptr);
  }
private:
  rd_kafka_topic_t *topic_;
};
void bad1(Bus &bus, const std::string &invoice_id) {
  bus.emit(InvoicePaid{invoice_id, 100});
  // FINDING@-1:7: what 'emit' hands on does not carry the tenant
}
void bad2(Bus &bus, const std::string &email) {
  bus.emit(UserLeft{email});
  // FINDING@-1:7: what 'emit' hands on does not carry the tenant
}
void good1(Bus &bus, const TenantContext &ctx, const std::string &order_id) { bus.emit(OrderShipped{ctx.tenant_id, order_id}); }
void good2(Bus &bus, const TenantContext &ctx, const std::string &invoice_id) { bus.emitFor(ctx, InvoicePaid{invoice_id, 100}); }
// What is the same for every type stays where it is.
template <class E> void reload(rd_kafka_topic_t *topic, const std::string &email) {
  rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, (void *)email.data(), email.size(), nullptr, 0, nullptr);
  // FINDING@-1:3: what 'rd_kafka_produce' hands on does not carry the tenant
}
template void reload<InvoicePaid>(rd_kafka_topic_t *, const std::string &);
