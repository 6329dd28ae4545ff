// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// The notes tell the way of the text, and under which condition it is taken.
#include <string>

struct Db;
void run_sql(Db &, const std::string &Sql);

void branch(Db &D, bool All) {
  std::string Sql = "SELECT * FROM customers";
  // FINDING@-1:36: 'SELECT' reads table 'customers' of every tenant
  // NOTE@-2:15: kept in 'Sql'
  // NOTE@+2:7: taken where '!All' is false
  // NOTE@+3:3: the text is handed to 'run_sql' in 'branch'
  if (!All)
    Sql += " WHERE tenant_id = $1";
  run_sql(D, Sql);
  // NOTE@-8:36: add
}
