// The shape of nanodbc: what a call of it looks like, no more.
#pragma once

#include <list>
#include <string>

namespace nanodbc {

#ifdef NANODBC_ENABLE_UNICODE
typedef std::u16string string;
#define NANODBC_TEXT(s) u##s
#else
typedef std::string string;
#define NANODBC_TEXT(s) s
#endif

struct attribute {
  long attribute;
};
struct batch_ops {
  long parameter_array_length;
};

class result {};

class connection {
public:
  explicit connection(const string &connection_string, long timeout = 0);
  void connect(const string &connection_string, long timeout = 0);
};

class statement {
public:
  enum param_direction { PARAM_IN, PARAM_OUT };

  statement();
  explicit statement(class connection &conn);
  explicit statement(class connection &conn, const std::list<attribute> &attributes);
  statement(class connection &conn, const string &query, long timeout = 0);
  statement(const statement &rhs);
  statement(statement &&rhs) noexcept;

  void prepare(class connection &conn, const string &query, long timeout = 0);
  void prepare(const string &query, long timeout = 0);
  bool async_prepare(const string &query, void *event_handle, long timeout = 0);
  result execute_direct(class connection &conn, const string &query, long batch_operations = 1, long timeout = 0);
  result execute_direct(class connection &conn, const string &query, const batch_ops &array_sizes, long timeout = 0);
  bool async_execute_direct(class connection &conn, void *event_handle, const string &query, long batch_operations = 1, long timeout = 0);
  void just_execute_direct(class connection &conn, const string &query, long batch_operations = 1, long timeout = 0);
  result execute(long batch_operations = 1, long timeout = 0);
  void just_execute(long batch_operations = 1, long timeout = 0);
  result procedure_columns(const string &catalog, const string &schema, const string &procedure, const string &column);
  template <class T> void bind(short param_index, const T *value, param_direction direction = PARAM_IN);
};

class transaction {
public:
  explicit transaction(const class connection &conn);
  void commit();
};

result execute(connection &conn, const string &query, long batch_operations = 1, long timeout = 0);
void just_execute(connection &conn, const string &query, long batch_operations = 1, long timeout = 0);
result execute(statement &stmt, long batch_operations = 1);
void just_execute(statement &stmt, long batch_operations = 1);
void prepare(statement &stmt, const string &query, long timeout = 0);

} // namespace nanodbc
