// The shape of userver's PostgreSQL driver: what a call of it looks like, no more.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace userver {

namespace utils {
template <typename Tag, typename T> class StrongTypedef {
public:
  explicit StrongTypedef(T value);
};
} // namespace utils

namespace storages {

class Query {
public:
  using Name = utils::StrongTypedef<struct NameTag, std::string>;
  enum class LogMode { kFull, kNameOnly };

  Query() = default;
  Query(const Query &other) = default;
  Query(Query &&other) = default;
  Query &operator=(const Query &other) = default;
  Query(const char *statement, std::optional<Name> name = std::nullopt, LogMode log_mode = LogMode::kFull);
  Query(std::string statement, std::optional<Name> name = std::nullopt, LogMode log_mode = LogMode::kFull);

private:
  std::string statement_;
};

namespace postgres {

using Query = storages::Query;

enum class ClusterHostType { kMaster = 1, kSlave = 2 };
class ClusterHostTypeFlags {
public:
  ClusterHostTypeFlags(ClusterHostType type);
};
struct CommandControl {
  std::chrono::milliseconds execute;
  std::chrono::milliseconds statement;
};
using OptionalCommandControl = std::optional<CommandControl>;
class ResultSet {};
class Portal {};

class ParameterStore {
public:
  template <typename T> ParameterStore &PushBack(const T &param);
};

class Transaction {
public:
  static constexpr std::size_t kDefaultRowsInChunk = 10000;

  template <typename... Args> ResultSet Execute(const Query &query, const Args &...args);
  template <typename... Args> ResultSet Execute(OptionalCommandControl statement_cmd_ctl, const Query &query, const Args &...args);
  ResultSet Execute(const Query &query, const ParameterStore &store);
  ResultSet Execute(OptionalCommandControl statement_cmd_ctl, const Query &query, const ParameterStore &store);
  template <typename Container> void ExecuteBulk(const Query &query, const Container &args, std::size_t chunk_rows = kDefaultRowsInChunk);
  template <typename Container>
  void ExecuteBulk(OptionalCommandControl statement_cmd_ctl, const Query &query, const Container &args, std::size_t chunk_rows = kDefaultRowsInChunk);
  template <typename Container>
  void ExecuteDecomposeBulk(const Query &query, const Container &args, std::size_t chunk_rows = kDefaultRowsInChunk);
  template <typename... Args> Portal MakePortal(const Query &query, const Args &...args);
  template <typename... Args> Portal MakePortal(OptionalCommandControl statement_cmd_ctl, const Query &query, const Args &...args);
  Portal MakePortal(const Query &query, const ParameterStore &store);
  void SetParameter(const std::string &param_name, const std::string &value);
  void Commit();
};

class QueryQueue {
public:
  template <typename... Args> void Push(CommandControl cc, const Query &query, const Args &...args);
  template <typename... Args> void Push(const Query &query, const Args &...args);
};

class Cluster {
public:
  Transaction Begin(ClusterHostTypeFlags flags);
  Transaction Begin(std::string name, ClusterHostTypeFlags flags);
  template <typename... Args> ResultSet Execute(ClusterHostTypeFlags flags, const Query &query, const Args &...args);
  template <typename... Args>
  ResultSet Execute(ClusterHostTypeFlags flags, OptionalCommandControl statement_cmd_ctl, const Query &query, const Args &...args);
  ResultSet Execute(ClusterHostTypeFlags flags, const Query &query, const ParameterStore &store);
  ResultSet Execute(ClusterHostTypeFlags flags, OptionalCommandControl statement_cmd_ctl, const Query &query, const ParameterStore &store);
};

using ClusterPtr = std::shared_ptr<Cluster>;

} // namespace postgres
} // namespace storages
} // namespace userver
