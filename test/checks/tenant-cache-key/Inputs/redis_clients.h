// What the tests need of redis-plus-plus, cpp_redis, userver and Boost.Redis,
// declared as these libraries do.
#pragma once
#include <chrono>
#include <cstdarg>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sw { namespace redis {
using StringView = std::string_view;
using OptionalString = std::optional<std::string>;
class Redis {
public:
  explicit Redis(const std::string &uri);
  template <typename Cmd, typename Key, typename... Args> void command(Cmd cmd, Key &&key, Args &&...args);
  OptionalString get(const StringView &key);
  bool set(const StringView &key, const StringView &value, const std::chrono::milliseconds &ttl = std::chrono::milliseconds(0));
  long long del(const StringView &key);
  template <typename T> long long del(std::initializer_list<T> il);
  OptionalString hget(const StringView &key, const StringView &field);
  long long hset(const StringView &key, const StringView &field, const StringView &value);
  template <typename T, typename Output> void mget(std::initializer_list<T> il, Output output);
  template <typename Output> void keys(const StringView &pattern, Output output);
  long long incr(const StringView &key);
  void flushdb(bool async = false);
  long long lpush(const StringView &key, const StringView &val);
};
template <typename Impl> class QueuedRedis {
public:
  QueuedRedis &set(const StringView &key, const StringView &value);
  QueuedRedis &get(const StringView &key);
};
class PipelineImpl {};
using Pipeline = QueuedRedis<PipelineImpl>;
}} // namespace sw::redis

namespace cpp_redis {
class reply {};
class client {
public:
  typedef std::function<void(reply &)> reply_callback_t;
  client &get(const std::string &key, const reply_callback_t &reply_callback);
  client &setex(const std::string &key, int64_t seconds, const std::string &value, const reply_callback_t &reply_callback);
  client &send(const std::vector<std::string> &redis_cmd, const reply_callback_t &callback);
};
} // namespace cpp_redis

namespace userver { inline namespace v2 { namespace storages { namespace redis {
struct CommandControl {};
class Client {
public:
  virtual ~Client() = default;
  virtual std::optional<std::string> Get(std::string key, const CommandControl &command_control) = 0;
  virtual void Setex(std::string key, std::chrono::seconds seconds, std::string value, const CommandControl &command_control) = 0;
};
}}}} // namespace userver::v2::storages::redis

namespace boost { namespace redis {
class request {
public:
  template <class... Ts> void push(std::string_view cmd, Ts const &...args);
};
}} // namespace boost::redis

namespace drogon {
class DrogonDbException {};
namespace nosql {
class RedisResult {};
class RedisClient {
public:
  virtual void execCommandAsync(std::function<void(const RedisResult &)> &&resultCallback, std::function<void(const std::exception &)> &&exceptionCallback,
                                std::string_view command, ...) noexcept = 0;
};
} // namespace nosql
template <typename T1, typename T2> class CacheMap {
public:
  void insert(const T1 &key, T2 &&value, size_t timeout = 0);
  bool findAndFetch(const T1 &key, T2 &value);
};
} // namespace drogon
