// What the tests need of libraries for C++ that Debian does not have, as their headers
// declare it.
#ifndef DRIVERS_H
#define DRIVERS_H
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace oracle::occi {
class Statement {
public:
  void setSQL(const std::string &sql);
  void setInt(unsigned index, int value);
  virtual int execute(const std::string &sql = "");
  virtual void *executeQuery(const std::string &sql = "");
  virtual unsigned executeUpdate(const std::string &sql = "");
};
class Connection {
public:
  Statement *createStatement(const std::string &sql = "", const std::string &tag = "");
};
} // namespace oracle::occi

namespace ocilib {
typedef std::string ostring;
class Statement {
public:
  void Execute(const ostring &sql);
  void Prepare(const ostring &sql);
  template <class T> void Bind(const ostring &name, T &value, int mode);
};
} // namespace ocilib

namespace tao::pq {
namespace internal {
struct zsv {
  const char *value;
  zsv(const char *v) : value(v) {}
  zsv(const std::string &v) : value(v.c_str()) {}
};
} // namespace internal
struct result {};
class connection {
public:
  void prepare(std::string name, const internal::zsv statement);
  template <typename... As> result execute(const internal::zsv statement, As &&...as);
};
} // namespace tao::pq

namespace clickhouse {
class Query {
public:
  Query(const char *query);
  Query(const std::string &query);
};
class Block;
class Client {
public:
  void Execute(const Query &query);
  void Select(const std::string &query, std::function<void(const Block &)> callback);
};
} // namespace clickhouse

namespace boost::mysql {
using string_view = std::string_view;
struct results {};
class any_connection {
public:
  template <class Request> void execute(Request &&request, results &result);
  int prepare_statement(string_view statement);
};
} // namespace boost::mysql

namespace db::postgres {
class Connection {
public:
  template <typename... Args> Connection &execute(const char *sql, Args... args);
};
} // namespace db::postgres

namespace Wt::Dbo {
class SqlStatement {};
class SqlConnection {
public:
  virtual void executeSql(const std::string &sql);
  virtual std::unique_ptr<SqlStatement> prepareStatement(const std::string &sql) = 0;
};
class Call {
public:
  template <class T> Call &bind(const T &value);
  void run();
};
class Session {
public:
  Call execute(const std::string &sql);
};
} // namespace Wt::Dbo

namespace oatpp {
namespace data::type {
class String {
public:
  String(const char *text);
  String(const std::string &text);
};
} // namespace data::type
typedef data::type::String String;
namespace orm {
class DbClient {
public:
  void parseQueryTemplate(const oatpp::String &name, const oatpp::String &text, bool prepare = false);
  void executeQuery(const oatpp::String &query, int params);
};
} // namespace orm
} // namespace oatpp

namespace ormpp {
template <typename DB> class dbng {
public:
  bool execute(const std::string &sql);
};
} // namespace ormpp

namespace protocol {
class MySQLRequest {
public:
  void set_query(const char *query);
  void set_query(const std::string &query);
};
} // namespace protocol

namespace mysqlx {
namespace internal {
class Bind_placeholders {
public:
  template <typename... Values> Bind_placeholders &bind(Values &&...values);
};
} // namespace internal
class SqlStatement : public internal::Bind_placeholders {
public:
  int execute();
};
class Session {
public:
  SqlStatement sql(const std::string &query);
};
} // namespace mysqlx

namespace sqlpp {
namespace postgresql {
class connection {
public:
  void execute(const std::string &statement);
};
} // namespace postgresql
namespace sqlite3 {
class connection_base {
public:
  unsigned operator()(std::string_view statement);
};
} // namespace sqlite3
} // namespace sqlpp

#endif
