// RUN: %check_tenant %s tenant-sql-predicate -- -std=gnu11
//
// Parts that may be one of many words: too many texts to tell apart, and the rest of the statement stays what it is.
#include <sqlite3.h>

void run_sql(void *Db, const char *Sql);

struct word {
  const char *Name;
  int State;
};
static struct word Words[] = {{"unknown", 0}, {"open", 1}, {"paid", 2}, {"sent", 3}, {"closed", 4}, {0, 0}};
static const char *word(int State) {
  const char *Name = "unknown";
  for (unsigned I = 0; I < sizeof(Words) / sizeof(Words[0]) - 1; ++I)
    if (Words[I].State == State) {
      Name = Words[I].Name;
      break;
    }
  return Name;
}

void good(sqlite3 *Db, int Id) {
  char *Sql = sqlite3_mprintf("UPDATE invoices SET state = CASE state WHEN '%q' THEN '%q' ELSE state END, note = ''"
                              " WHERE id = %d AND state IN ('%q', '%q') AND tenant_id = ?",
                              word(1), word(2), Id, word(3), word(4));
  run_sql(Db, Sql);
  sqlite3_free(Sql);
}
void bad(sqlite3 *Db, int Id) {
  char *Sql = sqlite3_mprintf("UPDATE invoices SET state = CASE state WHEN '%q' THEN '%q' ELSE state END, note = ''"
                              " WHERE id = %d AND state IN ('%q', '%q')",
                              // FINDING@-2:39: 'UPDATE' changes table 'invoices' of every tenant
                              word(1), word(2), Id, word(3), word(4));
  run_sql(Db, Sql);
  sqlite3_free(Sql);
}
