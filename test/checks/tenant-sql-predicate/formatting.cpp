// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Functions of the project that fill in a format text, with memory of their own making.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

struct Db {
  void run(const std::string &Sql);
};

static std::string stringf(const char *Format, ...) {
  va_list Arguments, Again;
  va_start(Arguments, Format);
  va_copy(Again, Arguments);
  int Size = vsnprintf(nullptr, 0, Format, Arguments);
  va_end(Arguments);
  if (Size < 0)
    throw std::runtime_error("cannot be formatted");
  std::unique_ptr<char[]> Buffer(new char[Size + 1]);
  vsnprintf(Buffer.get(), Size + 1, Format, Again);
  va_end(Again);
  return std::string(Buffer.get(), Buffer.get() + Size);
}
// A formatter of its own.
static char *base_vprintf(char *Buffer, size_t Size, const char *Format, va_list Arguments);
static char *own(const char *Format, ...) {
  char Base[350];
  va_list Arguments;
  va_start(Arguments, Format);
  char *Text = base_vprintf(Base, sizeof(Base), Format, Arguments);
  va_end(Arguments);
  return Text;
}
// Ones that do something else, too: what stands before the text is known.
static std::string explained(const char *Format, ...) {
  char Buffer[350];
  va_list Arguments;
  va_start(Arguments, Format);
  base_vprintf(Buffer, sizeof(Buffer), Format, Arguments);
  va_end(Arguments);
  return std::string("EXPLAIN ") + Buffer;
}
static char *cut(const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  char *Text = base_vprintf(nullptr, 0, Format, Arguments);
  va_end(Arguments);
  Text[22] = ' ';
  return Text;
}
static char *either(char *Other, const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  char *Text = base_vprintf(nullptr, 0, Format, Arguments);
  va_end(Arguments);
  return Text == nullptr ? Other : Text;
}

void run(Db &D, int Id, long tenant_id) {
  D.run(stringf("SELECT * FROM invoices WHERE id = %d", Id));
  // FINDING@-1:32: 'SELECT' reads table 'invoices' of every tenant
  D.run(stringf("SELECT * FROM invoices WHERE tenant_id = %ld AND id = %d", tenant_id, Id));
  D.run(own("DELETE FROM lines WHERE id = %d", Id));
  // FINDING@-1:26: 'DELETE' deletes from table 'lines' of every tenant
  D.run(own("DELETE FROM lines WHERE tenant_id = %ld", tenant_id));
  D.run(cut("SELECT * FROM invoices WHERE tenant_id = %ld", tenant_id));
  D.run(either(nullptr, "SELECT * FROM invoices WHERE tenant_id = %ld", tenant_id));
  D.run(explained("SELECT * FROM invoices WHERE tenant_id = %ld", tenant_id));
}
// COUNTS: 3 scoped, 2 leak, 2 unresolved
