// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// What a library calls returns the text.
#include <functional>
#include <string>
#include <tuple>
#include <variant>

struct Db {
  void run(const std::string &Sql);
};
struct Open {};
struct Paid {
  long since;
};
using State = std::variant<Open, Paid>;
template <class... F> struct overloaded : F... {
  using F::operator()...;
};
template <class... F> overloaded(F...) -> overloaded<F...>;

void visited(Db &db, const State &state) {
  std::string sql = std::visit(overloaded{[](Open) { return std::string("SELECT total FROM invoices WHERE tenant_id = $1"); },
                                          [](Paid p) { return "SELECT total FROM invoices WHERE tenant_id = $1 AND paid > " + std::to_string(p.since); }},
                               state);
  db.run(sql);
  db.run(std::visit(overloaded{[](Open) { return "SELECT total FROM invoices WHERE tenant_id = $1"; },
                               [](auto) { return "SELECT total FROM invoices"; }},
                    // FINDING@-1:69: 'SELECT' reads table 'invoices'
                    state));
}

struct Condition {
  const char *operator()(Open) const { return "tenant_id = $1"; }
  const char *operator()(Paid) const { return "tenant_id = $1 AND paid"; }
};
struct NoCondition {
  const char *operator()(Open) const { return "tenant_id = $1"; }
  const char *operator()(Paid) const { return "paid"; }
};

void clauses(Db &db, const State &state) {
  db.run(std::string("DELETE FROM invoices WHERE ") + std::visit(Condition{}, state));
  db.run(std::string("DELETE FROM invoices WHERE ") + std::visit(NoCondition{}, state));
  // FINDING@-1:35: 'DELETE' deletes from table 'invoices'
}

static std::string byId(long id) { return "SELECT total FROM invoices WHERE id = " + std::to_string(id); }

void called(Db &db, long id) {
  db.run(std::invoke(byId, id));
  // FINDING@-4:65: 'SELECT' reads table 'invoices'
  auto build = [](long id, long tenant_id) {
    return "SELECT total FROM invoices WHERE id = " + std::to_string(id) + " AND tenant_id = " + std::to_string(tenant_id);
  };
  db.run(std::apply(build, std::make_tuple(id, 4L)));
}
