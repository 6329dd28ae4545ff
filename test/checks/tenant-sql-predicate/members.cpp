// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Text in data members: what constructors and methods leave there.
#include <memory>
#include <sstream>
#include <string>
#include <utility>

struct Db {
  void run(const std::string &Sql);
};
void notify();

// Set by the constructor, or in the class.
class Fixed {
  Db &D;
  const std::string Good, Bad;
  std::string Default = "SELECT * FROM lines";
  // FINDING@-1:40: 'SELECT' reads table 'lines' of every tenant

public:
  Fixed(Db &D) : D(D), Good("SELECT * FROM invoices WHERE tenant_id = $1"), Bad("SELECT * FROM invoices") {}
  // FINDING@-1:96: 'SELECT' reads table 'invoices' of every tenant
  void good() { D.run(Good); }
  void bad() { D.run(Bad); }
  void byDefault() { D.run(Default); }
};

// By what the constructor is given.
class Table {
  Db &D;
  std::string Name;

public:
  Table(Db &D, std::string Name) : D(D), Name(std::move(Name)) {}
  void bad() { D.run("SELECT * FROM " + Name + " WHERE id = $1"); }
  void good() { D.run("SELECT * FROM " + Name + " WHERE tenant_id = $1"); }
};
void tables(Db &D) {
  Table T(D, "customers");
  // FINDING@-1:15: 'SELECT' reads table 'customers' of every tenant
  T.bad();
  T.good();
}

// Within one method, and through others of the same object.
class Steps {
  Db &D;
  std::string Sql;
  void addTenant() { Sql += " WHERE tenant_id = $1"; }
  void elsewhere();

public:
  Steps(Db &D) : D(D) {}
  void good() {
    Sql = "SELECT * FROM invoices";
    addTenant();
    D.run(Sql);
  }
  void bad(bool All) {
    Sql = "SELECT * FROM customers";
    // FINDING@-1:26: 'SELECT' reads table 'customers' of every tenant
    if (!All)
      addTenant();
    D.run(Sql);
  }
  void unseen() {
    Sql = "SELECT * FROM customers WHERE tenant_id = $1";
    elsewhere();
    D.run(Sql);
  }
};

// Left by one method, run by another.
class Prepared {
  Db &D;
  std::string Sql, Other;

public:
  Prepared(Db &D) : D(D) {}
  void prepare() { Sql = "DELETE FROM lines"; }
  // FINDING@-1:39: 'DELETE' deletes from table 'lines' of every tenant
  void prepareOther() { Other = "DELETE FROM lines WHERE tenant_id = $1"; }
  void bad() { D.run(Sql); }
  void good() { D.run(Other); }
};
// In which order others add to it nobody knows.
class Grown {
  Db &D;
  std::string Sql;

public:
  Grown(Db &D) : D(D) {}
  void from() { Sql = "SELECT * FROM invoices"; }
  void where() { Sql += " WHERE tenant_id = $1"; }
  void run() { D.run(Sql); }
};
// What comes back to the object may write over it.
class Called {
  Db &D;
  std::string Sql;

public:
  Called(Db &D) : D(D) {}
  void set(const std::string &S) { Sql = S; }
  void unknown() {
    Sql = "SELECT * FROM invoices WHERE tenant_id = $1";
    notify();
    D.run(Sql);
  }
};
// A method that is not in sight may change it, and so may a friend.
class Open {
  Db &D;
  std::string Sql = "SELECT * FROM invoices WHERE tenant_id = $1";

public:
  Open(Db &D) : D(D) {}
  void reload();
  void unknown() { D.run(Sql); }
};

// Builders.
class Query {
  std::string Text;

public:
  Query() = default;
  explicit Query(std::string Table) : Text("SELECT * FROM " + std::move(Table)) {}
  Query &where(const std::string &Condition) {
    Text += " WHERE " + Condition;
    return *this;
  }
  Query &orderBy(const std::string &Column) {
    Text += " ORDER BY " + Column;
    return *this;
  }
  Query also(const std::string &Condition) const {
    Query Copy = *this;
    Copy.Text += " AND " + Condition;
    return Copy;
  }
  const std::string &str() const { return Text; }
};
static void addTenant(Query &Q) { Q.where("tenant_id = $1"); }
void builders(Db &D, bool All) {
  D.run(Query("invoices").where("tenant_id = $1").orderBy("id").str());
  D.run(Query("invoices").orderBy("id").str());
  // FINDING@-1:16: 'SELECT' reads table 'invoices' of every tenant
  D.run(Query("lines").where("tenant_id = $1").also("id = $2 OR paid").str());
  // FINDING@-1:16: 'SELECT' reads table 'lines' of every tenant
  Query Q("customers");
  // FINDING@-1:12: 'SELECT' reads table 'customers' of every tenant
  if (!All)
    Q.where("tenant_id = $1");
  Q.orderBy("name");
  D.run(Q.str());
  Query R("customers");
  addTenant(R);
  D.run(R.str());
  auto P = std::make_unique<Query>("customers");
  P->where("tenant_id = $1").orderBy("name");
  D.run(P->str());
  // Changed behind a reference to its text.
  Query S("invoices");
  const std::string &Text = S.where("tenant_id = $1").str();
  S.where("TRUE");
  D.run(Text);
  // Changed through another name.
  Query T("invoices");
  Query &Alias = T.where("tenant_id = $1");
  Alias.orderBy("id");
  D.run(T.str());
}

// Structs.
struct Request {
  std::string Sql;
  int Limit;
};
static Request make(bool Mine) {
  Request R;
  R.Sql = "SELECT * FROM lines";
  // FINDING@-1:26: 'SELECT' reads table 'lines' of every tenant
  if (Mine)
    R.Sql += " WHERE tenant_id = $1";
  return R;
}
void fillElsewhere(Request &);
void structs(Db &D) {
  Request R{"SELECT * FROM lines WHERE tenant_id = $1", 10};
  D.run(R.Sql);
  D.run(make(true).Sql);
  D.run(make(false).Sql);
  R.Sql = "SELECT * FROM invoices";
  // FINDING@-1:26: 'SELECT' reads table 'invoices' of every tenant
  D.run(R.Sql);
  fillElsewhere(R);
  D.run(R.Sql);
}

// Members of a base, by what the base is constructed with.
class Repository {
protected:
  Db &D;
  const std::string Name;
  Repository(Db &D, const char *Name) : D(D), Name(Name) {}
};
class Invoices : Repository {
public:
  Invoices(Db &D) : Repository(D, "invoices") {}
  // FINDING@-1:36: 'DELETE' deletes from table 'invoices' of every tenant
  void bad() { D.run("DELETE FROM " + Name); }
  void good() { D.run("DELETE FROM " + Name + " WHERE tenant_id = $1"); }
};

// Objects that lock the one whose method runs, and do nothing else with it; and such as may.
template <int> struct Lockable {
  void lock();
  void unlock() noexcept;
  Db D;
  std::string Sql;
};
template <typename Base> class Lock {
public:
  explicit Lock(Base *Object) : Object(Object) {
    if (Object != nullptr)
      Object->lock();
  }
  ~Lock() { Object->unlock(); }
  Base *object() { return Object; }

private:
  Base *Object;
};
struct Locked : Lockable<1> {
  void bad() {
    Lock<Locked> L{this};
    Sql = "SELECT * FROM lines";
    // FINDING@-1:26: 'SELECT' reads table 'lines' of every tenant
    D.run(Sql);
  }
  void good() {
    Lock<Lockable<1>> L(this);
    Sql = "SELECT * FROM lines WHERE tenant_id = $1";
    D.run(Sql);
  }
};
template <typename Base> void remember(Base *Object);
struct Watch {
  explicit Watch(Lockable<2> *Object) { remember(Object); }
};
struct Watched : Lockable<2> {
  void kept() {
    Watch W(this);
    Sql = "SELECT * FROM lines WHERE tenant_id = $1";
    notify();
    D.run(Sql);
  }
};
struct Named : Lockable<3> {
  void named() {
    Lock<Lockable<3>> L(this);
    Sql = "SELECT * FROM lines WHERE tenant_id = $1";
    remember(L.object());
    D.run(Sql);
  }
};

// COUNTS: 11 scoped, 12 leak, 9 unresolved
