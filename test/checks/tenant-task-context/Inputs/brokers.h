#pragma once
// What the tests need of messaging libraries that Debian has no headers of, or only large ones, declared as
// these libraries do. Included as a system header.
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>
namespace cppkafka {
class Buffer {
public:
  Buffer(const std::string &);
};
template <typename B> class Header {
public:
  Header(std::string, B);
};
template <typename H> class HeaderList {};
template <typename B, class C> class BasicMessageBuilder {
public:
  explicit BasicMessageBuilder(std::string topic);
  C &topic(std::string);
  C &partition(int);
  C &key(const B &);
  C &payload(const B &);
  C &header(const Header<B> &);
};
class MessageBuilder : public BasicMessageBuilder<Buffer, MessageBuilder> {
public:
  using BasicMessageBuilder<Buffer, MessageBuilder>::BasicMessageBuilder;
};
class Producer {
public:
  void produce(const MessageBuilder &);
  void produce(MessageBuilder &&);
  void flush();
};
} // namespace cppkafka
namespace kafka {
using Topic = std::string;
using Partition = int;
struct ConstBuffer {
  ConstBuffer(const void *, size_t);
};
using Key = ConstBuffer;
using Value = ConstBuffer;
const ConstBuffer NullKey(nullptr, 0);
struct Header {
  Header(std::string, ConstBuffer);
};
using Headers = std::vector<Header>;
namespace clients::producer {
class ProducerRecord {
public:
  ProducerRecord(Topic, const Key &, const Value &);
  ProducerRecord(Topic, Partition, const Key &, const Value &);
  Headers &headers();
  void setKey(const Key &);
  void setValue(const Value &);
};
class KafkaProducer {
public:
  using Callback = std::function<void(int)>;
  void send(const ProducerRecord &, const Callback &);
  int syncSend(const ProducerRecord &);
};
} // namespace clients::producer
} // namespace kafka
namespace AMQP {
class Table {
public:
  class Ref {
  public:
    Ref &operator=(const std::string &);
  };
  Ref operator[](const std::string &);
  Table &set(const std::string &, const std::string &);
};
class MetaData {
public:
  void setHeaders(const Table &);
  void setCorrelationID(const std::string &);
};
class Envelope : public MetaData {
public:
  Envelope(const char *, size_t);
  Envelope(const std::string &);
};
class Channel {
public:
  bool publish(const std::string &ex, const std::string &rk, const Envelope &e, int flags = 0);
  bool publish(const std::string &ex, const std::string &rk, const std::string &m, int flags = 0);
  bool publish(const std::string &ex, const std::string &rk, const char *m, size_t n, int flags = 0);
};
class TcpChannel : public Channel {};
} // namespace AMQP
namespace AmqpClient {
class BasicMessage {
public:
  using ptr_t = std::shared_ptr<BasicMessage>;
  static ptr_t Create(const std::string &);
  void Body(const std::string &);
  void HeaderTable(const std::map<std::string, std::string> &);
  void CorrelationId(const std::string &);
};
class Channel {
public:
  using ptr_t = std::shared_ptr<Channel>;
  void BasicPublish(const std::string &ex, const std::string &rk, const BasicMessage::ptr_t msg, bool = false, bool = false);
};
} // namespace AmqpClient
namespace Aws {
using String = std::string;
template <class K, class V> using Map = std::map<K, V>;
template <class T> using Vector = std::vector<T>;
namespace SQS {
namespace Model {
class MessageAttributeValue {
public:
  MessageAttributeValue &WithStringValue(const String &);
  void SetStringValue(const String &);
  void SetDataType(const String &);
  MessageAttributeValue &WithDataType(const String &);
};
class SendMessageRequest {
public:
  void SetQueueUrl(const String &);
  void SetMessageBody(const String &);
  SendMessageRequest &WithMessageBody(const String &);
  SendMessageRequest &WithQueueUrl(const String &);
  SendMessageRequest &AddMessageAttributes(const String &, const MessageAttributeValue &);
  void SetMessageGroupId(const String &);
};
class SendMessageBatchRequestEntry {
public:
  SendMessageBatchRequestEntry &WithId(const String &);
  SendMessageBatchRequestEntry &WithMessageBody(const String &);
};
class SendMessageBatchRequest {
public:
  SendMessageBatchRequest &AddEntries(const SendMessageBatchRequestEntry &);
  void SetQueueUrl(const String &);
};
} // namespace Model
class SQSClient {
public:
  int SendMessage(const Model::SendMessageRequest &) const;
  int SendMessageBatch(const Model::SendMessageBatchRequest &) const;
};
} // namespace SQS
namespace SNS {
namespace Model {
class PublishRequest {
public:
  void SetMessage(const String &);
  void SetTopicArn(const String &);
  PublishRequest &WithMessage(const String &);
};
} // namespace Model
class SNSClient {
public:
  int Publish(const Model::PublishRequest &) const;
};
} // namespace SNS
} // namespace Aws
namespace google::cloud::pubsub {
class Message {};
class MessageBuilder {
public:
  MessageBuilder &&SetData(std::string) &&;
  MessageBuilder &SetData(std::string) &;
  MessageBuilder &&InsertAttribute(std::string, std::string) &&;
  MessageBuilder &&SetOrderingKey(std::string) &&;
  Message Build() &&;
};
class Publisher {
public:
  std::future<int> *Publish(Message);
};
} // namespace google::cloud::pubsub
namespace zmq {
enum class send_flags { none, dontwait, sndmore };
struct const_buffer {};
const_buffer buffer(const std::string &);
class message_t {
public:
  message_t(size_t);
  explicit message_t(const std::string &);
  void *data();
};
class socket_t {
public:
  void *handle();
  int send(const_buffer, send_flags = send_flags::none);
  int send(message_t &, send_flags);
  int send(message_t &&, send_flags);
};
} // namespace zmq
extern "C" int zmq_send(void *s, const void *b, size_t n, int flags);
namespace google::protobuf {
class MessageLite {
public:
  std::string SerializeAsString() const;
  bool SerializeToString(std::string *) const;
};
class Message : public MessageLite {};
} // namespace google::protobuf
namespace pulsar {
class Message {};
class MessageBuilder {
public:
  MessageBuilder &setContent(const std::string &);
  MessageBuilder &setProperty(const std::string &, const std::string &);
  MessageBuilder &setPartitionKey(const std::string &);
  Message build();
};
class Producer {
public:
  int send(const Message &);
};
} // namespace pulsar
