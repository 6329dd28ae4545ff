// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Pointers to strings that a function writes to: `bool build(..., std::string *Sql)`.
#include <cstring>
#include <memory>
#include <string>

void run_sql(void *Db, const std::string &Sql);

static bool build(int Id, std::string *Sql) {
  *Sql = "SELECT * FROM invoices WHERE id = " + std::to_string(Id);
  // FINDING@-1:25: 'SELECT' reads table 'invoices' of every tenant
  return Id > 0;
}
static void confine(int Tenant, std::string *Sql) {
  if (Sql == nullptr)
    return;
  if (!Sql->empty())
    Sql->append(" AND tenant_id = ").append(std::to_string(Tenant));
}
static void whole(int Id, int Tenant, std::string *Sql) {
  build(Id, Sql);
  confine(Tenant, Sql);
}
static void replace(std::string *Sql) { *Sql = "SELECT * FROM lines"; }
// FINDING@-1:63: 'SELECT' reads table 'lines' of every tenant
static std::string *Kept;
static void keep(std::string *Sql) { Kept = Sql; }
static void another(std::string *Sql) {
  Sql = new std::string;
  *Sql = "SELECT * FROM invoices";
}
static void both(std::string *One, std::string *Other) {
  *One += " WHERE";
  *Other = "SELECT * FROM lines";
}

void good(int Id, int Tenant) {
  std::string Sql;
  if (!build(Id, &Sql))
    return;
  confine(Tenant, &Sql);
  run_sql(nullptr, Sql);
  std::string Other;
  whole(Id, Tenant, &Other);
  run_sql(nullptr, Other);
}
void bad(int Id) {
  std::string Sql;
  if (!build(Id, &Sql))
    return;
  run_sql(nullptr, Sql);
}
void overwritten(int Tenant) {
  std::string Sql = "SELECT * FROM lines WHERE tenant_id = " + std::to_string(Tenant);
  replace(&Sql);
  run_sql(nullptr, Sql);
}
void inPlace(std::string *Sql, int Tenant) {
  *Sql = "SELECT * FROM lines WHERE tenant_id = ";
  *Sql += std::to_string(Tenant);
  run_sql(nullptr, *Sql);
  Sql->clear();
  *Sql += "SELECT * FROM customers";
  // FINDING@-1:26: 'SELECT' reads table 'customers' of every tenant
  run_sql(nullptr, *Sql);
}
// What is not known is neither.
void unknown(int Tenant) {
  std::string Sql;
  keep(&Sql);
  Sql = "SELECT * FROM invoices";
  *Kept = "SELECT * FROM invoices WHERE tenant_id = 3";
  run_sql(nullptr, Sql);
  std::string Same = "SELECT * FROM invoices";
  both(&Same, &Same);
  run_sql(nullptr, Same);
  std::string Mine = "SELECT * FROM invoices WHERE tenant_id = " + std::to_string(Tenant);
  another(&Mine);
  run_sql(nullptr, Mine);
}
// A member that is a text is given, and not its object.
struct Holder {
  char *Text;
  int Id;
};
static void put(char *&To, const char *From) { strcpy(To, From); }
void bad_member(Holder *H) {
  put(H->Text, "DELETE FROM member");
  // FINDING@-1:29: 'DELETE' deletes from table 'member' of every tenant
  run_sql(nullptr, H->Text);
}
void good_member(Holder *H) {
  put(H->Text, "DELETE FROM member WHERE tenant_id = 1");
  run_sql(nullptr, H->Text);
}
