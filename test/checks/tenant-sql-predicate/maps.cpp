// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Statements that are kept in a map which the class fills.
#include <map>
#include <string>
#include <unordered_map>

struct Db {
  void run(const std::string &Sql);
};
enum class Kind { Own, All, Purge };

class Registry {
public:
  Registry() {
    Texts[Kind::Own] = "SELECT total FROM invoices WHERE tenant_id = $1";
    Texts.emplace(Kind::All, "SELECT total FROM invoices");
    // FINDING@-1:49: 'SELECT' reads table 'invoices' of every tenant
    Texts.insert({Kind::Purge, "DELETE FROM invoices WHERE tenant_id = $1"});
  }
  void run(Db &D, Kind K) { D.run(Texts.at(K)); }
  void own(Db &D) const { D.run(Texts.at(Kind::Own)); }

private:
  std::unordered_map<Kind, std::string> Texts;
};

// By its name; and one after the other.
class Names {
public:
  Names() : Texts{{"own", "SELECT name FROM customers WHERE tenant_id = $1"}, {"all", "SELECT name FROM customers"}} {}
  // FINDING@-1:105: 'SELECT' reads table 'customers' of every tenant
  void own(Db &D) { D.run(Texts["own"]); }
  void all(Db &D) {
    if (auto It = Texts.find("all"); It != Texts.end())
      D.run(It->second);
  }

private:
  std::map<std::string, std::string> Texts;
};

class Each {
public:
  void prepare(Db &D) {
    for (const auto &[Name, Text] : Texts)
      D.run(Text);
  }

private:
  std::map<int, std::string> Texts{{1, "SELECT * FROM lines WHERE tenant_id = $1"}, {2, "DELETE FROM lines"}};
  // FINDING@-1:102: 'DELETE' deletes from table 'lines' of every tenant
};

// The caller says what is put there.
class Filled {
public:
  void add(const std::string &Name, const std::string &Text) { Texts.insert_or_assign(Name, Text); }
  void run(Db &D, const std::string &Name) { D.run(Texts.at(Name)); }

private:
  std::map<std::string, std::string> Texts;
};
void fill(Filled &F) {
  F.add("all", "SELECT id FROM invoices");
  // FINDING@-1:32: 'SELECT' reads table 'invoices' of every tenant
  F.add("own", "SELECT id FROM invoices WHERE tenant_id = $1");
}

// Somebody may change what is in there.
class Shown {
public:
  Shown() { Texts["all"] = "SELECT id FROM customers"; }
  std::string &at(const std::string &Name) { return Texts[Name]; }
  void run(Db &D) { D.run(Texts.at("all")); }

private:
  std::map<std::string, std::string> Texts;
};
class Changed {
public:
  Changed() { Texts["all"] = "SELECT id FROM customers"; }
  void add(const std::string &More) {
    for (auto It = Texts.begin(); It != Texts.end(); ++It)
      It->second += More;
  }
  void run(Db &D) { D.run(Texts.at("all")); }

private:
  std::map<std::string, std::string> Texts;
};
class Open {
public:
  Open() { Texts["all"] = "SELECT id FROM customers"; }
  void run(Db &D) { D.run(Texts.at("all")); }
  std::map<std::string, std::string> Texts;
};
