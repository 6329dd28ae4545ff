// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Tables of structs that nobody declared constant, and pointers and iterators that go through them.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

struct Db {
  void run(std::string_view Sql);
};
struct Tagged {
  int Index;
  const char *Sql;
};

namespace {
Tagged Read[] = {
    {1, "SELECT * FROM invoices WHERE tenant_id = $1"},
    {2, "SELECT * FROM lines"},
    // FINDING@-1:24: 'SELECT' reads table 'lines' of every tenant
    {0, nullptr},
};
std::array<Tagged, 2> Handed = {{{1, "SELECT * FROM customers WHERE tenant_id = $1"}, {2, "DELETE FROM customers"}}};
// FINDING@-1:104: 'DELETE' deletes from table 'customers' of every tenant
std::array<Tagged, 2> AllGood = {{{1, "SELECT * FROM customers WHERE tenant_id = $1"}, {2, "SELECT * FROM plans"}}};
Tagged Written[] = {{1, "SELECT * FROM lines"}};
Tagged Leaked[] = {{1, "SELECT * FROM lines"}};
Tagged Swapped[] = {{1, "SELECT * FROM lines"}};
} // namespace

void loops(Db &D) {
  for (size_t I = 0; Read[I].Sql != nullptr; ++I)
    D.run(Read[I].Sql);
  for (const Tagged &T : AllGood)
    D.run(T.Sql);
}

static void one(Db &D, const Tagged &T) { D.run(T.Sql); }
static void all(Db &D, const Tagged *Begin, const Tagged *End) {
  for (const Tagged *T = Begin; T != End; ++T)
    D.run(T->Sql);
}
void handed(Db &D) {
  all(D, Handed.begin(), Handed.end());
  all(D, AllGood.begin() + 1, AllGood.end());
  all(D, AllGood.data(), AllGood.data() + AllGood.size());
  one(D, AllGood[1]);
}

static const Tagged OwnPlaces[] = {{1, "SELECT * FROM plans"}, {2, "UPDATE lines SET total = 0"}};
// FINDING@-1:76: 'UPDATE' changes table 'lines' of every tenant
void iterated(Db &D) {
  for (auto T = std::begin(OwnPlaces); T != std::end(OwnPlaces); ++T)
    D.run(T->Sql);
  for (auto T = AllGood.cbegin(); T != AllGood.cend(); ++T)
    one(D, *T);
}

// What is changed, or may be, is not known.
void change(const char *Sql) { Written[0].Sql = Sql; }
void useWritten(Db &D) { D.run(Written[0].Sql); }
void fill(Tagged *Place);
void leak() { fill(Leaked); }
void useLeaked(Db &D) { one(D, Leaked[0]); }
void reorder(std::vector<Tagged> &Others) {
  for (Tagged &T : Swapped)
    std::swap(T, Others.back());
}
void useSwapped(Db &D) { D.run(Swapped[0].Sql); }
// COUNTS: 5 scoped, 3 leak, 3 unresolved
