// RUN: %check_tenant %s tenant-sql-predicate --
//
// A null pointer is no statement, and a function that is given one runs nothing.
#include <stddef.h>

typedef struct sqlite3 sqlite3;
int sqlite3_exec(sqlite3 *, const char *sql, int (*callback)(void *, int, char **, char **), void *, char **errmsg);

static void migrate(sqlite3 *db, const char *test, const char *drop, const char *create) {
  sqlite3_exec(db, test, NULL, NULL, NULL);
  if (drop)
    sqlite3_exec(db, drop, NULL, NULL, NULL);
  sqlite3_exec(db, create, NULL, NULL, NULL);
}

void schema(sqlite3 *db) {
  migrate(db, "SELECT total FROM invoices WHERE tenant_id = 7", NULL, "CREATE TABLE notes (tenant_id INT, note TEXT)");
  migrate(db, "SELECT total FROM invoices WHERE tenant_id = 7", "DELETE FROM invoices", NULL);
  // FINDING@-1:78: 'DELETE' deletes from table 'invoices'
}
