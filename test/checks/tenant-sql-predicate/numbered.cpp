// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Statements by their number: the callers of a function say which one of a table it is, also where the function fills
// it in.
#include <cstdarg>
#include <cstdio>
#include <string>

struct Db {
  void run(const std::string &Sql);
};

enum Number { OneLine, AllLines, OldLines };
static const char *const Lines[] = {
    "DELETE FROM lines WHERE id = 1 AND tenant_id = 2",
    "DELETE FROM lines",
    // FINDING@-1:18: 'DELETE' deletes from table 'lines' of every tenant
    "DELETE FROM lines WHERE age > 9",
};
static void runLine(Db &D, Number N) { D.run(Lines[N]); }
void good_line(Db &D) { runLine(D, OneLine); }
void bad_line(Db &D) { runLine(D, AllLines); }

struct Row {
  int Rights;
  const char *Sql;
};
static const Row Rows[] = {
    {1, "DELETE FROM rows WHERE tenant_id = 2"},
    {2, "DELETE FROM rows"},
    // FINDING@-1:22: 'DELETE' deletes from table 'rows' of every tenant
    {3, "DELETE FROM rows WHERE age > 9"},
};
static void runRow(Db &D, int N) {
  const Row &Here = Rows[N];
  D.run(Here.Sql);
}
static const char *rowText(int N) { return Rows[N].Sql; }
void good_row(Db &D) {
  runRow(D, 0);
  D.run(rowText(0));
}
void bad_row(Db &D) { runRow(D, 1); }

enum class Kind : int { Mine, All, Old };
static constexpr const char *Filled[] = {
    "DELETE FROM filled WHERE id = %d AND tenant_id = %d",
    "DELETE FROM filled WHERE id = %d",
    // FINDING@-1:18: 'DELETE' deletes from table 'filled' of every tenant
    "DELETE FROM filled WHERE age > %d",
    // FINDING@-1:18: 'DELETE' deletes from table 'filled' of every tenant
};
static void fill(char *Buffer, size_t Size, Kind K, ...) {
  va_list Arguments;
  va_start(Arguments, K);
  vsnprintf(Buffer, Size, Filled[static_cast<int>(K)], Arguments);
  va_end(Arguments);
}
void good_filled(Db &D, int Id, int Tenant) {
  char Buffer[200];
  fill(Buffer, sizeof Buffer, Kind::Mine, Id, Tenant);
  D.run(Buffer);
}
void bad_filled(Db &D, int Id) {
  char Buffer[200];
  fill(Buffer, sizeof Buffer, Kind::All, Id);
  D.run(Buffer);
}
template <Kind K, typename... Given> void runFilled(Db &D, Given... G) {
  char Buffer[200];
  fill(Buffer, sizeof Buffer, K, G...);
  D.run(Buffer);
}
void good_template(Db &D, int Id, int Tenant) { runFilled<Kind::Mine>(D, Id, Tenant); }
void bad_template(Db &D, int Age) { runFilled<Kind::Old>(D, Age); }

// Comparisons of enumerators that have no type of their own.
static std::string chosen(Number N) { return N == OneLine ? "DELETE FROM chosen WHERE tenant_id = 2" : "DELETE FROM chosen"; }
// FINDING@-1:117: 'DELETE' deletes from table 'chosen' of every tenant
static const char *other(Number N) {
  if (N != OneLine)
    return "DELETE FROM other";
  return "DELETE FROM other WHERE tenant_id = 2";
}
void good_chosen(Db &D) {
  D.run(chosen(OneLine));
  D.run(other(OneLine));
}
void bad_chosen(Db &D) { D.run(chosen(AllLines)); }

// A parameter that is changed before says nothing.
static void runAny(Db &D, int N) {
  static const char *const Any[] = {"DELETE FROM any_of WHERE tenant_id = 2", "DELETE FROM any_of"};
  // FINDING@-1:92: 'DELETE' deletes from table 'any_of' of every tenant
  ++N;
  D.run(Any[N]);
}
void bad_any(Db &D) { runAny(D, 0); }
// COUNTS: 6 scoped, 6 leak, 0 unresolved
