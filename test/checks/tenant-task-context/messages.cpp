// RUN: %check_tenant %s tenant-task-context -- -std=c++20 -isystem %S/Inputs
//
// Brokers with builders and message objects: the tenant is in the payload, the key, the headers or the topic.
#include <brokers.h>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

struct TenantContext {
  std::string tenant_id;
  std::string user_id;
};
class JobPb : public google::protobuf::Message {
public:
  void set_tenant_id(const std::string &);
  void set_invoice_id(long long);
  void set_kind(const std::string &);
};
class PlainPb : public google::protobuf::Message {
public:
  void set_invoice_id(long long);
  void set_kind(const std::string &);
};
void ck_bad(cppkafka::Producer &p, long long invoice_id) {
  p.produce(cppkafka::MessageBuilder("inv").partition(0).payload(std::to_string(invoice_id)));
  // FINDING@-1:5: what 'produce' hands on does not carry the tenant
  cppkafka::MessageBuilder b("inv");
  std::string payload = nlohmann::json{{"invoice", invoice_id}}.dump();
  b.payload(payload);
  p.produce(b);
  // FINDING@-1:5: what 'produce' hands on does not carry the tenant
}
void ck_good(cppkafka::Producer &p, const TenantContext &ctx, long long invoice_id) {
  p.produce(cppkafka::MessageBuilder("inv").key(ctx.tenant_id).payload(std::to_string(invoice_id)));
  cppkafka::MessageBuilder b("inv");
  b.payload(std::to_string(invoice_id));
  b.header(cppkafka::Header<cppkafka::Buffer>("tenant", ctx.tenant_id));
  p.produce(b);
  p.produce(cppkafka::MessageBuilder("inv." + ctx.tenant_id).payload(std::to_string(invoice_id)));
}
void mk_bad(kafka::clients::producer::KafkaProducer &p, long long invoice_id) {
  std::string line = fmt::format("invoice={}", invoice_id);
  kafka::clients::producer::ProducerRecord r("inv", kafka::NullKey, kafka::Value(line.c_str(), line.size()));
  p.send(r, [](int) {});
}
void mk_good(kafka::clients::producer::KafkaProducer &p, const TenantContext &ctx, long long invoice_id) {
  std::string line = fmt::format("invoice={}", invoice_id);
  kafka::clients::producer::ProducerRecord r("inv", kafka::Key(ctx.tenant_id.c_str(), ctx.tenant_id.size()), kafka::Value(line.c_str(), line.size()));
  p.send(r, [](int) {});
  kafka::clients::producer::ProducerRecord h("inv", kafka::NullKey, kafka::Value(line.c_str(), line.size()));
  h.headers() = {{kafka::Header{"tenant_id", kafka::Value{ctx.tenant_id.c_str(), ctx.tenant_id.size()}}}};
  p.syncSend(h);
}
void amqp_bad(AMQP::TcpChannel &ch, long long order_id) {
  ch.publish("ex", "ship", "order " + std::to_string(order_id));
  // FINDING@-1:6: what 'publish' hands on does not carry the tenant
  std::string body = std::to_string(order_id);
  AMQP::Envelope e(body.data(), body.size());
  e.setCorrelationID(std::to_string(order_id));
  ch.publish("ex", "ship", e);
  // FINDING@-1:6: what 'publish' hands on does not carry the tenant
}
void amqp_good(AMQP::TcpChannel &ch, const TenantContext &ctx, long long order_id) {
  ch.publish("ex", "ship." + ctx.tenant_id, "order " + std::to_string(order_id));
  std::string body = std::to_string(order_id);
  AMQP::Envelope e(body.data(), body.size());
  AMQP::Table headers;
  headers["tenant_id"] = ctx.tenant_id;
  e.setHeaders(headers);
  ch.publish("ex", "ship", e);
}
void sac_bad(AmqpClient::Channel::ptr_t ch, long long order_id) {
  auto msg = AmqpClient::BasicMessage::Create(std::to_string(order_id));
  ch->BasicPublish("ex", "ship", msg);
  // FINDING@-1:7: what 'BasicPublish' hands on does not carry the tenant
  ch->BasicPublish("ex", "ship", AmqpClient::BasicMessage::Create(fmt::format("{{\"order\":{}}}", order_id)));
  // FINDING@-1:7: what 'BasicPublish' hands on does not carry the tenant
}
void sac_good(AmqpClient::Channel::ptr_t ch, const TenantContext &ctx, long long order_id) {
  auto msg = AmqpClient::BasicMessage::Create(std::to_string(order_id));
  msg->HeaderTable({{"tenant", ctx.tenant_id}});
  ch->BasicPublish("ex", "ship", msg);
  ch->BasicPublish("ex", "ship", AmqpClient::BasicMessage::Create(fmt::format("{{\"order\":{},\"t\":\"{}\"}}", order_id, ctx.tenant_id)));
}
void sqs_bad(Aws::SQS::SQSClient &c, long long order_id, const std::string &url) {
  Aws::SQS::Model::SendMessageRequest r;
  r.SetQueueUrl("https://q");
  r.SetMessageBody(std::to_string(order_id));
  c.SendMessage(r);
  // FINDING@-1:5: what 'SendMessage' hands on does not carry the tenant
  c.SendMessage(Aws::SQS::Model::SendMessageRequest().WithQueueUrl("u").WithMessageBody("order " + std::to_string(order_id)));
  // FINDING@-1:5: what 'SendMessage' hands on does not carry the tenant
}
void sqs_good(Aws::SQS::SQSClient &c, const TenantContext &ctx, long long order_id, const std::string &url) {
  Aws::SQS::Model::SendMessageRequest r;
  r.SetQueueUrl("https://q");
  r.SetMessageBody(std::to_string(order_id));
  r.AddMessageAttributes("tenant_id", Aws::SQS::Model::MessageAttributeValue().WithDataType("String").WithStringValue(ctx.tenant_id));
  c.SendMessage(r);
  Aws::SQS::Model::SendMessageRequest g;
  g.SetMessageBody(std::to_string(order_id));
  g.SetMessageGroupId(ctx.tenant_id);
  c.SendMessage(g);
  nlohmann::json j;
  j["order_id"] = order_id;
  j["tenant_id"] = ctx.tenant_id;
  Aws::SQS::Model::SendMessageRequest b;
  b.SetMessageBody(j.dump());
  c.SendMessage(b);
}
void sns_bad(Aws::SNS::SNSClient &c, long long order_id) {
  Aws::SNS::Model::PublishRequest r;
  r.SetTopicArn("arn");
  r.SetMessage(fmt::format("paid {}", order_id));
  c.Publish(r);
  // FINDING@-1:5: what 'Publish' hands on does not carry the tenant
}
void gps_bad(google::cloud::pubsub::Publisher &p, long long order_id) {
  p.Publish(google::cloud::pubsub::MessageBuilder{}.SetData("order " + std::to_string(order_id)).Build());
  // FINDING@-1:5: what 'Publish' hands on does not carry the tenant
}
void gps_good(google::cloud::pubsub::Publisher &p, const TenantContext &ctx, long long order_id) {
  p.Publish(google::cloud::pubsub::MessageBuilder{}.SetData("order " + std::to_string(order_id)).InsertAttribute("tenant", ctx.tenant_id).Build());
  p.Publish(google::cloud::pubsub::MessageBuilder{}.SetData(std::to_string(order_id)).SetOrderingKey(ctx.tenant_id).Build());
}
void pulsar_bad(pulsar::Producer &p, long long order_id) {
  p.send(pulsar::MessageBuilder().setContent(std::to_string(order_id)).build());
  // FINDING@-1:5: what 'send' hands on does not carry the tenant
}
void pulsar_good(pulsar::Producer &p, const TenantContext &ctx, long long order_id) {
  p.send(pulsar::MessageBuilder().setContent(std::to_string(order_id)).setProperty("tenant", ctx.tenant_id).build());
}
void pb_bad(AMQP::Channel &ch, long long invoice_id) {
  PlainPb m;
  m.set_invoice_id(invoice_id);
  m.set_kind("send");
  ch.publish("ex", "k", m.SerializeAsString());
  // FINDING@-1:6: what 'publish' hands on does not carry the tenant
  JobPb j;
  j.set_invoice_id(invoice_id);
  std::string out;
  j.SerializeToString(&out);
  ch.publish("ex", "k", out);
  // FINDING@-1:6: what 'publish' hands on does not carry the tenant
}
void pb_good(AMQP::Channel &ch, const TenantContext &ctx, long long invoice_id) {
  JobPb j;
  j.set_tenant_id(ctx.tenant_id);
  j.set_invoice_id(invoice_id);
  std::string out;
  j.SerializeToString(&out);
  ch.publish("ex", "k", out);
  ch.publish("ex", "k", j.SerializeAsString());
}
// typed envelope
template <typename T> struct Enveloped {
  Enveloped(const TenantContext &ctx, T payload);
  std::string encode() const;
};
struct Mail {
  std::string to;
  long long invoice_id;
  std::string encode() const;
};
void env_good(AMQP::Channel &ch, const TenantContext &ctx, const std::string &email, long long invoice_id) {
  ch.publish("ex", "k", Enveloped<Mail>(ctx, Mail{email, invoice_id}).encode());
  Enveloped env{ctx, Mail{email, invoice_id}};
  ch.publish("ex", "k", env.encode());
}
void env_bad(AMQP::Channel &ch, const std::string &email, long long invoice_id) {
  ch.publish("ex", "k", Mail{email, invoice_id}.encode());
  // FINDING@-1:6: what 'publish' hands on does not carry the tenant
}
// conditional
void cond(AMQP::Channel &ch, const std::optional<TenantContext> &ctx, long long invoice_id) {
  nlohmann::json j = {{"invoice", invoice_id}};
  if (ctx)
    j["tenant_id"] = ctx->tenant_id;
  ch.publish("ex", "k", j.dump());
}
struct Publisher {
  AMQP::Channel &ch;
  TenantContext ctx_;
  void good(long long invoice_id) {
    nlohmann::json j = {{"invoice", invoice_id}, {"tenant", ctx_.tenant_id}};
    ch.publish("ex", "k", j.dump());
  }
  nlohmann::json base() const { return {{"tenant_id", ctx_.tenant_id}}; }
  void good2(long long invoice_id) {
    auto j = base();
    j["invoice"] = invoice_id;
    ch.publish("ex", "k", j.dump());
  }
  static nlohmann::json plain(const std::string &kind) { return {{"kind", kind}}; }
  void bad(long long invoice_id) {
    auto j = plain("x");
    j["invoice"] = invoice_id;
    ch.publish("ex", "k", j.dump());
    // FINDING@-1:8: what 'publish' hands on does not carry the tenant
  }
  void bad2(long long invoice_id) {
    nlohmann::json j;
    j["data"]["invoice"] = invoice_id;
    j["kind"] = "x";
    ch.publish("ex", "k", j.dump());
    // FINDING@-1:8: what 'publish' hands on does not carry the tenant
  }
  void good3(long long invoice_id) {
    nlohmann::json j;
    j["meta"]["tenant_id"] = ctx_.tenant_id;
    j["data"]["invoice"] = invoice_id;
    ch.publish("ex", "k", j.dump());
  }
  void bad3(const std::vector<long long> &invoice_ids) {
    for (auto id : invoice_ids)
      ch.publish("ex", "k", fmt::format("invoice:{}", id));
      // FINDING@-1:10: what 'publish' hands on does not carry the tenant
  }
};

// Sockets; a message in several parts is not judged part by part.
void zmq_bad(zmq::socket_t &s, long long order_id) {
  std::string body = "ship " + std::to_string(order_id);
  s.send(zmq::buffer(body), zmq::send_flags::none);
  // FINDING@-1:5: what 'send' hands on does not carry the tenant
  zmq::message_t m(body.size());
  memcpy(m.data(), body.data(), body.size());
  s.send(m, zmq::send_flags::none);
  // FINDING@-1:5: what 'send' hands on does not carry the tenant
  zmq_send(s.handle(), body.data(), body.size(), 0);
  // FINDING@-1:3: what 'zmq_send' hands on does not carry the tenant
  s.send(zmq::message_t(std::to_string(order_id)), zmq::send_flags::dontwait);
  // FINDING@-1:5: what 'send' hands on does not carry the tenant
}
void zmq_good(zmq::socket_t &s, const TenantContext &ctx, long long order_id) {
  std::string body = "ship " + ctx.tenant_id + std::to_string(order_id);
  s.send(zmq::buffer(body), zmq::send_flags::none);
  zmq::message_t m(body.size());
  memcpy(m.data(), body.data(), body.size());
  s.send(m, zmq::send_flags::none);
  zmq_send(s.handle(), body.data(), body.size(), 0);
}
// multipart: tenant in the first frame
void multipart(zmq::socket_t &s, const TenantContext &ctx, long long order_id) {
  s.send(zmq::buffer(ctx.tenant_id), zmq::send_flags::sndmore);
  s.send(zmq::buffer(std::to_string(order_id)), zmq::send_flags::none);
}
