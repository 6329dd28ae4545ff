// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Text that the compiler computes.
#include <cstddef>
#include <string>
#include <string_view>

struct Db {
  void run(std::string_view Sql);
};

// Literal operator templates.
template <std::size_t N> struct Text {
  char Characters[N]{};
  consteval Text(const char (&From)[N]) {
    for (std::size_t I = 0; I < N; ++I)
      Characters[I] = From[I];
  }
};
template <Text T> consteval const char *operator""_sql() { return T.Characters; }
template <Text T> struct Held {
  static constexpr Text Value = T;
};
// Takes away the indentation.
template <Text T> struct Unindented {
  static constexpr auto Value = [] {
    Text Result = T;
    std::size_t At = 0;
    bool AtBegin = true;
    for (char C : T.Characters) {
      if (C == ' ' && AtBegin)
        continue;
      AtBegin = C == '\n';
      Result.Characters[At++] = C;
    }
    for (; At < sizeof(T.Characters); ++At)
      Result.Characters[At] = 0;
    return Result;
  }();
};
template <Text T> consteval std::string_view operator""_lines() { return Unindented<T>::Value.Characters; }
template <Text T> consteval decltype(auto) operator""_array() { return (Held<T>::Value.Characters); }

void templates(Db &D) {
  D.run("DELETE FROM lines WHERE tenant_id = $1"_array);
  D.run("DELETE FROM lines"_array);
  // FINDING@-1:22: 'DELETE' deletes from table 'lines' of every tenant
  D.run("SELECT * FROM invoices"_sql);
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  D.run("SELECT * FROM invoices WHERE tenant_id = $1"_sql);
  D.run(R"(
      SELECT *
      FROM customers
      WHERE id = $1)"_lines);
  // FINDING@-2:12: 'SELECT' reads table 'customers' of every tenant
  D.run(R"(SELECT * FROM customers
      WHERE tenant_id = $1)"_lines);
}

// Literal operators that change their text.
constexpr std::string_view operator""_head(const char *Data, std::size_t) { return {Data, 21}; }
inline std::string operator""_own(const char *Data, std::size_t) { return std::string(Data) + " AND tenant_id = $1"; }
void operators(Db &D) {
  D.run("DELETE FROM customers WHERE tenant_id = $1"_head);
  // FINDING@-1:22: 'DELETE' deletes from table 'customers' of every tenant
  D.run("DELETE FROM customers WHERE id = $2"_own);
}

// Functions that the compiler can run.
constexpr std::string_view trimmed(std::string_view S) {
  while (!S.empty() && S.front() == ' ')
    S.remove_prefix(1);
  while (!S.empty() && S.back() != '\'')
    S.remove_suffix(1);
  return S;
}
constexpr std::string_view Kept = trimmed("   SELECT * FROM lines WHERE name = 'a' AND tenant_id = $1");
void functions(Db &D, std::string_view Unknown) {
  D.run(Kept);
  // FINDING@-3:61: 'SELECT' reads table 'lines' of every tenant
  D.run(trimmed("   DELETE FROM lines WHERE tenant_id = $1 AND name = 'a'"));
  D.run(trimmed("   DELETE FROM lines WHERE name = 'a' AND tenant_id = $1"));
  // FINDING@-1:33: 'DELETE' deletes from table 'lines' of every tenant
  D.run(trimmed(Unknown));
}

// COUNTS: 5 scoped, 6 leak, 1 unresolved
