// The shape of drogon's DbClient: what a call of it looks like, no more.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drogon::orm {

class Result {};
class DrogonDbException {};
enum class Mode { NonBlocking, Blocking };

namespace internal {

class SqlAwaiter {};

class SqlBinder {
public:
  template <typename ParameterType> SqlBinder &operator<<(ParameterType &&parameter);
  SqlBinder &operator<<(const char str[]);
  SqlBinder &operator<<(char str[]);
  SqlBinder &operator<<(const std::string_view &str);
  SqlBinder &operator<<(const std::string &str);
  SqlBinder &operator<<(std::string &str);
  SqlBinder &operator<<(std::string &&str);
  SqlBinder &operator<<(Mode mode);
  template <typename CallbackType> SqlBinder &operator>>(CallbackType &&) { return *this; }
};

} // namespace internal

class DbClient {
public:
  virtual ~DbClient() = default;

  template <typename FUNCTION1, typename FUNCTION2, typename... Arguments>
  void execSqlAsync(const std::string &, FUNCTION1 &&, FUNCTION2 &&, Arguments &&...) noexcept {}
  template <typename... Arguments> std::future<Result> execSqlAsyncFuture(const std::string &sql, Arguments &&...args) noexcept;
  template <typename... Arguments> const Result execSqlSync(const std::string &sql, Arguments &&...args) noexcept(false);
  template <typename... Arguments> internal::SqlAwaiter execSqlCoro(const std::string &sql, Arguments &&...args) noexcept;
  template <typename T> internal::SqlAwaiter execSqlCoro(const std::string &sql, const std::vector<T> &args) noexcept;

  internal::SqlBinder operator<<(const std::string &sql);
  internal::SqlBinder operator<<(std::string &&sql);
  template <int N> internal::SqlBinder operator<<(const char (&sql)[N]) { return *this << std::string(sql); }
  internal::SqlBinder operator<<(const std::string_view &sql);

  static std::shared_ptr<DbClient> newPgClient(const std::string &connInfo, size_t connNum, bool autoBatch = false);
  virtual std::shared_ptr<class Transaction> newTransaction(const std::function<void(bool)> &commitCallback = {}) noexcept(false) = 0;
  virtual bool hasAvailableConnections() const noexcept = 0;
  void setTimeout(double timeout);
};

class Transaction : public DbClient {
public:
  virtual void rollback() = 0;
  virtual void setCommitCallback(const std::function<void(bool)> &commitCallback) = 0;
};

using DbClientPtr = std::shared_ptr<DbClient>;

} // namespace drogon::orm

namespace drogon {

class HttpAppFramework {
public:
  virtual orm::DbClientPtr getDbClient(const std::string &name = "default") = 0;
};
HttpAppFramework &app();

} // namespace drogon
