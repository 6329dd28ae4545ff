// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Branches that what is given, or what an object holds, decides.
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};

// A builder that asks whether it has a condition.
class Select {
public:
  explicit Select(std::string Table) : Table(std::move(Table)) {}
  Select &where(const std::string &Condition) {
    if (!Text.empty())
      Text += " AND ";
    Text += Condition;
    return *this;
  }
  std::string str() const {
    std::string Sql = "SELECT id FROM " + Table;
    if (!Text.empty())
      Sql += " WHERE " + Text;
    return Sql;
  }
  std::string byLength() const {
    std::string Sql = "SELECT id FROM " + Table;
    if (Text.length() > 0)
      Sql += " WHERE " + Text;
    return Sql;
  }
  std::string bySize() const { return Text.size() == 0 ? "SELECT id FROM " + Table : "SELECT id FROM " + Table + " WHERE " + Text; }
  std::string compared() const {
    std::string Sql = "SELECT id FROM " + Table;
    if (Text != "")
      Sql += " WHERE " + Text;
    return Sql;
  }

private:
  std::string Table;
  std::string Text;
};

void built(Db &D) { D.run(Select("invoices").where("tenant_id = $1").str()); }
void twice(Db &D) {
  Select Q("invoices");
  Q.where("tenant_id = $1").where("id = $2");
  D.run(Q.str());
}
void byLength(Db &D) { D.run(Select("invoices").where("tenant_id = $1").byLength()); }
void bySize(Db &D) { D.run(Select("invoices").where("tenant_id = $1").bySize()); }
void compared(Db &D) { D.run(Select("invoices").where("tenant_id = $1").compared()); }
// Nothing was added, another condition, one on some ways only.
void bare(Db &D) {
  D.run(Select("invoices").str());
  // FINDING@-1:17: 'SELECT' reads table 'invoices' of every tenant
}
void other(Db &D) {
  D.run(Select("invoices").where("id = $1").byLength());
  // FINDING@-1:17: 'SELECT' reads table 'invoices' of every tenant
}
void sometimes(Db &D, bool All) {
  Select Q("invoices");
  // FINDING@-1:13: 'SELECT' reads table 'invoices' of every tenant
  if (!All)
    Q.where("tenant_id = $1");
  D.run(Q.str());
}

// A function that is given the condition, or none.
static void find(Db &D, const std::string &Where) {
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  if (!Where.empty())
    Sql += " WHERE " + Where;
  D.run(Sql);
}
static void findMine(Db &D, const std::string &Where) {
  std::string Sql = "SELECT id FROM invoices";
  if (!Where.empty())
    Sql += " WHERE " + Where;
  D.run(Sql);
}
void all(Db &D) { find(D, ""); }
void mine(Db &D) { findMine(D, "tenant_id = $1"); }
void handsOn(Db &D, const std::string &And) { findMine(D, "tenant_id = $1" + And); }

static void findRaw(Db &D, const char *Where) {
  std::string Sql = "SELECT id FROM lines";
  if (Where != nullptr && *Where)
    Sql = Sql + " WHERE " + Where;
  D.run(Sql);
}
static void findAny(Db &D, const char *Where = nullptr) {
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  if (Where)
    Sql = Sql + " WHERE " + Where;
  D.run(Sql);
}
void raw(Db &D) {
  findRaw(D, "tenant_id = $1");
  findAny(D, "tenant_id = $1");
}
void rawAll(Db &D) { findAny(D); }
// What is not given is given nevertheless.
static void findOr(Db &D, const std::string &Where = "id = $1") { D.run("SELECT id FROM customers WHERE " + Where); }
// FINDING@-1:89: 'SELECT' reads table 'customers' of every tenant
void given(Db &D) { findOr(D, "tenant_id = $1"); }
void notGiven(Db &D) { findOr(D); }

// A default in place of an empty text.
static std::string orMine(std::string Where) {
  if (Where.empty())
    Where = "tenant_id = $1";
  return "SELECT id FROM customers WHERE " + Where;
}
void fallback(Db &D) { D.run(orMine("")); }
void noFallback(Db &D) {
  D.run(orMine("id = $1"));
  // FINDING@-5:26: 'SELECT' reads table 'customers' of every tenant
}

// A flag, an enumerator.
static std::string listed(bool OnlyMine) {
  std::string Sql = "SELECT id FROM invoices WHERE id > $1";
  if (OnlyMine)
    Sql += " AND tenant_id = $2";
  return Sql;
}
static std::string listedAll(bool OnlyMine) {
  std::string Sql = "SELECT id FROM invoices WHERE id > $1";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return OnlyMine ? Sql + " AND tenant_id = $2" : Sql;
}
void flagged(Db &D) { D.run(listed(true)); }
void unflagged(Db &D) { D.run(listedAll(false)); }

enum class Scope { Mine, Everybody, Nobody };
static std::string scoped(Scope S) {
  switch (S) {
  case Scope::Mine:
    return "SELECT id FROM lines WHERE tenant_id = $1";
  case Scope::Nobody:
    return "SELECT id FROM lines WHERE false";
  default:
    break;
  }
  return "SELECT id FROM lines";
}
static std::string appended(Scope S) {
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  switch (S) {
  case Scope::Mine:
    Sql += " WHERE tenant_id = $1";
    break;
  case Scope::Nobody:
    Sql += " WHERE false";
    break;
  case Scope::Everybody:
    break;
  }
  return Sql;
}
static std::string compared(Scope S) {
  std::string Sql = "SELECT id FROM lines";
  if (S != Scope::Everybody)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void ofMine(Db &D) {
  D.run(appended(Scope::Mine));
  D.run(compared(Scope::Mine));
}
void ofEverybody(Db &D) { D.run(appended(Scope::Everybody)); }

// A flag that is handed on, and one that nobody knows.
static std::string handed(bool OnlyMine) { return listed(OnlyMine); }
void flagHandedOn(Db &D) { D.run(handed(true)); }
static std::string unknown(bool OnlyMine) {
  std::string Sql = "SELECT id FROM customers";
  // FINDING@-1:37: 'SELECT' reads table 'customers' of every tenant
  if (OnlyMine)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void asked(Db &D, bool OnlyMine) { D.run(unknown(OnlyMine)); }

// In one function.
void local(Db &D, bool Late) {
  std::string Where = "tenant_id = $1";
  if (Late)
    Where += " AND late";
  std::string Sql = "SELECT id FROM invoices";
  if (!Where.empty())
    Sql += " WHERE " + Where;
  D.run(Sql);
}
void localAll(Db &D, int Status) {
  std::string Where;
  if (Status != 0)
    Where = "tenant_id = $1";
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  Sql += Where.empty() ? "" : " WHERE " + Where;
  D.run(Sql);
}
// It was emptied before.
void emptied(Db &D) {
  std::string Where = "tenant_id = $1";
  Where.clear();
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  if (!Where.empty())
    Sql += " WHERE " + Where;
  D.run(Sql);
}
// It may be anything by then.
void fill(std::string &Text);
void filled(Db &D) {
  std::string Where = "tenant_id = $1";
  fill(Where);
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  if (!Where.empty())
    Sql += " WHERE " + Where;
  D.run(Sql);
}

// Functions without a text, and a value that may not be there.
static void purge(Db &D, bool OnlyMine) {
  std::string Sql = "DELETE FROM lines WHERE expired";
  if (OnlyMine)
    Sql += " AND tenant_id = $1";
  D.run(Sql);
}
static void purgeAll(Db &D, bool OnlyMine) {
  std::string Sql = "DELETE FROM lines WHERE expired";
  // FINDING@-1:34: 'DELETE' deletes from table 'lines' of every tenant
  if (OnlyMine)
    Sql += " AND tenant_id = $1";
  D.run(Sql);
}
static void purgeBy(Db &D, bool OnlyMine) {
  std::string Sql = "DELETE FROM lines WHERE late";
  // FINDING@-1:34: 'DELETE' deletes from table 'lines' of every tenant
  if (OnlyMine)
    Sql += " AND tenant_id = $1";
  D.run(Sql);
}
void purges(Db &D) {
  purge(D, true);
  purgeAll(D, false);
  purgeBy(D, true);
  // Somebody may call it with something else.
  void (*Later)(Db &, bool) = &purgeBy;
  Later(D, false);
}
static void removeOne(Db &D, long Id, const std::optional<long> &Tenant) {
  std::string Sql = "DELETE FROM customers WHERE id = " + std::to_string(Id);
  if (Tenant)
    Sql += " AND tenant_id = " + std::to_string(*Tenant);
  D.run(Sql);
}
static void removeAny(Db &D, long Id, std::optional<long> Tenant) {
  std::string Sql = "DELETE FROM customers WHERE id = " + std::to_string(Id);
  // FINDING@-1:34: 'DELETE' deletes from table 'customers' of every tenant
  if (Tenant.has_value())
    Sql += " AND tenant_id = " + std::to_string(*Tenant);
  D.run(Sql);
}
void removes(Db &D, long Tenant) {
  removeOne(D, 1, Tenant);
  removeAny(D, 1, std::nullopt);
}

// A list in an object.
struct Filter {
  std::vector<std::string> Parts;
  Filter &eq(const std::string &Column) {
    Parts.push_back(Column + " = $1");
    return *this;
  }
  std::string sql() const {
    std::string Out;
    for (const auto &Part : Parts)
      Out += " AND " + Part;
    return Out;
  }
};
void filter(Db &D) {
  D.run("SELECT id FROM invoices WHERE TRUE" + Filter().eq("tenant_id").sql());
  D.run("SELECT id FROM invoices WHERE TRUE" + Filter().sql());
  // FINDING@-1:25: 'SELECT' reads table 'invoices' of every tenant
}
// Joined by the object itself.
struct Conditions {
  std::vector<std::string> Parts;
  Conditions &eq(const std::string &Column) {
    Parts.push_back(Column + " = $1");
    return *this;
  }
  std::string sql() const {
    std::string Out;
    for (const auto &Part : Parts) {
      if (!Out.empty())
        Out += " AND ";
      Out += Part;
    }
    return Out;
  }
};
void conditions(Db &D, const std::string &Column) {
  D.run("SELECT id FROM invoices WHERE " + Conditions().eq("tenant_id").eq(Column).sql());
  D.run("SELECT id FROM invoices WHERE " + Conditions().eq("id").eq("name").sql());
  // FINDING@-1:25: 'SELECT' reads table 'invoices' of every tenant
}
