// What the tests need of C++ libraries around SQLite and MariaDB that Debian does not have, as their
// headers declare it: SQLite Modern Cpp, sqlite3pp, mariadb++.
#ifndef SQLITE_WRAPPERS_H
#define SQLITE_WRAPPERS_H
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// sqlite_modern_cpp.h
namespace sqlite {
class database_binder {
public:
  void execute();
};
class database {
public:
  explicit database(const std::string &name);
  database_binder operator<<(std::string_view sql);
  database_binder operator<<(std::u16string_view sql);
};
template <typename T> database_binder &operator<<(database_binder &db, T &&val);
template <typename T> database_binder operator<<(database_binder &&db, const T &val);
template <typename T> void operator>>(database_binder &binder, T &&value);
template <typename T> void operator>>(database_binder &&binder, T &&value);
} // namespace sqlite

// sqlite3pp.h
namespace sqlite3pp {
enum copy_semantic { copy, nocopy };
class database {
public:
  int execute(char const *sql);
  int executef(char const *sql, ...);
};
class statement {
public:
  int prepare(char const *stmt);
  int bind(int idx, int value);
  int bind(int idx, long long int value);
  int bind(int idx, std::string const &value, copy_semantic fcopy);
  int bind(char const *name, int value);
  int bind(char const *name, long long int value);

protected:
  explicit statement(database &db, char const *stmt = nullptr);
};
class command : public statement {
public:
  explicit command(database &db, char const *stmt = nullptr);
  int execute();
};
class query : public statement {
public:
  explicit query(database &db, char const *stmt = nullptr);
};
} // namespace sqlite3pp

// mariadb++/connection.hpp, mariadb++/statement.hpp
namespace mariadb {
using u32 = std::uint32_t;
using u64 = std::uint64_t;
class result_set;
class statement {
public:
  u64 execute();
  std::shared_ptr<result_set> query();
  void set_string(u32 index, const std::string &value);
  void set_unsigned64(u32 index, u64 value);
};
class connection {
public:
  u64 execute(const std::string &query);
  u64 insert(const std::string &query);
  std::shared_ptr<result_set> query(const std::string &query);
  std::shared_ptr<statement> create_statement(const std::string &query);
};
} // namespace mariadb

#endif
