// What the tests need of the timers of Boost.Asio and Drogon, and of the consumers of cppkafka,
// AMQP and redis-plus-plus, declared as these libraries do. Included as a system header.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
namespace boost {
namespace system {
class error_code {};
} // namespace system
namespace asio {
template <typename Clock> class basic_waitable_timer {
public:
  template <typename Duration> void expires_after(Duration) {}
  template <typename Token> void async_wait(Token &&token) {}
};
using steady_timer = basic_waitable_timer<std::chrono::steady_clock>;
} // namespace asio
} // namespace boost
namespace trantor {
class EventLoop {
public:
  using Func = std::function<void()>;
  unsigned long long runAfter(double delay, Func &&cb);
  unsigned long long runEvery(double interval, Func &&cb);
};
} // namespace trantor
namespace drogon {
class HttpRequest {
public:
  const std::string &getParameter(const std::string &key) const;
};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
} // namespace drogon
namespace cppkafka {
class Buffer {
public:
  operator std::string() const;
};
class Message {
public:
  const Buffer &get_payload() const;
  explicit operator bool() const;
};
class Consumer {
public:
  Message poll();
};
} // namespace cppkafka
namespace AmqpClient {
class Envelope {
public:
  std::string Body() const;
};
class Channel {
public:
  std::shared_ptr<Envelope> BasicConsumeMessage(const std::string &tag);
};
} // namespace AmqpClient
namespace sw::redis {
class Subscriber {
public:
  template <typename Callback> void on_message(Callback callback) {}
};
class Redis {
public:
  std::optional<std::pair<std::string, std::string>> brpop(const std::string &key);
};
} // namespace sw::redis
