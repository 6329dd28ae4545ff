// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// The finding is at the name of the table inside the literal, however the
// literal is written.
struct Db {
  void run(const char *Sql, ...);
};

#define COLUMNS "id, total"
#define TABLE "invoices"
#define ALL_CUSTOMERS "SELECT * FROM customers"
#define STRINGIZED(text) #text
#define CALL(db, what) db.run("SELECT " what " FROM lines")

void plain(Db &D) {
  D.run("SELECT * FROM invoices WHERE id = $1");
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant: no predicate on 'tenant_id'
  // NOTE@-2:5: the text is handed to 'Db::run' in 'plain'
  // NOTE@-3:24: add "AND invoices.tenant_id = $2" and bind the tenant of the request context
  D.run("SELECT * FROM invoices WHERE tenant_id = $1 AND id = $2");
}

void adjacent(Db &D) {
  D.run("SELECT " "* "
        "FROM inv" "oices WHERE id = $1");
  // FINDING@-1:15: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-3:5: the text is handed to 'Db::run' in 'adjacent'
  // NOTE@-3:15: add
}

void raw(Db &D) {
  D.run(R"sql(
    SELECT *
      FROM invoices
     WHERE id = $1)sql");
  // FINDING@-2:12: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-5:5: the text is handed to 'Db::run' in 'raw'
  // NOTE@-4:12: add
}

void escapes(Db &D) {
  D.run("SELECT '\x41\t\u00e4', \"\\\" \
    FROM invoices WHERE id = $1");
  // FINDING@-1:10: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-3:5: the text is handed to 'Db::run' in 'escapes'
  // NOTE@-3:10: add
}

// Bytes, not characters, are counted up to here; SARIF counts otherwise.
void umlauts(Db &D) {
  D.run("SELECT 'äöü' FROM invoices");
  // FINDING@-1:31: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-2:5: the text is handed to 'Db::run' in 'umlauts'
  // NOTE@-3:31: add
}

void macros(Db &D) {
  D.run("SELECT " COLUMNS " FROM " TABLE " WHERE id = $1");
  // FINDING@-49:16: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-2:5: the text is handed to 'Db::run' in 'macros'
  // NOTE@-51:16: add
  D.run(ALL_CUSTOMERS " WHERE tenant_id = $1");
  D.run(ALL_CUSTOMERS);
  // FINDING@-53:38: 'SELECT' reads table 'customers' of every tenant
  // NOTE@-2:5: the text is handed to 'Db::run' in 'macros'
  // NOTE@-55:38: add
  CALL(D, "qty");
  // FINDING@-55:53: 'SELECT' reads table 'lines' of every tenant
  // NOTE@-2:3: the text is handed to 'Db::run' in 'macros'
  // NOTE@-57:53: add
}

// What the preprocessor makes up is in no file: the finding is where it is used.
void stringized(Db &D) {
  D.run(STRINGIZED(SELECT * FROM lines));
  // FINDING@-1:9: 'SELECT' reads table 'lines' of every tenant
  // NOTE@-2:5: the text is handed to 'Db::run' in 'stringized'
  // NOTE@-3:9: add
}

// COUNTS: 2 scoped, 9 leak, 0 unresolved
