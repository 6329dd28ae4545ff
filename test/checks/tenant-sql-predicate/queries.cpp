// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Objects that hold a statement, and run it later.
#include <string>
#include <utility>

struct Db {
  void run(const std::string &Sql);
};

class Query {
  Db &D;
  std::string Text;

public:
  Query(Db &D, std::string Text) : D(D), Text(std::move(Text)) {}
  void execute() { D.run(Text); }
};
void constructed(Db &D) {
  Query Bad(D, "SELECT * FROM invoices");
  // FINDING@-1:31: 'SELECT' reads table 'invoices' of every tenant
  Bad.execute();
  Query Good(D, "SELECT * FROM invoices WHERE tenant_id = $1");
  Good.execute();
}

class Statement {
  Db &D;
  std::string Text;

public:
  explicit Statement(Db &D) : D(D) {}
  Statement &operator<<(const std::string &Part) {
    Text += Part;
    return *this;
  }
  Statement &where(const std::string &Condition) {
    Text += " WHERE " + Condition;
    return *this;
  }
  void execute() { send(); }

private:
  void send() { D.run(Text); }
};
void change(Statement &);
void grown(Db &D) {
  Statement Bad(D);
  Bad << "DELETE FROM lines";
  // FINDING@-1:23: 'DELETE' deletes from table 'lines' of every tenant
  Bad.execute();
  Statement Good(D);
  Good << "DELETE FROM lines" << " WHERE tenant_id = $1";
  Good.execute();
  Statement Chained(D);
  Chained << "DELETE FROM customers";
  Chained.where("tenant_id = $1");
  Chained.execute();
  Statement Unseen(D);
  Unseen << "DELETE FROM customers WHERE tenant_id = $1";
  change(Unseen);
  Unseen.execute();
}
void given(Statement &S) { S.execute(); }
// COUNTS: 3 scoped, 2 leak, 2 unresolved
