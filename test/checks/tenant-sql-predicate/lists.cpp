// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Lists of texts that grow, and are joined.
#include <algorithm>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};

// The ways in which projects join.
static std::string implode(const std::string &Glue, std::vector<std::string> Parts) {
  if (Parts.empty())
    return {};
  std::ostringstream Out;
  std::vector<std::string>::iterator It;
  for (It = Parts.begin(); It != Parts.end(); It++)
    Out << *It << Glue;
  std::string Text = Out.str();
  Text.resize(Out.str().size() - Glue.size());
  return Text;
}
static std::string joined(const std::vector<std::string> &Parts, const char *Between) {
  std::string Text;
  for (size_t I = 0; I < Parts.size(); ++I) {
    if (I != 0)
      Text += Between;
    Text += Parts[I];
  }
  return Text;
}
static std::string afterFirst(const std::vector<std::string> &Parts, const std::string &Between) {
  std::string Text = Parts.empty() ? "" : Parts[0];
  for (size_t I = 1; I < Parts.size(); ++I)
    Text += Between + Parts[I];
  return Text;
}
// Without the first: no join.
static std::string withoutFirst(const std::vector<std::string> &Parts, const std::string &Between) {
  std::string Text;
  for (size_t I = 1; I < Parts.size(); ++I)
    Text += Between + Parts[I];
  return Text;
}
static std::string withCommas(const std::vector<std::string> &Parts) {
  std::string Text;
  for (const auto &Part : Parts) {
    if (!Text.empty())
      Text += ", ";
    Text += Part;
  }
  return Text;
}
static std::string folded(const std::vector<std::string> &Parts, const std::string &Between) {
  return std::accumulate(Parts.begin(), Parts.end(), std::string(),
                         [&](const std::string &A, const std::string &B) { return A.empty() ? B : A + Between + B; });
}
// One that does something else to the elements.
static std::string quoted(const std::string &S) { return "'" + S + "'"; }
static std::string list(const std::vector<std::string> &Parts, const std::string &Between) {
  std::string Text;
  for (const auto &Part : Parts)
    Text += quoted(Part) + Between;
  return Text;
}

// Ones that put something before each element, or after each.
static std::string each(const std::vector<std::string> &Parts, const std::string &Before) {
  std::string Text;
  for (const auto &Part : Parts)
    Text += Before + Part;
  return Text;
}
static std::string filled(const std::vector<std::string> &Parts, const std::string &Before) {
  std::string Text;
  for (const auto &Part : Parts)
    if (!Part.empty())
      Text += Before + Part;
  return Text;
}
static std::string closed(const std::vector<std::string> &Parts, const std::string &After) {
  std::string Text;
  if (Parts.empty())
    return Text;
  for (const auto &Part : Parts)
    Text.append(Part).append(After);
  return Text;
}

void conditions(Db &D, bool Paid, int Id) {
  std::vector<std::string> Good{"tenant_id = $1"};
  if (Paid)
    Good.push_back("paid");
  Good.emplace_back("id = " + std::to_string(Id));
  D.run("SELECT * FROM invoices WHERE " + implode(" AND ", Good));
  D.run("SELECT * FROM invoices WHERE " + implode(" OR ", Good));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant

  std::vector<std::string> Bad;
  if (Paid)
    Bad.push_back("tenant_id = $1");
  Bad.push_back("id = $2");
  D.run("DELETE FROM customers WHERE " + joined(Bad, " AND "));
  // FINDING@-1:22: 'DELETE' deletes from table 'customers' of every tenant
  D.run("DELETE FROM customers WHERE tenant_id = $1 AND (" + joined(Bad, " OR ") + ")");
}

void loops(Db &D, const std::vector<int> &Ids) {
  std::vector<std::string> Values;
  for (int Id : Ids)
    Values.push_back("(" + withCommas({"$1", std::to_string(Id)}) + ")");
  D.run("INSERT INTO lines (tenant_id, id) VALUES " + withCommas(Values));
  D.run("INSERT INTO lines (id, tenant_id) VALUES " + withCommas(Values));
  std::vector<std::string> Marks(Ids.size(), "$2");
  D.run("SELECT * FROM lines WHERE tenant_id = $1 AND id IN (" + folded(Marks, ",") + ")");
  D.run("SELECT * FROM lines WHERE id IN (" + folded(Marks, ",") + ")");
  // FINDING@-1:24: 'SELECT' reads table 'lines' of every tenant
}

void first(Db &D) {
  std::vector<std::string> Where{"tenant_id = $1", "paid"};
  D.run("SELECT * FROM invoices WHERE " + afterFirst(Where, " AND "));
  D.run("SELECT * FROM invoices WHERE TRUE " + withoutFirst(Where, " AND "));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
}

// By reference, copied, cleared, added to each other.
static void addTenant(std::vector<std::string> &Where) { Where.push_back("tenant_id = $1"); }
static void addElsewhere(std::vector<std::string> &Where);
void (*Unknown)(std::vector<std::string> &);
void handed(Db &D) {
  std::vector<std::string> Where;
  addTenant(Where);
  D.run("SELECT * FROM invoices WHERE " + joined(Where, " AND "));
  std::vector<std::string> Copy = Where;
  Copy.clear();
  Copy.push_back("id = 1");
  D.run("SELECT * FROM customers WHERE " + joined(Copy, " AND "));
  // FINDING@-1:24: 'SELECT' reads table 'customers' of every tenant
  Copy.insert(Copy.end(), Where.begin(), Where.end());
  D.run("SELECT * FROM customers WHERE " + joined(Copy, " AND "));
  Unknown(Where);
  D.run("SELECT * FROM customers WHERE " + joined(Where, " AND "));
  std::vector<std::string> Changed{"tenant_id = $1", "id = $2"};
  Changed[0] = "TRUE";
  D.run("SELECT * FROM customers WHERE " + joined(Changed, " AND "));
  for (auto &Each : Changed)
    Each += " OR TRUE";
  D.run("SELECT * FROM customers WHERE " + joined(Changed, " AND "));
}

// Run one by one.
void oneByOne(Db &D, bool All) {
  std::vector<std::string> Statements;
  Statements.push_back("DELETE FROM lines WHERE tenant_id = $1");
  if (All)
    Statements.push_back("DELETE FROM customers");
  // FINDING@-1:39: 'DELETE' deletes from table 'customers' of every tenant
  for (const auto &Statement : Statements)
    D.run(Statement);
}

// In a builder.
class Select {
  std::string Table;
  std::vector<std::string> Where;

public:
  explicit Select(std::string T) : Table(std::move(T)) {}
  Select &where(const std::string &Condition) {
    Where.push_back(Condition);
    return *this;
  }
  std::string text() const { return "SELECT * FROM " + Table + " WHERE " + joined(Where, " AND "); }
};
void builders(Db &D, bool Mine) {
  D.run(Select("invoices").where("id = $1").where("tenant_id = $2").text());
  Select S("customers");
  // FINDING@-1:13: 'SELECT' reads table 'customers' of every tenant
  if (Mine)
    S.where("tenant_id = $1");
  S.where("id = $2");
  D.run(S.text());
}

// What is done to the elements is not seen here.
void other(Db &D) {
  std::vector<std::string> Parts{"tenant_id = $1"};
  D.run("SELECT * FROM invoices WHERE " + list(Parts, " AND "));
  D.run("SELECT * FROM invoices WHERE paid" + each(Parts, " OR "));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  D.run("SELECT * FROM invoices WHERE paid" + filled(Parts, " OR "));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  D.run("SELECT * FROM invoices WHERE " + closed(Parts, " OR ") + "paid");
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  Parts.emplace_back("paid").append(" OR TRUE");
  D.run("SELECT * FROM invoices WHERE " + joined(Parts, " AND "));
  *std::find(Parts.begin(), Parts.end(), "paid") = "TRUE OR TRUE";
  D.run("SELECT * FROM invoices WHERE " + joined(Parts, " AND "));
}

// An element is known by its place, however many there are.
static std::vector<std::string> columns() {
  return {"id",      "tenant_id", "name",  "street", "zip",  "city",  "country", "email",   "phone", "fax",
          "comment", "created",   "score", "limits", "bank", "state", "region",  "website", "notes", "updated"};
}
void byPlace(Db &D, int Last) {
  auto Columns = columns();
  std::vector<std::string> Set;
  Set.push_back(Columns[2] + " = $2");
  Set.push_back(Columns.at(17) + " = $3");
  D.run("UPDATE customers SET " + joined(Set, ", ") + " WHERE " + Columns[1] + " = $1");
  D.run("UPDATE customers SET " + joined(Set, ", ") + " WHERE " + Columns[0] + " = $1");
  // FINDING@-1:17: 'UPDATE' changes table 'customers' of every tenant
  D.run("UPDATE lines SET name = $2 WHERE " + Columns[Last] + " = $1");
}
void afterUnknown(Db &D, const std::vector<std::string> &Before) {
  std::vector<std::string> Names = Before;
  Names.push_back("tenant_id");
  D.run("DELETE FROM lines WHERE " + Names[0] + " = $1");
}

// Conditions that are values one way or the other are one text, however many there are.
struct Key {
  long Tenant, Bot, Npc, Zone, Account, Spawn;
};
static std::string filtersOf(const Key &K) {
  std::vector<std::string> Parts;
  if (K.Tenant > 0)
    Parts.emplace_back("tenant_id = " + std::to_string(K.Tenant));
  else
    Parts.emplace_back("tenant_id = 0");
  if (K.Bot > 0)
    Parts.emplace_back("bot_id = " + std::to_string(K.Bot));
  else
    Parts.emplace_back("bot_id = 0");
  if (K.Npc > 0)
    Parts.emplace_back("npc_id = " + std::to_string(K.Npc));
  else
    Parts.emplace_back("npc_id = 0");
  if (K.Zone > 0)
    Parts.emplace_back("zone_id = " + std::to_string(K.Zone));
  else
    Parts.emplace_back("zone_id = 0");
  if (K.Account > 0)
    Parts.emplace_back("account_id = " + std::to_string(K.Account));
  else
    Parts.emplace_back("account_id = 0");
  if (K.Spawn > 0)
    Parts.emplace_back("spawn_id = " + std::to_string(K.Spawn));
  else
    Parts.emplace_back("spawn_id = 0");
  return joined(Parts, " AND ");
}
static std::string withoutTenant(const Key &K) {
  std::vector<std::string> Parts;
  if (K.Bot > 0)
    Parts.emplace_back("bot_id = " + std::to_string(K.Bot));
  else
    Parts.emplace_back("bot_id = 0");
  if (K.Npc > 0)
    Parts.emplace_back("npc_id = " + std::to_string(K.Npc));
  else
    Parts.emplace_back("npc_id = 0");
  if (K.Zone > 0)
    Parts.emplace_back("zone_id = " + std::to_string(K.Zone));
  else
    Parts.emplace_back("zone_id = 0");
  if (K.Account > 0)
    Parts.emplace_back("account_id = " + std::to_string(K.Account));
  else
    Parts.emplace_back("account_id = 0");
  if (K.Spawn > 0)
    Parts.emplace_back("spawn_id = " + std::to_string(K.Spawn));
  else
    Parts.emplace_back("spawn_id = 0");
  return joined(Parts, " AND ");
}
void manyFilters(Db &D, const Key &K) {
  D.run("SELECT value FROM lines WHERE " + filtersOf(K) + " AND name = $1");
  D.run("SELECT value FROM lines WHERE " + withoutTenant(K) + " AND name = $1");
  // FINDING@-1:28: 'SELECT' reads table 'lines' of every tenant
}
// COUNTS: 10 scoped, 12 leak, 9 unresolved
