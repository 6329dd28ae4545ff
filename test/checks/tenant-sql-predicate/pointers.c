// RUN: %check_tenant %s tenant-sql-predicate --
//
// A pointer to characters that is given one text after the other.
#include <stddef.h>
#include <string.h>

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
    // FINDING@-2:40: 'DELETE' deletes from table 'invoices'
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
static int isEmpty(char *sql) { return sql[0] == 0; }

static int makeEmpty(char *sql) { return sql[0] = 0; }

void looked(sqlite3 *db, int id) {
  char *sql = sqlite3_mprintf("DELETE FROM invoices WHERE id = %d", id);
  // FINDING@-1:44: 'DELETE' deletes from table 'invoices'
  if (!isEmpty(sql))
    sqlite3_exec(db, sql, NULL, NULL, NULL);
  char *other = sqlite3_mprintf("DELETE FROM customers WHERE id = %d", id);
  if (!makeEmpty(other))
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
  // FINDING@-2:44: 'SELECT' reads table 'invoices'
}

static const char *concatenation(int isOther) { return isOther ? "+" : "||"; }

// Nothing in an operator has to be escaped.
void escaped(sqlite3 *db, int isOther, int tenant_id) {
  sqlite3_exec(db, sqlite3_mprintf("SELECT first %q last FROM invoices", concatenation(isOther)), NULL, NULL, NULL);
  // FINDING@-1:63: 'SELECT' reads table 'invoices'
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

// The answer is not the statement, which is known where it is run.
static char *answerOf(sqlite3 *db, char *sql, char *answer) {
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  return answer;
}

static char *firstAnswer(sqlite3 *db, char *sql, char *answer) {
  char *first = NULL;
  first = answerOf(db, sql, answer);
  return first;
}

void asks(sqlite3 *db, int id, int tenant_id) {
  char answer[20];
  firstAnswer(db, sqlite3_mprintf("SELECT total FROM invoices WHERE id = %d", id), answer);
  // FINDING@-1:54: 'SELECT' reads table 'invoices'
  firstAnswer(db, sqlite3_mprintf("SELECT total FROM invoices WHERE tenant_id = %d", tenant_id), answer);
}

// What is short is run as it is; of pieces nobody knows what they are.
static void inPieces(sqlite3 *db, char *sql, size_t length) {
  if (strlen(sql) < length) {
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    return;
  }
  char *from = sql;
  while (*from) {
    char *to = from + length;
    *to = 0;
    sqlite3_exec(db, from, NULL, NULL, NULL);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    from = to + 1;
  }
}

void pieces(sqlite3 *db, int id, int tenant_id) {
  inPieces(db, sqlite3_mprintf("DELETE FROM customers WHERE id = %d", id), 1000);
  // FINDING@-1:45: 'DELETE' deletes from table 'customers'
  inPieces(db, sqlite3_mprintf("DELETE FROM customers WHERE tenant_id = %d", tenant_id), 1000);
}

// What is written through one name shows in all of them.
void writtenThrough(sqlite3 *db, const char *more, int isLong) {
  char *sql = sqlite3_mprintf("DELETE FROM invoices WHERE id > 0 %s", "                    ");
  const char *seen = sql;
  char *end = strchr(sql, '0');
  strcpy(end, more);
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_exec(db, seen, NULL, NULL, NULL);
  sqlite3_exec(db, end, NULL, NULL, NULL);
  char *other = sqlite3_mprintf("DELETE FROM lines WHERE id > 0 %s", "                    ");
  for (;;) {
    char *start = other;
    strcpy(start, more);
    if (isLong)
      break;
  }
  sqlite3_exec(db, other, NULL, NULL, NULL);
  // Another text.
  other = sqlite3_mprintf("DELETE FROM lines WHERE id = %d", isLong);
  // FINDING@-1:40: 'DELETE' deletes from table 'lines'
  sqlite3_exec(db, other, NULL, NULL, NULL);
}

// A function that takes a statement over is given the place of its pointer.
static void takesOver(sqlite3 *db, char **place) {
  char *sql;
  if (place == NULL || *place == NULL)
    return;
  sql = *place;
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  *place = NULL;
}

static void writesFirst(sqlite3 *db, char **place) {
  *place = sqlite3_mprintf("%s", "SELECT 1");
  sqlite3_exec(db, *place, NULL, NULL, NULL);
}

static void writesNext(sqlite3 *db, char **place, int count) {
  for (int i = 0; i < count; ++i) {
    sqlite3_exec(db, *place, NULL, NULL, NULL);
    show(*place);
    *place = sqlite3_mprintf("%s", "SELECT 1");
  }
}

void gives(sqlite3 *db, int id, int tenant_id) {
  char *sql = sqlite3_mprintf("DELETE FROM invoices WHERE id = %d", id);
  // FINDING@-1:44: 'DELETE' deletes from table 'invoices'
  takesOver(db, &sql);
  sql = sqlite3_mprintf("DELETE FROM invoices WHERE tenant_id = %d", tenant_id);
  takesOver(db, &sql);
  sql = sqlite3_mprintf("DELETE FROM customers WHERE id = %d", id);
  writesFirst(db, &sql);
  sql = sqlite3_mprintf("DELETE FROM customers WHERE id = %d", id);
  writesNext(db, &sql, id);
}
