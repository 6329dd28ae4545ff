// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Flags that objects are made with.
#include <string>
#include <utility>

struct Db {
  void run(const std::string &Sql);
};

class Query {
public:
  explicit Query(bool Mine, int Limit = 0) : Mine(Mine), Limit(Limit) {}
  Query &limit() { return *this; }
  std::string str() const {
    std::string Sql = "SELECT id FROM invoices";
    if (Mine)
      Sql += " WHERE tenant_id = $1";
    return Sql;
  }
  std::string lines() const { return Limit > 0 && Mine ? "SELECT id FROM lines WHERE tenant_id = $1" : "SELECT id FROM lines"; }
  // FINDING@-1:120: 'SELECT' reads table 'lines' of every tenant
  std::string mine() const { return str(); }

private:
  bool Mine;
  int Limit;
};
void made(Db &D) {
  D.run(Query(true).str());
  D.run(Query(true).limit().str());
  D.run(Query(true).mine());
  Query Q(true);
  D.run(Q.str());
  const Query Copy = Q;
  D.run(Copy.str());
}
void noLimit(Db &D) { D.run(Query(true).lines()); }

class All {
public:
  explicit All(bool Mine) : Mine(Mine) {}
  std::string str() const { return Mine ? "SELECT id FROM customers WHERE tenant_id = $1" : "SELECT id FROM customers"; }
  // FINDING@-1:109: 'SELECT' reads table 'customers' of every tenant

private:
  const bool Mine = true;
};
void all(Db &D) { D.run(All(false).str()); }

// A method changes it; another object is put in its place.
class Changing {
public:
  explicit Changing(bool Mine) : Mine(Mine) {}
  void all() { Mine = false; }
  std::string str() const { return Mine ? "SELECT id FROM lines WHERE tenant_id = $1" : "SELECT id FROM lines"; }
  // FINDING@-1:105: 'SELECT' reads table 'lines' of every tenant

private:
  bool Mine;
};
void changed(Db &D) {
  Changing C(true);
  C.all();
  D.run(C.str());
}
class Replaced {
public:
  explicit Replaced(bool Mine) : Mine(Mine) {}
  std::string str() const { return Mine ? "SELECT id FROM lines WHERE tenant_id = $1" : "SELECT id FROM lines"; }
  // FINDING@-1:105: 'SELECT' reads table 'lines' of every tenant

private:
  bool Mine;
};
void replaced(Db &D, bool Other) {
  Replaced R(true);
  R = Replaced(Other);
  D.run(R.str());
}
