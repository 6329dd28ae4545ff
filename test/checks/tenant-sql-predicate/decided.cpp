// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Branches that what is given, or what an object holds, decides.
#include <string>
#include <utility>

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

// A flag that is another number as what it is handed to: made a `bool`, cut off, of another sign.
enum Level { None, Some, All };
static std::string unlessAll(bool All) {
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  if (!All)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
static std::string ofLevel(Level L, bool Fast) { return Fast ? unlessAll(false) : unlessAll(L); }
void leveled(Db &D, bool Fast) { D.run(ofLevel(All, Fast)); }
static std::string ofByte(unsigned char Kind) {
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return Kind == 0 ? Sql : Sql + " WHERE tenant_id = $1";
}
static std::string cutOff(int Kind) { return ofByte(Kind); }
void cut(Db &D) { D.run(cutOff(256)); }
static std::string ofUnsigned(unsigned Kind) {
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return Kind == 0xFFFFFFFFu ? Sql : Sql + " WHERE tenant_id = $1";
}
static std::string ofSigned(int Kind) { return ofUnsigned(Kind); }
void negative(Db &D) { D.run(ofSigned(-1)); }
static std::string ofInt(int Kind) {
  std::string Sql = "SELECT id FROM invoices";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return Kind == 0 ? Sql : Sql + " WHERE tenant_id = $1";
}
static std::string ofLong(long Kind) { return ofInt(Kind); }
void longer(Db &D) { D.run(ofLong(1L << 32)); }
// Each number is the same in a wider type; a constant is what it is made.
static std::string ifKind(long Kind) {
  std::string Sql = "SELECT id FROM lines";
  return Kind == 7 ? Sql : Sql + " WHERE tenant_id = $1";
}
static std::string fromShort(short Kind) { return ifKind(Kind); }
static std::string fromLevel(Level L) { return ifKind(L); }
static std::string fromBool(bool B) { return ifKind(B); }
void wider(Db &D) {
  D.run(fromShort(3));
  D.run(fromLevel(Some));
  D.run(fromBool(true));
}
static std::string unlessNone(bool Any) {
  std::string Sql = "SELECT id FROM lines";
  return Any ? Sql + " WHERE tenant_id = $1" : Sql;
}
void madeBool(Db &D) { D.run(unlessNone(2)); }

// Compared as another type.
static std::string comparedUnsigned(int Kind) {
  std::string Sql = "SELECT id FROM customers";
  // FINDING@-1:37: 'SELECT' reads table 'customers' of every tenant
  if (Kind != 0xFFFFFFFF)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void minusOne(Db &D) { D.run(comparedUnsigned(-1)); }
static std::string comparedSigned(short Kind) {
  std::string Sql = "SELECT id FROM customers";
  if (Kind != -1)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void plusOne(Db &D) { D.run(comparedSigned(1)); }
static std::string comparedWide(unsigned __int128 Kind) {
  std::string Sql = "SELECT id FROM customers";
  // FINDING@-1:37: 'SELECT' reads table 'customers' of every tenant
  if (Kind == 0)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void wide(Db &D) { D.run(comparedWide(static_cast<unsigned __int128>(1) << 100)); }
static std::string neverTwo(bool Flag) {
  std::string Sql = "SELECT id FROM customers";
  if (Flag != 2)
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void notTwo(Db &D) { D.run(neverTwo(true)); }

// A switch without default that goes on at a label of the one around it.
static std::string nested(int A, int B, bool Fast) {
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  if (Fast)
    return Sql + " WHERE tenant_id = $1";
  switch (A) {
  case 1:
    switch (B) {
    case 5:
      Sql += " WHERE tenant_id = $1";
      break;
    }
  case 2:
    Sql += " LIMIT 1";
  }
  return Sql;
}
void goesOn(Db &D, bool Fast) { D.run(nested(1, 7, Fast)); }
static std::string nestedMine(int A, int B) {
  std::string Sql = "SELECT id FROM lines";
  switch (A) {
  case 1:
    switch (B) {
    case 5:
      Sql += " WHERE tenant_id = $1";
      break;
    }
  case 2:
    Sql += " LIMIT 1";
  }
  return Sql;
}
void goesIn(Db &D) { D.run(nestedMine(1, 5)); }

// What decides whether the function comes to its other `return`.
static std::string early(const std::string &Where) {
  if (Where.empty())
    return "SELECT id FROM invoices";
  return "SELECT id FROM invoices WHERE " + Where;
}
static std::string earlyAll(const std::string &Where) {
  if (Where.empty())
    return "SELECT id FROM invoices";
  // FINDING@-1:28: 'SELECT' reads table 'invoices' of every tenant
  return "SELECT id FROM invoices WHERE " + Where;
}
void earlyMine(Db &D) { D.run(early("tenant_id = $1")); }
void earlyNone(Db &D) { D.run(earlyAll("")); }
static std::string earlyFlag(bool All) {
  if (All)
    return "SELECT id FROM lines";
  return "SELECT id FROM lines WHERE tenant_id = $1";
}
static std::string earlyFlagged(bool All, bool Late) {
  if (Late)
    return "SELECT id FROM lines WHERE late AND tenant_id = $1";
  if (All)
    return "SELECT id FROM lines";
  // FINDING@-1:28: 'SELECT' reads table 'lines' of every tenant
  return "SELECT id FROM lines WHERE tenant_id = $1";
}
void notAll(Db &D) { D.run(earlyFlag(false)); }
void everything(Db &D, bool Late) { D.run(earlyFlagged(true, Late)); }
void ofScope(Db &D) { D.run(scoped(Scope::Mine)); }
struct EarlySelect {
  std::string Text;
  void where(const std::string &Condition) { Text += Condition; }
  std::string str() const {
    if (Text.empty())
      return "SELECT id FROM customers";
    return "SELECT id FROM customers WHERE " + Text;
  }
  std::string all() const {
    if (Text.empty())
      return "SELECT id FROM customers";
    // FINDING@-1:30: 'SELECT' reads table 'customers' of every tenant
    return "SELECT id FROM customers WHERE " + Text;
  }
};
void earlyBuilt(Db &D) {
  EarlySelect Q;
  Q.where("tenant_id = $1");
  D.run(Q.str());
}
void earlyBare(Db &D) {
  EarlySelect Q;
  D.run(Q.all());
}

// A variable that stays what it begins with, and ones that do not.
void localFlag(Db &D) {
  bool OnlyMine = true;
  D.run(listed(OnlyMine));
}
static std::string listedOr(bool OnlyMine) {
  std::string Sql = "SELECT id FROM invoices WHERE id > $1";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return OnlyMine ? Sql + " AND tenant_id = $2" : Sql;
}
void localChanged(Db &D, int Count) {
  bool OnlyMine = true;
  if (Count > 3)
    OnlyMine = false;
  D.run(listedOr(OnlyMine));
}
void ask(bool *Flag);
static std::string listedAsked(bool OnlyMine) {
  std::string Sql = "SELECT id FROM invoices WHERE id > $1";
  // FINDING@-1:37: 'SELECT' reads table 'invoices' of every tenant
  return OnlyMine ? Sql + " AND tenant_id = $2" : Sql;
}
void localAsked(Db &D) {
  bool OnlyMine = true;
  ask(&OnlyMine);
  D.run(listedAsked(OnlyMine));
}

// What is left when its end is dropped may be empty.
static std::string shortened(std::string Where) {
  Where.pop_back();
  std::string Sql = "SELECT id FROM lines";
  // FINDING@-1:37: 'SELECT' reads table 'lines' of every tenant
  if (!Where.empty())
    Sql += " WHERE tenant_id = $1";
  return Sql;
}
void dropped(Db &D) { D.run(shortened("x")); }
static std::string lengthened(std::string Where) {
  Where += " AND late,";
  Where.pop_back();
  std::string Sql = "SELECT id FROM lines";
  if (!Where.empty())
    Sql += " WHERE " + Where;
  return Sql;
}
void comma(Db &D) { D.run(lengthened("tenant_id = $1")); }
