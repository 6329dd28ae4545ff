// RUN: %check_tenant %s tenant-sql-predicate --
//
// A pointer to characters that is given one text after the other.
#include <stddef.h>

typedef struct sqlite3 sqlite3;
int sqlite3_exec(sqlite3 *, const char *sql, int (*callback)(void *, int, char **, char **), void *, char **errmsg);
char *sqlite3_mprintf(const char *format, ...);
void sqlite3_free(void *);

// Nobody sees what it does with the characters.
void show(char *text);

// Who was handed the last text does not have this one.
void oneAfterTheOther(sqlite3 *db, int count, int tenant_id) {
  char *sql = NULL;
  for (int i = 0; i < count; ++i) {
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d", tenant_id);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    show(sql);
    sqlite3_free(sql);
    sql = sqlite3_mprintf("DELETE FROM invoices WHERE id = %d", i);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    // FINDING@-2:41: 'DELETE' deletes from table 'invoices'
    show(sql);
  }
}

// It may be another text behind the call.
void changedPerhaps(sqlite3 *db, int id) {
  char *sql = sqlite3_mprintf("DELETE FROM invoices WHERE id = %d", id);
  show(sql);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
}

// A function in sight that only reads.
static int run(sqlite3 *db, char *sql) {
  if (sql[0] == 0)
    return 1;
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int runChanged(sqlite3 *db, char *sql) {
  sql[0] = 0;
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

void again(sqlite3 *db, int count, int id) {
  char *sql = sqlite3_mprintf("DELETE FROM invoices WHERE id = %d", id);
  // FINDING@-1:44: 'DELETE' deletes from table 'invoices'
  run(db, sql);
  while (count-- > 0)
    run(db, sql);
  char *other = sqlite3_mprintf("DELETE FROM customers WHERE id = %d", id);
  runChanged(db, other);
  sqlite3_exec(db, other, NULL, NULL, NULL);
}

// What is shown of a null pointer is no part of a statement.
void optional(sqlite3 *db, const char *name, int tenant_id) {
  char *more = NULL;
  if (name)
    more = sqlite3_mprintf(" AND name = '%q'", name);
  char *sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d%s", tenant_id, more != NULL ? more : "");
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sql = sqlite3_mprintf("SELECT total FROM invoices WHERE id > %d%s", tenant_id, more != NULL ? more : "");
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  // FINDING@-2:50: 'SELECT' reads table 'invoices'
}

static const char *concatenation(int isOther) { return isOther ? "+" : "||"; }

// Nothing in an operator has to be escaped.
void escaped(sqlite3 *db, int isOther, int tenant_id) {
  sqlite3_exec(db, sqlite3_mprintf("SELECT first %q last FROM invoices", concatenation(isOther)), NULL, NULL, NULL);
  // FINDING@-1:61: 'SELECT' reads table 'invoices'
  sqlite3_exec(db, sqlite3_mprintf("SELECT first %q last FROM invoices WHERE tenant_id = %d", concatenation(isOther), tenant_id), NULL, NULL, NULL);
}

// Each branch has a statement of its own.
void manyBranches(sqlite3 *db, int what, int tenant_id) {
  char *sql = NULL;
  if (what == 0)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE id = %d", tenant_id);
    // FINDING@-1:46: 'SELECT' reads table 'invoices'
  else if (what == 1)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 1", tenant_id);
  else if (what == 2)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 2", tenant_id);
  else if (what == 3)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 3", tenant_id);
  else if (what == 4)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 4", tenant_id);
  else if (what == 5)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 5", tenant_id);
  else if (what == 6)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 6", tenant_id);
  else if (what == 7)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 7", tenant_id);
  else if (what == 8)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 8", tenant_id);
  else if (what == 9)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 9", tenant_id);
  else if (what == 10)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 10", tenant_id);
  else if (what == 11)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 11", tenant_id);
  else if (what == 12)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 12", tenant_id);
  else if (what == 13)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 13", tenant_id);
  else if (what == 14)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 14", tenant_id);
  else if (what == 15)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 15", tenant_id);
  else if (what == 16)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 16", tenant_id);
  else if (what == 17)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 17", tenant_id);
  else if (what == 18)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 18", tenant_id);
  else if (what == 19)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 19", tenant_id);
  else if (what == 20)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 20", tenant_id);
  else if (what == 21)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 21", tenant_id);
  else if (what == 22)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 22", tenant_id);
  else if (what == 23)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 23", tenant_id);
  else if (what == 24)
    sql = sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d AND kind = 24", tenant_id);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
}
