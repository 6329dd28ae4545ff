// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Loops over lists: a list with elements is not run zero times.
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};

// Every call gives a list with elements, or else the text without any is one.
static std::string deleted(const std::string &Table, const std::vector<std::string> &Scope) {
  std::string Sql = "DELETE FROM " + Table + " WHERE id = $2";
  for (const std::string &Column : Scope)
    Sql += " AND " + Column + " = $1";
  return Sql;
}
static std::string counted(const std::string &Table, std::vector<const char *> Scope) {
  std::string Sql = "SELECT count(*) FROM " + Table + " WHERE paid";
  for (size_t I = 0; I < Scope.size(); ++I) {
    Sql += " AND ";
    Sql += Scope[I];
  }
  return Sql;
}
struct Column {
  std::string Name;
  int Kind;
};
static std::string updated(const std::string &Table, const std::vector<Column> &Scope) {
  std::string Sql = "UPDATE " + Table + " SET paid = TRUE WHERE id = $2";
  for (auto It = Scope.begin(); It != Scope.end(); ++It)
    Sql += " AND " + It->Name + " = $1";
  return Sql;
}
// Handed on.
static std::string updatedInvoices(const std::vector<Column> &Scope) { return updated("invoices", Scope); }
// FINDING@-1:88: 'UPDATE' changes table 'invoices' of every tenant
void calls(Db &D) {
  D.run(deleted("lines", {"tenant_id"}));
  D.run(deleted("lines", {}));
  // FINDING@-1:18: 'DELETE' deletes from table 'lines' of every tenant
  D.run(counted("lines", {"tenant_id = $1", "id = $2"}));
  D.run(counted("lines", {}));
  // FINDING@-1:18: 'SELECT' reads table 'lines' of every tenant
  D.run(updated("lines", {Column{"tenant_id", 1}}));
  D.run(updated("lines", std::vector<Column>()));
  // FINDING@-1:18: 'UPDATE' changes table 'lines' of every tenant
  D.run(updatedInvoices({{"tenant_id", 1}}));
}
void callsEmpty(Db &D) {
  D.run(updatedInvoices({}));
}


// One that skips elements may add nothing.
static std::string skipping(const std::string &Table, const std::vector<std::string> &Scope) {
  std::string Sql = "DELETE FROM " + Table + " WHERE id = $2";
  for (const std::string &Column : Scope) {
    if (Column.empty())
      continue;
    Sql += " AND " + Column + " = $1";
  }
  return Sql;
}
void callsSkipping(Db &D) {
  D.run(skipping("customers", {"tenant_id"}));
  // FINDING@-1:19: 'DELETE' deletes from table 'customers' of every tenant
}

// The site is in the function with the loop.
static void erase(Db &D, const std::string &Id, const std::vector<std::string> &Scope) {
  std::string Sql = "DELETE FROM lines WHERE id = " + Id;
  for (const std::string &Column : Scope)
    Sql += " AND " + Column + " = $1";
  D.run(Sql);
}
void callsErase(Db &D) { erase(D, "1", {"tenant_id"}); }
static void eraseAny(Db &D, const std::string &Id, const std::vector<std::string> &Scope) {
  std::string Sql = "DELETE FROM customers WHERE id = " + Id;
  // FINDING@-1:34: 'DELETE' deletes from table 'customers' of every tenant
  for (const std::string &Column : Scope)
    Sql += " AND " + Column + " = $1";
  D.run(Sql);
}
void callsEraseAny(Db &D, const std::vector<std::string> &Unknown) {
  eraseAny(D, "1", {"tenant_id"});
  eraseAny(D, "1", Unknown);
}

// Lists that the function fills itself.
void filled(Db &D, bool Paid) {
  std::vector<std::string> Scope;
  Scope.push_back("tenant_id = $1");
  if (Paid)
    Scope.push_back("paid");
  std::string Sql = "DELETE FROM lines WHERE id = $2 AND tenant_id = $1";
  std::string Bare = "DELETE FROM lines WHERE id = $2";
  // FINDING@-1:35: 'DELETE' deletes from table 'lines' of every tenant
  for (const auto &Each : Scope)
    Sql += " AND " + Each;
  D.run(Sql);
  // Which element is put in is not known.
  for (const auto &Each : Scope)
    Bare += " AND " + Each;
  D.run(Bare);
}
void filledWithOne(Db &D) {
  std::vector<std::string> Scope;
  Scope.push_back("tenant_id = $1");
  std::string Sql = "DELETE FROM lines WHERE id = $2";
  for (const auto &Each : Scope)
    Sql += " AND " + Each;
  D.run(Sql);
}
void perhapsFilled(Db &D, bool One) {
  std::vector<std::string> Scope;
  if (One)
    Scope.push_back("tenant_id = $1");
  std::string Sql = "DELETE FROM lines WHERE id = $2";
  // FINDING@-1:34: 'DELETE' deletes from table 'lines' of every tenant
  for (const auto &Each : Scope)
    Sql += " AND " + Each;
  D.run(Sql);
}

// Asked for before, or behind.
void asked(Db &D, const std::vector<long> &Tenants) {
  if (Tenants.empty())
    return;
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  for (long Tenant : Tenants)
    Sql += " AND tenant_id = " + std::to_string(Tenant);
  D.run(Sql);
}
void notAsked(Db &D, const std::vector<long> &Tenants) {
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  for (long Tenant : Tenants)
    Sql += " AND tenant_id = " + std::to_string(Tenant);
  D.run(Sql);
}
void askedForOther(Db &D, const std::vector<long> &Tenants, const std::vector<long> &Others) {
  if (Others.empty())
    return;
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  for (long Tenant : Tenants)
    Sql += " AND tenant_id = " + std::to_string(Tenant);
  D.run(Sql);
}
void otherwise(Db &D, const std::vector<long> &Tenants, long Own) {
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  for (size_t I = 0; I < Tenants.size(); ++I)
    Sql += " AND tenant_id = " + std::to_string(Tenants[I]);
  if (Tenants.size() == 0)
    Sql += " AND tenant_id = " + std::to_string(Own);
  D.run(Sql);
}
void onlyWith(Db &D, const std::vector<long> &Tenants, long Own) {
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  for (size_t I = 0; I < Tenants.size(); ++I)
    Sql += " AND tenant_id = " + std::to_string(Tenants[I]);
  if (!Tenants.empty())
    Sql += " AND tenant_id = " + std::to_string(Own);
  D.run(Sql);
}
// What is taken out in between is not there any more.
void emptied(Db &D, std::vector<long> Tenants) {
  if (Tenants.empty())
    return;
  Tenants.pop_back();
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  for (long Tenant : Tenants)
    Sql += " AND tenant_id = " + std::to_string(Tenant);
  D.run(Sql);
}
// A loop that begins with the second element, and one in another loop.
void second(Db &D, const std::vector<long> &Tenants) {
  if (Tenants.empty())
    return;
  std::string Sql = "SELECT * FROM lines WHERE id = $1";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  for (size_t I = 1; I < Tenants.size(); ++I)
    Sql += " AND tenant_id = " + std::to_string(Tenants[I]);
  D.run(Sql);
}
void nested(Db &D, const std::vector<std::vector<long>> &Groups) {
  std::string Last;
  for (const auto &Group : Groups) {
    std::string Sql = "SELECT * FROM lines WHERE id = $1";
    // FINDING@-1:38: 'SELECT' reads table 'lines' of every tenant
    for (long Tenant : Group)
      Sql += " AND tenant_id = " + std::to_string(Tenant);
    D.run(Sql);
  }
}
