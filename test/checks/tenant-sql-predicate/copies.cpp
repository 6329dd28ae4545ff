// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Texts that are copied with their size, and behind others.
#include <cstdlib>
#include <cstring>

struct Db {
  void run(const char *Sql);
};

void bad_copied(Db &D) {
  char Buffer[200];
  const char *Text = "DELETE FROM copied";
  // FINDING@-1:35: 'DELETE' deletes from table 'copied' of every tenant
  memcpy(Buffer, Text, strlen(Text) + 1);
  D.run(Buffer);
}
void good_copied(Db &D) {
  char Buffer[200];
  memcpy(Buffer, "DELETE FROM copied WHERE tenant_id = 1", sizeof "DELETE FROM copied WHERE tenant_id = 1");
  D.run(Buffer);
}
static void copy(char *To, const char *From, size_t Size) { memcpy(To, From, Size); }
void bad_copied_by(Db &D) {
  char Buffer[200];
  copy(Buffer, "DELETE FROM copied_by", 22);
  // FINDING@-1:29: 'DELETE' deletes from table 'copied_by' of every tenant
  D.run(Buffer);
}
void good_copied_by(Db &D) {
  char Buffer[200];
  copy(Buffer, "DELETE FROM copied_by WHERE tenant_id = 1", 42);
  D.run(Buffer);
}
// What is cut off is not known.
void unknown_cut(Db &D) {
  char Buffer[200];
  memcpy(Buffer, "DELETE FROM cut_off WHERE tenant_id = 1", 19);
  Buffer[19] = 0;
  D.run(Buffer);
}
// A part of a text, as far as something was found in it.
void unknown_part(Db &D) {
  char Buffer[200];
  const char *Text = "DELETE FROM parts; DELETE FROM others WHERE tenant_id = 1";
  const char *End = strchr(Text, ';');
  size_t Length = static_cast<size_t>(End - Text);
  memcpy(Buffer, Text, Length);
  Buffer[Length] = 0;
  D.run(Buffer);
}
void good_sized(Db &D) {
  char Buffer[200];
  const char *Text = "DELETE FROM copied WHERE tenant_id = 1";
  const size_t Size = strlen(Text) + 1;
  memcpy(Buffer, Text, Size);
  D.run(Buffer);
}
void bad_behind(Db &D) {
  char Buffer[200];
  strcpy(Buffer, "DELETE FROM behind");
  // FINDING@-1:31: 'DELETE' deletes from table 'behind' of every tenant
  const size_t Length = strlen(Buffer);
  strcpy(Buffer + Length, " WHERE a = 1");
  D.run(Buffer);
}
void good_behind(Db &D) {
  char Buffer[200];
  strcpy(Buffer, "DELETE FROM behind");
  const size_t Length = strlen(Buffer);
  memcpy(Buffer + Length, " WHERE tenant_id = 1", 21);
  D.run(Buffer);
}
// The length of before is that of a part.
void unknown_behind(Db &D) {
  char Buffer[200];
  strcpy(Buffer, "DELETE FROM behind");
  const size_t Length = strlen(Buffer);
  strcat(Buffer, " WHERE tenant_id = 1");
  strcpy(Buffer + Length, " WHERE a = 1");
  D.run(Buffer);
}
// COUNTS: 4 scoped, 3 leak, 3 unresolved
