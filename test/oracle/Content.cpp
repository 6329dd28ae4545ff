//===- Content.cpp - Tables, and databases that differ in others' rows ----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Content.h"

#include <algorithm>
#include <optional>

namespace tenantscan::oracle {

bool TableShape::has(std::string_view Column) const { return std::find(Columns.begin(), Columns.end(), Column) != Columns.end(); }

const std::vector<TableShape> &shapes() {
  static const std::vector<TableShape> Shapes{
      {"invoices", {"id", "tenant_id", "customer_id", "total", "status"}, {"customer_id", "total"}, false},
      {"customers", {"id", "tenant_id", "name", "region"}, {"region"}, false},
      {"lines", {"id", "tenant_id", "invoice_id", "qty"}, {"invoice_id", "qty"}, false},
      {"plans", {"id", "name", "price"}, {"price"}, false},
      {"open_invoices", {"id", "tenant_id", "customer_id", "total"}, {}, true},
      {"customer_totals", {"tenant_id", "customer_id", "total"}, {}, true},
      {"top_lines", {"id", "tenant_id", "qty"}, {}, true},
  };
  return Shapes;
}

const TableShape &shape(std::string_view Name) {
  const std::vector<TableShape> &All = shapes();
  auto It = std::find_if(All.begin(), All.end(), [&](const TableShape &S) { return S.Name == Name; });
  return It == All.end() ? All.front() : *It;
}

// The key of customers that lacks the tenant is there for ON CONFLICT.
std::string_view definitions() {
  return "CREATE TABLE invoices (id int NOT NULL, tenant_id int NOT NULL, customer_id int, total int, status text, PRIMARY KEY (tenant_id, id));\n"
         "CREATE TABLE customers (id int NOT NULL, tenant_id int NOT NULL, name text, region int, PRIMARY KEY (tenant_id, id),\n"
         "  CONSTRAINT customers_id UNIQUE (id));\n"
         "CREATE TABLE lines (id int NOT NULL, tenant_id int NOT NULL, invoice_id int, qty int, PRIMARY KEY (tenant_id, id));\n"
         "CREATE TABLE plans (id int PRIMARY KEY, name text, price int);\n"
         "CREATE VIEW open_invoices AS SELECT id, tenant_id, customer_id, total FROM invoices WHERE status = 'a';\n"
         "CREATE VIEW customer_totals AS SELECT i.tenant_id, i.customer_id, sum(i.total)::int AS total FROM invoices i GROUP BY i.tenant_id, "
         "i.customer_id;\n"
         "CREATE VIEW top_lines AS SELECT id, tenant_id, qty FROM lines ORDER BY qty DESC NULLS LAST, id, tenant_id LIMIT 4;\n";
}

bool isText(std::string_view Column) { return Column == "name" || Column == "status"; }

// Other tenants have values that are out of the ordinary, so that a condition on
// them is not the same as no row at all.
/// The values of a database with few, so that rows meet in joins.
struct Few {
  int First = 1;
  int Second = 2;
};

static std::string value(std::string_view Column, bool IsOwn, const std::optional<Few> &Alike, Random &R) {
  if (Alike && R.chance(90))
    return isText(Column) ? R.chance(80) ? "'a'" : "'b'" : std::to_string(R.chance(50) ? Alike->First : Alike->Second);
  if (isText(Column))
    return R.chance(10) ? "NULL" : std::string("'") + "abc"[R.below(3)] + "'";
  if (R.chance(12))
    return "NULL";
  if (!IsOwn && R.chance(12))
    return std::to_string(R.chance(50) ? -R.between(1, 3) : R.between(5, 9));
  return std::to_string(R.between(Column == "total" || Column == "qty" || Column == "region" || Column == "price" ? 0 : 1, 4));
}

static std::vector<std::string> row(const TableShape &S, int Id, int Owner, bool IsOwn, const std::optional<Few> &Alike, Random &R) {
  std::vector<std::string> Row;
  for (const std::string &Column : S.Columns)
    Row.push_back(Column == "id" ? std::to_string(Id) : Column == "tenant_id" ? std::to_string(Owner) : value(Column, IsOwn, Alike, R));
  return Row;
}

// Ids beyond the tenant's are what its new rows may run into.
static void addOthers(Content::Rows &Rows, int Tenant, const std::vector<int> &Own, unsigned Density, const std::optional<Few> &Alike, Random &R) {
  const TableShape &S = shape(Rows.Table);
  bool GlobalKey = Rows.Table == "customers";
  for (int Id = -1; Id <= 14; ++Id)
    for (int Owner : {Tenant - 1, Tenant + 1}) {
      bool Taken = GlobalKey && std::find(Own.begin(), Own.end(), Id) != Own.end();
      if (Taken || !R.chance(Id >= 1 && Id <= 7 ? Density : Density / 3))
        continue;
      Rows.Values.push_back(row(S, Id, Owner, false, Alike, R));
      if (GlobalKey)
        break;
    }
}

/// Leaves some of the rows from \p First on, \p Most of them at most.
static void thin(Content::Rows &Rows, size_t First, size_t Most, Random &R) {
  while (Rows.Values.size() > First + Most)
    Rows.Values.erase(Rows.Values.begin() + static_cast<long>(First + R.below(Rows.Values.size() - First)));
}

// In half of the pairs the databases differ a little in everything. In the
// others one has rows of other tenants and the other has none, and the tenant
// itself may have none: what is told by EXISTS or by the size of a join shows
// only there. Some differ in one table only, the others being full on both sides, or
// have few values, so that what is joined has partners, or few rows, so that counts and sums are
// as small as keys.
ContentPair makePair(Random &R, int Tenant) {
  ContentPair P;
  enum { Different, FirstHas, EitherHas, OneTable };
  size_t Mode = R.weighted({2u, 1u, 1u, 1u});
  std::optional<Few> Alike;
  if (R.chance(35))
    Alike = {R.between(0, 4), R.between(0, 5)};
  static constexpr std::string_view OfTenants[] = {"invoices", "customers", "lines"};
  std::string_view Differs = OfTenants[R.below(3)];
  bool IsThin = R.chance(25);
  for (const TableShape &S : shapes()) {
    if (S.IsView)
      continue;
    Content::Rows Common{S.Name, {}};
    std::vector<int> Own;
    bool HasTenant = S.hasTenant();
    bool None = R.chance(Mode == Different || Mode == OneTable || !HasTenant ? 8 : 35);
    unsigned Density = !HasTenant && !None ? 80 : None ? 0 : static_cast<unsigned>(R.between(25, 75));
    for (int Id = 0; Id <= 5; ++Id)
      if (R.chance(Id == 0 ? Density / 3 : Density)) {
        Own.push_back(Id);
        Common.Values.push_back(row(S, Id, Tenant, true, Alike, R));
      }
    if (IsThin && HasTenant)
      thin(Common, 0, static_cast<size_t>(R.between(1, 2)), R);
    bool Swap = Mode == EitherHas && R.chance(50);
    bool IsShared = Mode == OneTable && S.Name != Differs;
    for (Content *C : {&P.A, &P.B}) {
      C->Tables.push_back(Common);
      if (IsShared && C == &P.B) {
        C->Tables.back() = P.A.Tables.back();
        continue;
      }
      bool Empty = Mode == Different || Mode == OneTable ? R.chance(IsShared ? 0 : 20) : (C == &P.B) != Swap;
      if (HasTenant && !Empty)
        addOthers(C->Tables.back(), Tenant, Own, static_cast<unsigned>(R.between(15, Alike ? 95 : 65)), Alike, R);
      if (IsThin && HasTenant)
        thin(C->Tables.back(), Common.Values.size(), static_cast<size_t>(R.between(1, 3)), R);
    }
  }
  return P;
}

static std::string tuple(const std::vector<std::string> &Row) {
  std::string Out = "(";
  for (const std::string &Value : Row)
    Out += (Out.size() == 1 ? "" : ", ") + Value;
  return Out + ")";
}

std::string fill(const Content &C) {
  std::string Out;
  for (const Content::Rows &Rows : C.Tables)
    for (const std::vector<std::string> &Row : Rows.Values)
      Out += "INSERT INTO " + Rows.Table + " VALUES " + tuple(Row) + ";\n";
  return Out;
}

std::string describe(const Content &C) {
  std::string Out;
  for (const Content::Rows &Rows : C.Tables) {
    Out += "    " + Rows.Table + ":";
    for (const std::vector<std::string> &Row : Rows.Values)
      Out += " " + tuple(Row);
    Out += '\n';
  }
  return Out;
}

} // namespace tenantscan::oracle
