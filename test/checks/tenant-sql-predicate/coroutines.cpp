// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Texts in coroutines.
#include "../Inputs/coroutine.h"
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};
Task<int> answer(Db &D, int Id);

Task<int> grown(Db &D, bool All, long Tenant) {
  std::string Sql = "SELECT * FROM lines WHERE paid";
  // FINDING@-1:36: 'SELECT' reads table 'lines' of every tenant
  int Id = co_await answer(D, 1);
  if (!All)
    Sql += " AND tenant_id = " + std::to_string(Tenant);
  D.run(Sql);
  co_return Id;
}
Task<int> confined(Db &D, long Tenant) {
  std::string Sql = "SELECT * FROM lines";
  Sql += " WHERE tenant_id = " + std::to_string(Tenant);
  if (co_await answer(D, 2))
    Sql += " AND paid";
  D.run(Sql);
  co_return 0;
}
// What a coroutine returns, and hands on.
Task<int> remove(Db &D, std::string Where) {
  D.run("DELETE FROM customers WHERE " + Where);
  // FINDING@-1:22: 'DELETE' deletes from table 'customers' of every tenant
  co_return 1;
}
Task<int> calls(Db &D) {
  co_await remove(D, "tenant_id = $1");
  co_await remove(D, "paid");
  auto Later = [&D](long Tenant) -> Task<int> {
    D.run("DELETE FROM lines WHERE tenant_id = " + std::to_string(Tenant));
    D.run("DELETE FROM lines");
    // FINDING@-1:24: 'DELETE' deletes from table 'lines' of every tenant
    co_return 1;
  };
  co_return co_await Later(3);
}

// What a coroutine returns is what waiting for it gives.
Task<std::string> clauseOf(bool All, long Tenant) {
  if (All)
    co_return " WHERE paid";
  co_return " WHERE tenant_id = " + std::to_string(Tenant);
}
Task<std::string> ordered(std::string Text) { co_return Text + " ORDER BY id"; }
Task<int> waits(Db &D, long Tenant) {
  std::string Clause = co_await clauseOf(true, Tenant);
  D.run("SELECT total FROM lines" + Clause);
  // FINDING@-1:28: 'SELECT' reads table 'lines' of every tenant
  D.run(co_await ordered("SELECT total FROM lines WHERE tenant_id = $1"));
  D.run(co_await ordered("SELECT total FROM lines WHERE paid"));
  // FINDING@-1:45: 'SELECT' reads table 'lines' of every tenant
  co_return 0;
}
