// The shape of libpqxx 7: what a call of it looks like, no more.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>

namespace pqxx {

class zview : public std::string_view {
public:
  constexpr zview() noexcept = default;
  constexpr zview(std::string_view other) noexcept : std::string_view(other) {}
  constexpr zview(char const text[]) noexcept : std::string_view(text) {}
  constexpr zview(char const text[], std::ptrdiff_t len) noexcept : std::string_view(text, static_cast<std::size_t>(len)) {}
  zview(std::string const &str) noexcept : std::string_view(str) {}
  constexpr char const *c_str() const noexcept { return data(); }
};

class prepped : public zview {
public:
  prepped(zview name) : zview(name) {}
};

class params {
public:
  params() = default;
  template <typename... Args> params(Args &&...args);
  template <typename T> void append(T const &value);
};

class result {
public:
  using size_type = int;
};
class row {};
template <typename... TYPE> class result_iteration {};

class transaction_base {
public:
  result exec(std::string_view query, std::string_view desc);
  result exec(std::string_view query, params parms);
  result exec(std::string_view query);
  result exec(std::stringstream const &query, std::string_view desc);
  result exec(prepped statement);
  result exec(prepped statement, params const &args);
  result exec0(zview query, std::string_view desc);
  result exec0(zview query);
  row exec1(zview query, std::string_view desc);
  row exec1(zview query);
  result exec_n(result::size_type rows, zview query, std::string_view desc);
  result exec_n(result::size_type rows, zview query);
  template <typename... TYPE> result_iteration<TYPE...> query(zview query, params const &parms = {});
  template <typename... TYPE> result_iteration<TYPE...> query(prepped statement, params const &parms = {});
  template <typename TYPE> TYPE query_value(zview query, params const &parms);
  template <typename TYPE> TYPE query_value(zview query);
  template <typename TYPE> TYPE query_value(prepped statement, params const &parms = {});
  template <typename... TYPE> std::tuple<TYPE...> query1(zview query, params const &parms = {});
  template <typename... TYPE> std::optional<std::tuple<TYPE...>> query01(zview query, params const &parms = {});
  template <typename... TYPE> result_iteration<TYPE...> query_n(result::size_type rows, zview query, params const &parms = {});
  template <typename CALLABLE> void for_query(zview, CALLABLE &&, params const &) {}
  template <typename CALLABLE> void for_query(zview, CALLABLE &&) {}
  template <typename CALLABLE> void for_query(prepped, CALLABLE &&, params const & = {}) {}
  template <typename... TYPE> result_iteration<TYPE...> stream(std::string_view query) &;
  template <typename CALLABLE> void for_stream(std::string_view, CALLABLE &&) {}
  template <typename CALLABLE> void for_each(std::string_view, CALLABLE &&) {}
  template <typename... Args> result exec_params(std::string_view query, Args &&...args);
  template <typename... Args> result exec_params0(zview query, Args &&...args);
  template <typename... Args> row exec_params1(zview query, Args &&...args);
  template <typename... Args> result exec_params_n(std::size_t rows, zview query, Args &&...args);
  template <typename... Args> result exec_prepared(zview statement, Args &&...args);
  void set_variable(std::string_view var, std::string_view value);
};

class dbtransaction : public transaction_base {};
class work final : public dbtransaction {};

class connection {
public:
  void prepare(zview name, zview definition) &;
  void prepare(char const name[], char const definition[]) &;
  void prepare(zview definition) &;
  void prepare(char const definition[]) &;
  template <typename TYPE> void set_session_var(std::string_view var, TYPE const &value) &;
  void set_variable(std::string_view var, std::string_view value) &;
};

struct from_query_t {};
inline constexpr from_query_t from_query;
struct from_table_t {};
inline constexpr from_table_t from_table;

class stream_from {
public:
  static stream_from query(transaction_base &tx, std::string_view q);
  stream_from(transaction_base &tx, from_query_t, std::string_view query);
  stream_from(transaction_base &tx, from_table_t, std::string_view table);
};

class pipeline {
public:
  long insert(std::string_view query) &;
};

inline namespace literals {
constexpr zview operator"" _zv(char const text[], std::size_t len) noexcept { return zview(text, static_cast<std::ptrdiff_t>(len)); }
} // namespace literals

} // namespace pqxx
