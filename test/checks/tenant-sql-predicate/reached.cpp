// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Calls in branches: what decides is what the callers of the function give.
#include <string>

struct Db {
  void run(const std::string &Sql);
};

static void purge(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM invoices");
  else
    D.run("DELETE FROM invoices WHERE tenant_id = $1");
}
void mine(Db &D) { purge(D, false); }
static void purgeAll(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM customers");
  // FINDING@-1:24: 'DELETE' deletes from table 'customers' of every tenant
  else
    D.run("DELETE FROM customers WHERE tenant_id = $1");
}
void everything(Db &D) { purgeAll(D, true); }
static void purgeAny(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM lines");
  // FINDING@-1:24: 'DELETE' deletes from table 'lines' of every tenant
}
void perhaps(Db &D, bool All) { purgeAny(D, All); }

// A way out before.
static void early(Db &D, bool All) {
  if (!All) {
    D.run("DELETE FROM lines WHERE tenant_id = $1");
    return;
  }
  D.run("DELETE FROM lines");
}
void notAll(Db &D) { early(D, false); }

// The flag goes on to another function, and the call of that is in a branch.
static void inner(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM invoices");
  // FINDING@-1:24: 'DELETE' deletes from table 'invoices' of every tenant
}
static void outer(Db &D, bool All) { inner(D, All); }
void through(Db &D) { outer(D, true); }
static void innerMine(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM invoices");
}
static void outerMine(Db &D, bool Some, bool All) {
  if (Some)
    innerMine(D, All);
}
void neither(Db &D) {
  outerMine(D, false, true);
  outerMine(D, true, false);
}
static void hand(Db &D, const char *Sql) { D.run(Sql); }
static void handEither(Db &D, bool All) {
  if (All)
    hand(D, "DELETE FROM lines");
  else
    hand(D, "DELETE FROM lines WHERE tenant_id = $1");
}
void handMine(Db &D) { handEither(D, false); }

// Who takes its name may call it with anything.
static void kept(Db &D, bool All) {
  if (All)
    D.run("DELETE FROM invoices");
  // FINDING@-1:24: 'DELETE' deletes from table 'invoices' of every tenant
}
void keepIt(Db &D) {
  kept(D, false);
  void (*Later)(Db &, bool) = kept;
  (void)Later;
}

// Numbers in a range.
static void byLevel(Db &D, int Level) {
  if (Level > 3)
    D.run("SELECT id FROM lines");
  else
    D.run("SELECT id FROM lines WHERE tenant_id = $1");
}
void low(Db &D) {
  byLevel(D, 3);
  byLevel(D, -1);
}
static void byLevelAll(Db &D, int Level) {
  if (Level > 3)
    D.run("SELECT id FROM lines");
  // FINDING@-1:27: 'SELECT' reads table 'lines' of every tenant
}
void high(Db &D) { byLevelAll(D, 4); }

static std::string atMost(int Level) {
  std::string Sql = "SELECT id FROM invoices";
  if (Level <= 1)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void inRange(Db &D) {
  D.run(atMost(0));
  D.run(atMost(1));
}
static std::string atMostAll(int Level) {
  std::string Sql = "SELECT id FROM customers";
  // FINDING@-1:37: 'SELECT' reads table 'customers' of every tenant
  if (1 >= Level)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void outOfRange(Db &D) { D.run(atMostAll(2)); }
static std::string between(unsigned Level) {
  std::string Sql = "SELECT id FROM lines";
  if (Level >= 1 && Level < 5)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void within(Db &D) {
  D.run(between(1));
  D.run(between(4));
}
static std::string betweenAll(unsigned Level) {
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  if (Level >= 1 && Level < 5)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void beyond(Db &D) { D.run(betweenAll(5)); }
// Made a number without a sign it is a big one.
static std::string converted(int Level) {
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  if (static_cast<unsigned>(Level) <= 1)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void negative(Db &D) { D.run(converted(-1)); }

// Through a base class.
struct Base {
  virtual ~Base() = default;
  virtual void clean(Db &D, bool All) = 0;
};
struct Derived : Base {
  void clean(Db &D, bool All) override {
    if (All)
      D.run("DELETE FROM customers");
    // FINDING@-1:26: 'DELETE' deletes from table 'customers' of every tenant
  }
};
void direct(Derived &Of, Db &D) { Of.clean(D, false); }
void throughBase(Base &Of, Db &D) { Of.clean(D, true); }
