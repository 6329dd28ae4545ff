// RUN: %check_tenant %s tenant-sql-predicate --config %S/Inputs/scoping.json -- -std=c++20
//
// Functions whose clause confines what it is spliced into.
#include <string>

void run_sql(const std::string &Sql);
namespace acl {
std::string whereOwned(const std::string &Alias, long User);
std::string own();
std::string other(const std::string &Alias, long User);
} // namespace acl

void spliced(long User) {
  run_sql("SELECT * FROM invoices i WHERE " + acl::whereOwned("i", User) + " AND i.paid");
  run_sql("SELECT * FROM invoices WHERE " + acl::own());
  run_sql("SELECT * FROM invoices i WHERE i.paid OR " + acl::whereOwned("i", User));
  // FINDING@-1:26: 'SELECT' reads table 'invoices' of every tenant
  run_sql("SELECT * FROM invoices i, customers c WHERE " + acl::whereOwned("i", User));
  // FINDING@-1:38: 'SELECT' reads table 'customers' of every tenant
  run_sql("SELECT * FROM invoices i WHERE " + acl::other("i", User));
}

// COUNTS: 2 scoped, 2 leak, 1 unresolved
