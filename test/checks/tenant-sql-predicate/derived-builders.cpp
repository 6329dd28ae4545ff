// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17
//
// Builders with a part in a base class.
#include <string>
#include <string_view>

struct Db {
  void run(const std::string &Sql);
};

// A plain base: its methods do nothing to what is derived from it.
struct Filter {
  void where(std::string_view Condition) { Text += Condition; }
  std::string Text;
};
struct Update : Filter {
  std::string sql() const { return "UPDATE " + Table + " SET name = ''" + Text; }
  std::string Table;
};
void plain(Db &D) {
  Update Good;
  Good.Table = "lines";
  Good.where(" WHERE tenant_id = $1");
  D.run(Good.sql());
  Update Bad;
  Bad.Table = "lines";
  // FINDING@-1:16: 'UPDATE' changes table 'lines' of every tenant
  Bad.where(" WHERE id = $1");
  D.run(Bad.sql());
}
// One that may do something to it leaves it unknown.
struct Hooked {
  void where(std::string_view Condition) {
    Text += Condition;
    changed();
  }
  virtual void changed() {}
  std::string Text;
};
struct Insert : Hooked {
  void changed() override { Table = "plans"; }
  std::string sql() const { return "DELETE FROM " + Table + Text; }
  std::string Table;
};
void hooked(Db &D) {
  Insert I;
  I.Table = "lines";
  I.where(" WHERE id = $1");
  D.run(I.sql());
}
// COUNTS: 1 scoped, 1 leak, 1 unresolved
