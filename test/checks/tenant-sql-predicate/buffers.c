// RUN: %check_tenant %s tenant-sql-predicate -- -std=gnu11
//
// Texts in C: buffers, structs, variables of the file.
#include <stdio.h>
#include <string.h>

void run_sql(void *Db, const char *Sql);
struct request {
  char Sql[200];
  const char *Name;
};
static char *Statement = "SELECT * FROM invoices";
// FINDING@-1:41: 'SELECT' reads table 'invoices' of every tenant
static const char *Statements[] = {"SELECT * FROM invoices WHERE tenant_id = $1", "SELECT * FROM lines"};
// FINDING@-1:98: 'SELECT' reads table 'lines' of every tenant
static const char *Changed = "SELECT * FROM invoices";

static void build(char *Out, size_t Size, int Id) { snprintf(Out, Size, "SELECT * FROM invoices WHERE id = %d", Id); }
// FINDING@-1:88: 'SELECT' reads table 'invoices' of every tenant
static void fill(struct request *R, int Id) {
  strcpy(R->Sql, "SELECT * FROM customers");
  // FINDING@-1:33: 'SELECT' reads table 'customers' of every tenant
  if (Id != 0)
    strcat(R->Sql, " WHERE tenant_id = $1");
}
static const char *table(int Kind) {
  switch (Kind) {
  case 0:
    return "invoices";
    // FINDING@-1:13: 'SELECT' reads table 'invoices' of every tenant
  default:
    return "plans";
  }
}

void run(void *Db, int Id) {
  run_sql(Db, Statement);
  run_sql(Db, Statements[Id]);
  run_sql(Db, Changed);
  Changed = "SELECT 1";
  char Buffer[200];
  build(Buffer, sizeof Buffer, Id);
  run_sql(Db, Buffer);
  snprintf(Buffer, sizeof Buffer, "SELECT * FROM %s", table(Id));
  run_sql(Db, Buffer);
  struct request R;
  R.Name = "SELECT * FROM lines";
  // FINDING@-1:27: 'SELECT' reads table 'lines' of every tenant
  run_sql(Db, R.Name);
  fill(&R, Id);
  run_sql(Db, R.Sql);
  // Cut off.
  strncpy(Buffer, "SELECT * FROM lines WHERE tenant_id = $1", 19);
  run_sql(Db, Buffer);
}

void unseen(void *Db) {
  char Buffer[200];
  strcpy(Buffer, "SELECT * FROM lines WHERE tenant_id = $1");
  char *Where = strchr(Buffer, 'W');
  *Where = 0;
  run_sql(Db, Buffer);
}

// A length that is counted, and one that is not that of the text.
void counted(void *Db, int Id) {
  char Buffer[200];
  int Length = sprintf(Buffer, "SELECT * FROM invoices");
  // FINDING@-1:47: 'SELECT' reads table 'invoices' of every tenant
  sprintf(Buffer + Length, " LIMIT %d", Id);
  run_sql(Db, Buffer);
  char Good[200];
  int Size = sprintf(Good, "SELECT * FROM lines");
  Size += sprintf(Good + Size, " WHERE tenant_id = %d", Id);
  sprintf(&Good[Size], " LIMIT 1");
  run_sql(Db, Good);
  char Wrong[200];
  int Last = sprintf(Wrong, "SELECT * FROM lines");
  Last = sprintf(Wrong + Last, " WHERE tenant_id = %d", Id);
  sprintf(Wrong + Last, " LIMIT 1");
  run_sql(Db, Wrong);
  char Again[200];
  int Begin = sprintf(Again, "SELECT * FROM lines");
  for (int I = 0; I < Id; ++I) {
    sprintf(Again + Begin, " WHERE tenant_id = %d", I);
    run_sql(Db, Again);
  }
}

// Tables of pairs, and of structs with tables.
static const char *const Pairs[][2] = {{"all", "SELECT * FROM invoices"}, {"one", "SELECT * FROM lines WHERE tenant_id = $1"}, {0, 0}};
// FINDING@-1:63: 'SELECT' reads table 'invoices' of every tenant
static const struct named {
  const char *Name;
  const char *Texts[2];
} Named[] = {{"lines", {"SELECT * FROM lines", "SELECT * FROM lines WHERE tenant_id = $1"}}};
// FINDING@-1:40: 'SELECT' reads table 'lines' of every tenant
void pairs(void *Db, int I) {
  run_sql(Db, Pairs[I][1]);
  run_sql(Db, Pairs[1][1]);
  run_sql(Db, Named[I].Texts[0]);
  run_sql(Db, Named[0].Texts[1]);
}

// What an expression ends with.
void ends(void *Db, int I) {
  run_sql(Db, (I++, "SELECT * FROM invoices"));
  // FINDING@-1:36: 'SELECT' reads table 'invoices' of every tenant
  run_sql(Db, ({
            const char *Text = "SELECT * FROM lines";
            // FINDING@-1:47: 'SELECT' reads table 'lines' of every tenant
            Text;
          }));
}

// Where a text is ended: at the last place of its buffer, where it ends anyway; before its last characters; somewhere.
void ended(void *Db, const int *Ids, int Count, int Where) {
  char Full[200];
  strncpy(Full, "SELECT * FROM customers", sizeof(Full));
  // FINDING@-1:32: 'SELECT' reads table 'customers' of every tenant
  Full[sizeof(Full) - 1] = '\0';
  run_sql(Db, Full);
  char List[4096] = "SELECT * FROM lines WHERE tenant_id = $1 AND id IN (";
  for (int I = 0; I < Count; ++I) {
    char One[20];
    snprintf(One, sizeof(One), "%d,", Ids[I]);
    strcat(List, One);
  }
  List[strlen(List) - 1] = '\0';
  strcat(List, ")");
  run_sql(Db, List);
  char Shorter[200] = "SELECT * FROM plans, lines WHERE tenant_id = 15";
  // FINDING@-1:45: 'SELECT' reads table 'lines' of every tenant
  Shorter[strlen(Shorter) - 21] = 0;
  run_sql(Db, Shorter);
  char Cut[200] = "SELECT * FROM lines WHERE tenant_id = $1";
  Cut[19] = 0;
  run_sql(Db, Cut);
  char Somewhere[200] = "SELECT * FROM lines WHERE tenant_id = $1";
  Somewhere[Where] = 0;
  run_sql(Db, Somewhere);
}

// COUNTS: 4 scoped, 13 leak, 7 unresolved
