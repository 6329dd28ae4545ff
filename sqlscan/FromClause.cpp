//===- FromClause.cpp - The range table and its joins -------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

/// Views within views, and LATERAL within LATERAL, beyond this are not followed.
static constexpr unsigned MaxInlining = 6;

void Prover::rename(QueryResult &Rows, Node Names) {
  size_t I = 0;
  for (Node Name : Names.elements()) {
    // Where positions are not known, it is not known which columns lose their names.
    if (Rows.Open)
      for (ResultColumn &C : Rows.Columns)
        C.Name.clear();
    else if (I < Rows.Columns.size())
      Rows.Columns[I++].Name = Name.as("String").text("sval");
  }
}

RelationId Prover::addResult(QueryResult Rows, Node Alias, Scope &S, uint32_t Location) {
  Relation R;
  R.Kind = Relation::Result;
  R.Name = Alias.text("aliasname");
  R.Location = Location;
  rename(Rows, Alias["colnames"]);
  R.Rows = std::move(Rows);
  Relations.push_back(std::move(R));
  auto Id = static_cast<RelationId>(Relations.size() - 1);
  S.Relations.push_back(Id);
  return Id;
}

// What is pending in a view is reported at its name in the statement.
std::optional<QueryResult> Prover::proveView(const sql::Table &View, uint32_t Location) {
  if (ViewDepth >= MaxInlining)
    return std::nullopt;
  Views.push_back(ParseTree::parse(View.ViewQuery));
  Node Statements = Views.back().statements();
  if (Statements.size() != 1)
    return std::nullopt;
  ++ViewDepth;
  QueryResult Rows = proveSelect((*Statements.elements().begin())["stmt"].as("SelectStmt"), nullptr);
  --ViewDepth;
  for (size_t I = 0; I < Rows.Columns.size() && !View.Columns.empty(); ++I)
    if (Rows.Open)
      Rows.Columns[I].Name.clear();
    else if (I < View.Columns.size())
      Rows.Columns[I].Name = View.Columns[I];
  for (const auto &[Old, New] : View.NewNames)
    for (ResultColumn &C : Rows.Columns)
      if (equalsIgnoreCase(C.Name, Old)) {
        C.Name = New;
        break;
      }
  for (Pending &P : Rows.Pendings)
    P.Location = Location;
  for (Confined &C : Rows.Confinements)
    C.Location = Location;
  return Rows;
}

// A view that PostgreSQL can write through stands for its table with its conditions.
std::optional<RelationId> Prover::addView(const sql::Table &View, QueryResult Rows, Node RangeVar, Block &B, Action Does) {
  auto Location = static_cast<uint32_t>(RangeVar.number("location"));
  if (Does == Action::Reads) {
    RelationId Id = addResult(std::move(Rows), RangeVar["alias"], B.S, Location);
    if (!RangeVar["alias"])
      Relations[Id].Name = RangeVar.text("relname");
    return Id;
  }
  if (Rows.Pendings.empty() && Rows.Confinements.empty())
    return std::nullopt;
  Relation R;
  if (Does != Action::Writes) {
    for (Pending &P : Rows.Pendings)
      P.Does = Does;
    R.Kind = Relation::Result;
    R.Rows = std::move(Rows);
  } else {
    // What is written to the column is not the tenant where only the name is the same.
    for (uint32_t I = 0; I < Rows.Columns.size(); ++I) {
      const ResultColumn &C = Rows.Columns[I];
      auto Carries = [&](const Pending &P) { return std::find(P.Carriers.begin(), P.Carriers.end(), I) != P.Carriers.end(); };
      auto Equals = [&](const Confined &By) { return std::find(C.Equals.begin(), C.Equals.end(), By.Value) != C.Equals.end(); };
      if (Words.isTenantColumn(C.Name) && std::none_of(Rows.Pendings.begin(), Rows.Pendings.end(), Carries) &&
          std::none_of(Rows.Confinements.begin(), Rows.Confinements.end(), Equals))
        giveUp("the columns that INSERT writes are not known", Location);
    }
    R.Definition = View.Columns.empty() ? nullptr : &View;
  }
  R.Name = RangeVar["alias"] ? RangeVar["alias"].text("aliasname") : RangeVar.text("relname");
  R.Table = RangeVar.text("relname");
  R.Schema = RangeVar.text("schemaname");
  R.Location = Location;
  R.Tenancy = TableKind::Tenant;
  R.Does = Does;
  Relations.push_back(std::move(R));
  auto Id = static_cast<RelationId>(Relations.size() - 1);
  B.S.Relations.push_back(Id);
  return Id;
}

RelationId Prover::addTable(Node RangeVar, Block &B, Action Does) {
  std::string_view Name = RangeVar.text("relname");
  std::string_view Schema = RangeVar.text("schemaname");
  Node Alias = RangeVar["alias"];
  auto Location = static_cast<uint32_t>(RangeVar.number("location"));
  if (const CommonTable *Common = Schema.empty() && Does == Action::Reads ? findCommonTable(Name, B.S) : nullptr) {
    RelationId Id = addResult(Common->Rows, Alias, B.S, Location);
    if (!Alias)
      Relations[Id].Name = Name;
    return Id;
  }
  const sql::Table *Definition = Tables.find(Name, Schema, Words);
  bool IsView = Definition != nullptr && !Definition->ViewQuery.empty();
  std::optional<QueryResult> Rows = IsView ? proveView(*Definition, Location) : std::nullopt;
  if (Rows)
    if (std::optional<RelationId> Id = addView(*Definition, std::move(*Rows), RangeVar, B, Does))
      return *Id;
  Relation R;
  R.Name = Alias ? Alias.text("aliasname") : Name;
  R.Schema = Schema;
  R.Table = Name;
  R.Location = Location;
  R.Definition = Definition;
  R.Does = Does;
  for (Node Column : Alias["colnames"].elements())
    R.Renamed.push_back(foldCase(Column.as("String").text("sval")));
  bool IsCatalog = Schema == "pg_catalog" || Schema == "information_schema" || Schema == "mysql" || Schema == "sys" ||
                   Schema == "performance_schema" || (Schema.empty() && (Name.substr(0, 3) == "pg_" || Name == "dual")) ||
                   Name.substr(0, 7) == "sqlite_";
  R.Tenancy = IsCatalog ? TableKind::Global : Tables.kindOf(Name, Words, Schema);
  // A view that is not understood: whatever it reads, it may be of any tenant.
  if (IsView && !Rows) {
    R.Tenancy = TableKind::Tenant;
    R.Definition = nullptr;
  }
  Relations.push_back(std::move(R));
  auto Id = static_cast<RelationId>(Relations.size() - 1);
  B.S.Relations.push_back(Id);
  return Id;
}

TermId Prover::addPair(FromItem &Join, TermId Left, TermId Right) {
  Join.Pairs.push_back({Left, Right, F.freshMerged(static_cast<RelationId>(Relations.size()))});
  return Join.Pairs.back().Value;
}

// The columns that ON of a FULL JOIN compares for equality.
void Prover::addComparedPairs(FromItem &Join) {
  std::vector<RelationId> Left;
  relationsOf(Join.Sides[0], Left);
  auto IsLeft = [&](TermId T) { return std::find(Left.begin(), Left.end(), F[T].Relation) != Left.end(); };
  std::vector<RelationId> Right;
  relationsOf(Join.Sides[1], Right);
  auto IsRight = [&](TermId T) { return std::find(Right.begin(), Right.end(), F[T].Relation) != Right.end(); };
  auto Column = [&](Node Operand) {
    std::optional<TermId> T = Operand.as("ColumnRef") ? term(Operand, *Join.On) : std::nullopt;
    return T && F[*T].Kind == Term::Column ? T : std::nullopt;
  };
  auto AddCompared = [&](Node Condition) {
    Node E = Condition.as("A_Expr");
    if (E.text("kind") != "AEXPR_OP" || lastName(E["name"]) != "=" || !isBuiltIn(E["name"]))
      return;
    std::optional<TermId> A = Column(E["lexpr"]);
    std::optional<TermId> B = Column(E["rexpr"]);
    if (A && B && IsLeft(*A) && IsRight(*B))
      addPair(Join, *A, *B);
    else if (A && B && IsLeft(*B) && IsRight(*A))
      addPair(Join, *B, *A);
  };
  if (Node And = Join.Condition.as("BoolExpr"); And.text("boolop") == "AND_EXPR")
    for (Node Conjunct : And["args"].elements())
      AddCompared(Conjunct);
  else
    AddCompared(Join.Condition);
}

FromItem Prover::addJoin(Node Join, Block &B) {
  FromItem Item;
  // New merged columns come in front: those of the right side, then of the left.
  size_t FirstRelation = B.S.Relations.size();
  size_t MergedBefore = B.S.Merged.size();
  Item.Sides.reserve(2);
  Item.Sides.push_back(addFromItem(Join["larg"], B));
  size_t FirstRight = B.S.Relations.size();
  size_t MergedLeft = B.S.Merged.size();
  Item.Sides.push_back(addFromItem(Join["rarg"], B));
  auto RightEnd = B.S.Merged.begin() + static_cast<long>(B.S.Merged.size() - MergedLeft);
  std::string_view Type = Join.text("jointype");
  Item.Join = Type == "JOIN_LEFT" ? FromItem::Left : Type == "JOIN_RIGHT" ? FromItem::Right : Type == "JOIN_FULL" ? FromItem::Full : FromItem::Inner;
  Item.Condition = Join["quals"];
  Item.MergesColumns = Join.flag("isNatural") || Join["usingClause"].size() != 0 || Join["alias"];
  for (const FromItem *Side : paddedSides(Item))
    pad(*Side);

  std::vector<std::string> Shared;
  for (Node Name : Join["usingClause"].elements())
    Shared.emplace_back(Name.as("String").text("sval"));
  Scope LeftScope;
  Scope RightScope;
  if (!Shared.empty() || Join.flag("isNatural")) {
    LeftScope.Relations.assign(B.S.Relations.begin() + static_cast<long>(FirstRelation), B.S.Relations.begin() + static_cast<long>(FirstRight));
    RightScope.Relations.assign(B.S.Relations.begin() + static_cast<long>(FirstRight), B.S.Relations.end());
    RightScope.Merged.assign(B.S.Merged.begin(), RightEnd);
    LeftScope.Merged.assign(RightEnd, B.S.Merged.end() - static_cast<long>(MergedBefore));
  }
  if (Join.flag("isNatural")) {
    // The common columns are known only where both sides are.
    bool Open = false;
    std::vector<StarColumn> Right = expandStar(Item.Sides[1], Open);
    for (StarColumn &L : expandStar(Item.Sides[0], Open))
      for (StarColumn &R : Right)
        if (equalsIgnoreCase(L.Name, R.Name))
          Shared.push_back(L.Name);
    if (Open)
      Shared.clear();
  }
  for (const std::string &Name : Shared) {
    std::optional<TermId> L = resolveName(Name, LeftScope);
    std::optional<TermId> R = resolveName(Name, RightScope);
    if (!L || !R)
      continue;
    Item.Using.emplace_back(*L, *R);
    MergedColumn Merged{Name, std::nullopt};
    if (Item.Join == FromItem::Full)
      Merged.Value = addPair(Item, *L, *R);
    else
      Merged.Value = Item.Join == FromItem::Right ? R : L;
    // It hides what was merged under this name on either side.
    auto Inside = B.S.Merged.end() - static_cast<long>(MergedBefore);
    B.S.Merged.erase(std::remove_if(B.S.Merged.begin(), Inside, [&](const MergedColumn &M) { return M.Name == Name; }), Inside);
    B.S.Merged.insert(B.S.Merged.begin(), std::move(Merged));
  }
  if (Item.Condition) {
    Item.On = std::make_shared<Scope>();
    Item.On->Parent = B.S.Parent;
    Item.On->Block = &B.S;
    Item.On->Relations.assign(B.S.Relations.begin() + static_cast<long>(FirstRelation), B.S.Relations.end());
    Item.On->Merged.assign(B.S.Merged.begin(), B.S.Merged.end() - static_cast<long>(MergedBefore));
    if (Item.Join == FromItem::Full)
      addComparedPairs(Item);
  }
  B.S.Pairs.insert(B.S.Pairs.end(), Item.Pairs.begin(), Item.Pairs.end());
  if (Node Alias = Join["join_using_alias"]) {
    Relation R;
    R.Kind = Relation::JoinAlias;
    R.Name = Alias.text("aliasname");
    R.Merged.assign(B.S.Merged.begin(), B.S.Merged.begin() + static_cast<long>(Item.Using.size()));
    Relations.push_back(std::move(R));
    B.S.Relations.push_back(static_cast<RelationId>(Relations.size() - 1));
  }
  if (Node Alias = Join["alias"]) {
    Relation R;
    R.Kind = Relation::JoinAlias;
    R.Name = Alias.text("aliasname");
    if (Alias["colnames"].size() != 0) {
      std::vector<StarColumn> Columns = expandStar(Item, R.Rows.Open);
      for (StarColumn &C : Columns)
        R.Columns.push_back({std::move(C.Name), R.Rows.Open ? std::nullopt : C.Value});
      size_t I = 0;
      for (Node Name : Alias["colnames"].elements()) {
        if (I == R.Columns.size())
          R.Columns.emplace_back();
        R.Columns[I++].Name = Name.as("String").text("sval");
      }
    }
    R.Members.assign(B.S.Relations.begin() + static_cast<long>(FirstRelation), B.S.Relations.end());
    B.S.Relations.resize(FirstRelation);
    if (!R.Columns.empty())
      R.Members.clear();
    // The alias hides what was merged below it.
    for (const std::string &Name : Shared)
      for (auto It = B.S.Merged.begin(); It != B.S.Merged.end(); ++It)
        if (It->Name == Name) {
          R.Merged.push_back(std::move(*It));
          B.S.Merged.erase(It);
          break;
        }
    Relations.push_back(std::move(R));
    B.S.Relations.push_back(static_cast<RelationId>(Relations.size() - 1));
  }
  return Item;
}

FromItem Prover::addFromItem(Node Node_, Block &B) {
  FromItem Item;
  std::string_view Kind = Node_.kind();
  Node Body = Node_.body();
  if (Kind == "JoinExpr")
    return addJoin(Body, B);
  if (Kind == "RangeVar") {
    Item.Entry = addTable(Body, B, Action::Reads);
    return Item;
  }
  if (Kind == "RangeSubselect") {
    bool Lateral = Body.flag("lateral");
    Node Select = Body["subquery"].as("SelectStmt");
    bool WasHidden = std::exchange(B.S.RelationsHidden, !Lateral);
    ++LateralDepth;
    QueryResult Rows = proveSelect(Select, &B.S, B.IgnoresRepeats ? Use::Membership : Use::Rows);
    --LateralDepth;
    B.S.RelationsHidden = WasHidden;
    Item.Entry = addResult(std::move(Rows), Body["alias"], B.S, 0);
    Item.Query = Select;
    Item.IsLateral = Lateral;
    // Proved again when the facts of the block are known; bounded, since it doubles the work.
    if (Lateral && LateralDepth < MaxInlining)
      Item.Lateral = Select;
    return Item;
  }
  // A function, XMLTABLE, TABLESAMPLE: the table that is sampled counts.
  if (Kind == "RangeTableSample")
    Relations[(Item = addFromItem(Body["relation"], B)).Entry].IsSampled = true;
  else
    Item.Entry = addFunction(Kind, Body, B.S);
  if (Body.hasSubLinks())
    Item.Arguments = Body;
  return Item;
}

/// Functions in FROM with columns that are always called the same; one column is
/// called like the alias, or like the function.
static std::vector<std::string> columnsOfFunction(Node Call, std::string_view Alias) {
  static constexpr std::array<std::string_view, 10> OneColumn{
      "generate_series",  "generate_subscripts",  "regexp_split_to_table", "string_to_table",           "jsonb_object_keys",
      "json_object_keys", "jsonb_array_elements", "json_array_elements",   "jsonb_array_elements_text", "json_array_elements_text"};
  std::string_view Name = lastName(Call["funcname"]);
  if (!isBuiltIn(Call["funcname"]) || std::find(OneColumn.begin(), OneColumn.end(), Name) == OneColumn.end())
    return {};
  if (Name.find("array_elements") != std::string_view::npos && Alias.empty())
    return {"value"};
  return {std::string(Alias.empty() ? Name : Alias)};
}

RelationId Prover::addFunction(std::string_view Kind, Node Item, Scope &S) {
  Relation R;
  R.Kind = Relation::Opaque;
  Node Alias = Item["alias"];
  R.Name = Alias.text("aliasname");
  std::vector<std::string> Columns;
  if (Kind == "RangeTableFunc") {
    for (Node Column : Item["columns"].elements())
      Columns.emplace_back(Column.as("RangeTableFuncCol").text("colname"));
  } else if (Item["functions"].size() == 1) {
    for (Node Function : Item["functions"].elements())
      for (Node Call : Function.as("List")["items"].elements()) {
        if (Item["coldeflist"].size() == 0)
          Columns = columnsOfFunction(Call.as("FuncCall"), R.Name);
        if (R.Name.empty())
          R.Name = lastName(Call.as("FuncCall")["funcname"]);
        break;
      }
    for (Node Column : Item["coldeflist"].elements())
      Columns.emplace_back(Column.as("ColumnDef").text("colname"));
    if (!Columns.empty() && Item.flag("ordinality"))
      Columns.emplace_back("ordinality");
  }
  if (!Columns.empty()) {
    R.Kind = Relation::Result;
    for (std::string &Name : Columns) {
      ResultColumn C;
      C.Name = std::move(Name);
      C.Group = 0x80000000u + static_cast<uint32_t>(R.Rows.Columns.size());
      R.Rows.Columns.push_back(std::move(C));
    }
    rename(R.Rows, Alias["colnames"]);
  }
  for (Node Column : Alias["colnames"].elements())
    R.Renamed.push_back(foldCase(Column.as("String").text("sval")));
  Relations.push_back(std::move(R));
  S.Relations.push_back(static_cast<RelationId>(Relations.size() - 1));
  return S.Relations.back();
}

void Prover::relationsOf(const FromItem &Item, std::vector<RelationId> &Out) {
  if (Item.Join == FromItem::None)
    Out.push_back(Item.Entry);
  for (const FromItem &Side : Item.Sides)
    relationsOf(Side, Out);
}

} // namespace tenantscan::sql
