// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Text that changes on its way: what is true at the call counts, on every way there.
#include <sstream>
#include <string>

struct Db {
  void run(const char *Sql);
};
void run_sql(Db &, const std::string &Sql);

void appended(Db &D, long Id) {
  std::string Sql = "SELECT * FROM invoices";
  // FINDING@-1:36: 'SELECT' reads table 'invoices' of every tenant
  run_sql(D, Sql);
  Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
  Sql.append(" AND id = ").append(std::to_string(Id));
  run_sql(D, Sql);
  Sql += " OR paid";
  // The same table, another reason.
  // FINDING@-9:36: 'SELECT' reads table 'invoices' of every tenant: the predicate on 'tenant_id' is inside OR
  run_sql(D, Sql);
}

void assigned(Db &D) {
  std::string Sql;
  Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  run_sql(D, Sql);
  Sql = "SELECT * FROM lines";
  // FINDING@-1:24: 'SELECT' reads table 'lines' of every tenant
  run_sql(D, Sql);
  Sql.clear();
  Sql.push_back('S');
  Sql.append("ELECT * FROM lines WHERE tenant_id = $1");
  run_sql(D, Sql);
}

// One way of two has no predicate.
void branch(Db &D, bool All) {
  std::string Sql = "SELECT * FROM customers";
  // FINDING@-1:36: 'SELECT' reads table 'customers' of every tenant
  if (!All)
    Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
}

void bothBranches(Db &D, bool Descending) {
  std::string Sql = "SELECT * FROM customers WHERE tenant_id = $1";
  if (Descending)
    Sql += " ORDER BY name DESC";
  else
    Sql += " ORDER BY name";
  run_sql(D, Sql);
}

void earlyReturn(Db &D, bool HasTenant) {
  std::string Sql = "SELECT * FROM customers";
  if (!HasTenant)
    return;
  Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
}

// The same flag asked twice.
void correlated(Db &D, const bool ByTenant) {
  std::string Sql = "SELECT * FROM plans p";
  if (ByTenant)
    Sql = "SELECT * FROM customers c WHERE c.tenant_id = $1";
  if (ByTenant)
    Sql += " AND c.active";
  run_sql(D, Sql);
}
void correlatedParts(Db &D, const std::string &Name) {
  std::string Where, Table;
  if (Name.empty())
    Table = "customers";
  else
    Table = "plans";
  if (Name.empty())
    Where = " WHERE tenant_id = $1";
  run_sql(D, "SELECT * FROM " + Table + Where);
}
// The flag changes in between: all four combinations are possible.
void notCorrelated(Db &D, bool ByTenant) {
  std::string Where, Table;
  if (ByTenant)
    Table = "customers";
    // FINDING@-1:14: 'SELECT' reads table 'customers' of every tenant
  else
    Table = "plans";
  ByTenant = !ByTenant;
  if (ByTenant)
    Where = " WHERE tenant_id = $1";
  run_sql(D, "SELECT * FROM " + Table + Where);
}

void choice(Db &D, int Kind) {
  std::string Order;
  switch (Kind) {
  case 1:
    Order = " ORDER BY name";
    break;
  case 2:
    Order = " OR TRUE";
    break;
  default:
    break;
  }
  run_sql(D, "SELECT * FROM customers WHERE tenant_id = $1" + Order);
  // FINDING@-1:29: 'SELECT' reads table 'customers' of every tenant: the predicate on 'tenant_id' is inside OR
}

// None, one, many.
void loop(Db &D, int Ids) {
  std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1 AND id IN (0";
  for (int I = 0; I < Ids; ++I)
    Sql += ", " + std::to_string(I);
  Sql += ")";
  run_sql(D, Sql);
}
void loopOfConditions(Db &D, int Ids) {
  std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant: the predicate on 'tenant_id' is inside OR
  for (int I = 0; I < Ids; ++I)
    Sql += " OR id = " + std::to_string(I);
  run_sql(D, Sql);
}
void loopThatDropsTheComma(Db &D, int Columns) {
  std::string Sql = "UPDATE lines SET ";
  for (int I = 0; I < Columns; ++I)
    Sql += "a = 1,";
  Sql.pop_back();
  Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
}

void streams(Db &D, long Id, long Tenant) {
  std::ostringstream Out;
  Out << "SELECT * FROM lines WHERE id = " << Id;
  // FINDING@-1:25: 'SELECT' reads table 'lines' of every tenant
  run_sql(D, Out.str());
  Out << " AND tenant_id = " << Tenant << std::endl;
  D.run(Out.str().c_str());
  Out.str("");
  Out << "DELETE FROM lines";
  // FINDING@-1:23: 'DELETE' deletes from table 'lines' of every tenant
  run_sql(D, Out.str());
}

// Functions of the file.
static std::string table(bool Old) { return Old ? "old_customers" : "customers"; }
static std::string own(const std::string &From) { return "SELECT * FROM " + From + " WHERE tenant_id = $1"; }
static std::string every(const std::string &From, const std::string &Where = " WHERE TRUE") { return "SELECT * FROM " + From + Where; }
static void addTenant(std::string &Sql) { Sql += " AND tenant_id = $1"; }
static void addOrder(std::string &Sql, bool Descending) {
  if (Descending)
    Sql += " ORDER BY 1 DESC";
}
void helpers(Db &D, bool Old) {
  run_sql(D, own("customers"));
  run_sql(D, own(table(Old)));
  run_sql(D, every("customers"));
  // FINDING@-1:21: 'SELECT' reads table 'customers' of every tenant
  run_sql(D, every("customers", " WHERE tenant_id = $1"));
  std::string Sql = every("invoices");
  // FINDING@-1:28: 'SELECT' reads table 'invoices' of every tenant
  addOrder(Sql, Old);
  run_sql(D, Sql);
  std::string Scoped = every("invoices");
  addTenant(Scoped);
  addOrder(Scoped, Old);
  run_sql(D, Scoped);
}

void lambdas(Db &D, bool All) {
  std::string Sql = "SELECT * FROM customers WHERE tenant_id = $1";
  auto Run = [&] { run_sql(D, Sql); };
  Run();
  auto Build = [](const std::string &Table) { return "DELETE FROM " + Table; };
  run_sql(D, Build("lines"));
  // FINDING@-1:21: 'DELETE' deletes from table 'lines' of every tenant
}

// What cannot be followed is not guessed.
void readLine(std::string &);
void changedElsewhere(Db &D) {
  std::string Sql = "SELECT * FROM invoices";
  readLine(Sql);
  run_sql(D, Sql);
  std::string Other = "SELECT * FROM invoices";
  std::string &Alias = Other;
  Alias += " WHERE tenant_id = $1";
  run_sql(D, Other);
  std::string Captured = "SELECT * FROM invoices";
  auto Add = [&Captured] { Captured += " WHERE tenant_id = $1"; };
  Add();
  run_sql(D, Captured);
  char Buffer[100] = "SELECT * FROM invoices";
  char *End = Buffer + 22;
  *End = 0;
  D.run(Buffer);
}


// A handler sees what was there when the exception came.
void check();
void handlers(Db &D) {
  std::string Sql = "SELECT * FROM invoices";
  // FINDING@-1:36: 'SELECT' reads table 'invoices' of every tenant
  try {
    check();
    Sql += " WHERE tenant_id = $1";
  } catch (...) {
  }
  run_sql(D, Sql);
}

// A condition over what is another thing each time round.
bool flag(int);
void freshEachTime(Db &D) {
  std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  for (int I = 0; I < 3; ++I) {
    const bool All = flag(I);
    if (All)
      Sql = "SELECT * FROM plans";
    else
      Sql += " , invoices";
  }
  run_sql(D, Sql);
  // FINDING@-3:18: 'SELECT' reads table 'invoices' of every tenant
}

void movedAway(Db &D) {
  std::string Sql = "SELECT * FROM invoices";
  // FINDING@-1:36: 'SELECT' reads table 'invoices' of every tenant
  std::string Other = std::move(Sql);
  run_sql(D, Other);
  Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
  Other = std::move(Other) + " WHERE tenant_id = $1";
  run_sql(D, Other);
}

void overwritten(Db &D, char Sign) {
  std::ostringstream Out("SELECT * FROM invoices");
  Out << " WHERE tenant_id = $1";
  run_sql(D, Out.str());
  std::string Sql = "SELECT * FROM invoices WHERE tenant_id = $1";
  for (char &C : Sql)
    C = ' ';
  run_sql(D, Sql);
  std::string Iterated = "SELECT * FROM invoices WHERE tenant_id = $1";
  *Iterated.begin() = 'X';
  run_sql(D, Iterated);
  // A character may be a piece of grammar.
  std::string Grown = "SELECT * FROM lines WHERE tenant_id = $1 ";
  Grown += Sign;
  run_sql(D, Grown);
}

void dropped(Db &D, int N) {
  std::string List = "";
  for (int I = 0; I < N; ++I)
    List += "1,";
  List.pop_back();
  run_sql(D, "SELECT * FROM lines WHERE tenant_id = $1 AND id IN (" + List + ")");
}

// Edges that are never taken.
#define CHECKED(x) do { x; } while (0)
void constants(Db &D) {
  std::string Sql = "SELECT * FROM lines";
  CHECKED(Sql += " WHERE tenant_id = $1");
  if (false)
    Sql += " OR TRUE";
  while (true) {
    run_sql(D, Sql);
    if (flag(1))
      break;
  }
  for (;;)
    Sql.clear();
}

// A pointer to a buffer sees what is written to it later.
void aliases(Db &D, const std::string &Name) {
  char Buffer[100] = "SELECT * FROM lines WHERE tenant_id = $1";
  const char *Early = Buffer;
  D.run(Early);
  Buffer[0] = 0;
  D.run(Early);
  char Written[100] = "SELECT * FROM lines WHERE tenant_id = $1";
  const char *Late = Written;
  D.run(Late);
  const std::string &Same = Name;
  run_sql(D, "SELECT * FROM lines WHERE tenant_id = $1 AND name = '" + Same + "'");
}

// Conditions of the function are not those of its lambda.
void twoFunctions(Db &D, const bool ByTenant) {
  std::string Table = "plans";
  if (ByTenant)
    Table = "lines";
    // FINDING@-1:14: 'SELECT' reads table 'lines' of every tenant
  auto Run = [&](const bool Sorted) {
    std::string Where = " WHERE tenant_id = $1";
    if (Sorted)
      Where = " ORDER BY 1";
    run_sql(D, "SELECT * FROM " + Table + Where);
  };
  Run(true);
}

// COUNTS: 23 scoped, 16 leak, 10 unresolved
