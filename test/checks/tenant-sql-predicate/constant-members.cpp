// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Constant members with an initialiser in their class: who else may give them a value?
#include <string>

struct Db {
  void run(const std::string &Sql);
};

// An aggregate is filled by whoever makes one.
struct Options {
  const std::string Sql = "SELECT * FROM invoices WHERE tenant_id = $1";
  const std::string Other = "SELECT * FROM customers WHERE tenant_id = $1";
};
void unknown(Db &D, const Options &O) { D.run(O.Sql); }
void lists(Db &D) {
  Options Good;
  D.run(Good.Sql);
  Options Designated{.Other = "SELECT * FROM customers"};
  // FINDING@-1:46: 'SELECT' reads table 'customers' of every tenant
  D.run(Designated.Sql);
  D.run(Designated.Other);
  Options Positional{"SELECT * FROM invoices"};
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  D.run(Positional.Sql);
  D.run(Positional.Other);
  Options Round("SELECT * FROM invoices");
  D.run(Round.Sql);
}

// Constructors in sight that leave it alone: nothing else can be in it.
class Kept {
  const std::string Name = "lines";

public:
  const std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  const std::string Bad = "DELETE FROM lines";
  // FINDING@-1:40: 'DELETE' deletes from table 'lines' of every tenant
  explicit Kept(int);
  Kept(const Kept &) = default;
};
Kept::Kept(int) {}
void kept(Db &D, const Kept &K) {
  D.run(K.Sql);
  D.run(K.Bad);
}

// One that gives it another value.
struct Given {
  const std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  Given() = default;
  explicit Given(std::string S);
};
Given::Given(std::string S) : Sql(std::move(S)) {}
void given(Db &D, const Given &G) { D.run(G.Sql); }

// One that is not in sight, and a template of which other units may make more.
struct Unseen {
  const std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  Unseen() = default;
  explicit Unseen(int);
  void run(Db &D) const { D.run(Sql); }
};
struct Open {
  const std::string Sql = "SELECT * FROM lines WHERE tenant_id = $1";
  Open() = default;
  template <typename T> explicit Open(const T &Text) : Sql(Text) {}
  void run(Db &D) const { D.run(Sql); }
};

// Bit-fields without a name have no place in a list.
struct Padded {
  int : 3;
  const char *First;
  const char *Second;
};
void padded(Db &D) {
  const Padded P{"DELETE FROM lines WHERE tenant_id = $1", "DELETE FROM customers"};
  // FINDING@-1:73: 'DELETE' deletes from table 'customers' of every tenant
  D.run(P.First);
  D.run(P.Second);
}

// COUNTS: 5 scoped, 4 leak, 5 unresolved
