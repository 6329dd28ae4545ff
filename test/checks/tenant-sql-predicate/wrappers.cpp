// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// A function that hands its parameter on to the database is a sink itself: the
// site is at the call that knows the text.
#include <string>

struct Db {
  void run(const char *Sql, ...);
};

static void query(Db &D, const std::string &Sql) { D.run(Sql.c_str()); }
static void log(const std::string &) {}

void callers(Db &D) {
  query(D, "SELECT * FROM invoices WHERE id = $1");
  // FINDING@-1:27: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-2:3: the text is handed to 'query' in 'callers'
  // NOTE@-7:54: the text is handed to 'Db::run' in 'query'
  // NOTE@-4:27: add
  query(D, "SELECT * FROM invoices WHERE tenant_id = $1");
  log("SELECT * FROM invoices");
}

// Two steps, a class, and a text that grows on the way.
class Store {
public:
  explicit Store(Db &D) : D(D) {}
  void find(const std::string &Where) { all("SELECT * FROM invoices WHERE " + Where); }
  void findOwn(const std::string &Where) { all("SELECT * FROM invoices WHERE tenant_id = $1 AND " + Where); }

private:
  void all(std::string Sql) { D.run(Sql.c_str()); }
  Db &D;
};

void pieces(Store &S) {
  S.find("total > 5");
  // FINDING@-10:60: 'SELECT' reads table 'invoices' of every tenant
  // NOTE@-2:5: the text is handed to 'Store::find' in 'pieces'
  // NOTE@-12:41: the text is handed to 'Store::all' in 'Store::find'
  // NOTE@-9:33: the text is handed to 'Db::run' in 'Store::all'
  // NOTE@-14:60: add
  S.find("total > 5 AND tenant_id = $1");
  S.findOwn("total > 5");
  S.findOwn("total > 5 OR paid");
  // FINDING@-17:63: 'SELECT' reads table 'invoices' of every tenant: the predicate on 'tenant_id' is inside OR
  // NOTE@-2:5: the text is handed to 'Store::findOwn' in 'pieces'
  // NOTE@-19:44: the text is handed to 'Store::all' in 'Store::findOwn'
  // NOTE@-17:33: the text is handed to 'Db::run' in 'Store::all'
  // NOTE@-21:63: put the OR in brackets
}

// An interface between the caller and the wrapper.
struct Database {
  virtual ~Database() = default;
  virtual void execute(const char *Sql) = 0;
};
struct Postgres : Database {
  explicit Postgres(Db &D) : D(D) {}
  void execute(const char *Sql) override { D.run(Sql); }
  Db &D;
};
void throughTheBase(Database &B) {
  B.execute("DELETE FROM invoices");
  // FINDING@-1:26: 'DELETE' deletes from table 'invoices' of every tenant
  // NOTE@-2:5: the text is handed to 'Database::execute' in 'throughTheBase'
  // NOTE@-7:46: the text is handed to 'Db::run' in 'Postgres::execute'
  // NOTE@-4:26: add
  B.execute("DELETE FROM invoices WHERE tenant_id = $1");
}

// Instantiated with what the caller gives.
template <typename... Values> void bound(Db &D, const char *Sql, Values... V) { D.run(Sql, V...); }
void variadic(Db &D, long Tenant) {
  bound(D, "SELECT * FROM lines WHERE id = $1", 5);
  // FINDING@-1:27: 'SELECT' reads table 'lines' of every tenant
  // NOTE@-2:3: the text is handed to 'bound' in 'variadic'
  // NOTE@-5:83: the text is handed to 'Db::run' in 'bound'
  // NOTE@-4:27: add
  bound(D, "SELECT * FROM lines WHERE id = $1 AND tenant_id = $2", 5, Tenant);
}

// Lambdas are functions, too.
void lambdas(Db &D) {
  auto Run = [&D](const char *Sql) { D.run(Sql); };
  Run("SELECT * FROM customers");
  // FINDING@-1:22: 'SELECT' reads table 'customers' of every tenant
  // NOTE@-2:3: the text is handed to 'Run' in 'lambdas'
  // NOTE@-4:40: the text is handed to 'Db::run' in 'lambdas'
  // NOTE@-4:22: add
  Run("SELECT * FROM customers WHERE tenant_id = $1");
}

// Nobody is seen to call it: its own call stays, unresolved.
void uncalled(Db &D, const char *Sql) { D.run(Sql); }

// It calls itself.
void again(Db &D, const std::string &Sql, int Times) {
  D.run(Sql.c_str());
  if (Times > 0)
    again(D, Sql, Times - 1);
}
void recursive(Db &D) {
  again(D, "SELECT * FROM customers", 3);
  // FINDING@-1:27: 'SELECT' reads table 'customers' of every tenant
  // NOTE@-2:3: the text is handed to 'again' in 'recursive'
  // NOTE@-8:5: the text is handed to 'Db::run' in 'again'
  // NOTE@-4:27: add
}
// COUNTS: 6 scoped, 7 leak, 1 unresolved
