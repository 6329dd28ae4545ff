//===- Modify.cpp - INSERT, UPDATE, DELETE, MERGE, TRUNCATE -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"
#include "sqlscan/Prover.h"

#include <algorithm>

namespace tenantscan::sql {

RelationId Prover::addTarget(Node RangeVar, Block &B, Action Does) {
  RelationId Id = addTable(RangeVar, B, Does);
  FromItem Item;
  Item.Entry = Id;
  B.From.push_back(std::move(Item));
  return Id;
}

// Something about the target that no predicate mends.
void Prover::leak(RelationId Id, ReasonKind Why, std::string Detail, Block &B, const std::string &Column) {
  const Relation &R = Relations[Id];
  // No row is touched.
  if (R.Table.empty() || R.Tenancy == TableKind::Global || F.contradictory())
    return;
  // Where nothing confines the target, that says it all.
  if (Why == ReasonKind::TenantReassigned)
    for (const Pending &Known : B.Out.Pendings)
      if (Known.Location == R.Location && Known.Does == R.Does)
        return;
  Pending P;
  P.Table = R.Table;
  P.Alias = R.Name;
  P.TenantColumn = Column.empty() ? tenantColumnOf(R) : Column;
  P.Location = R.Location;
  P.Does = R.Does;
  P.Kind = R.Tenancy;
  P.Why = Why;
  P.Detail = std::move(Detail);
  B.Out.Pendings.push_back(std::move(P));
}

QueryResult Prover::proveWholeTables(Node RangeVars, Action Does) {
  Block B = open(Node(), nullptr);
  for (Node Entry : RangeVars.elements())
    leak(addTable(Entry.as("RangeVar"), B, Does), ReasonKind::WholeTable, Verb, B);
  return close(B);
}

// `SET tenant_id = x` moves the row to another tenant unless x is its own, and so does
// another parent of a row that has no tenant column, unless the parent is confined.
void Prover::checkAssignments(Node Targets, RelationId Target, Block &B) {
  proveSubqueries(Targets, B.S, B.Done, B.Out);
  const Relation &R = Relations[Target];
  auto Old = [&](std::string_view Column) -> std::optional<TermId> {
    if (R.Kind != Relation::Result)
      return F.column(Target, foldCase(Column));
    for (uint32_t I = 0; I < R.Rows.Columns.size(); ++I)
      if (equalsIgnoreCase(R.Rows.Columns[I].Name, Column))
        return F.resultColumn(Target, I);
    return std::nullopt;
  };
  std::vector<const ForeignKey *> Owners = ownersOf(Target);
  auto OwnerBy = [&](const std::string &Column) {
    auto Has = [&](const ForeignKey *Key) { return std::find(Key->Columns.begin(), Key->Columns.end(), Column) != Key->Columns.end(); };
    auto It = std::find_if(Owners.begin(), Owners.end(), Has);
    return It == Owners.end() ? nullptr : *It;
  };
  for (Node Entry : Targets.elements()) {
    Node Assigned = Entry.as("ResTarget");
    std::string_view Column = Assigned.text("name");
    const ForeignKey *Owner = OwnerBy(foldCase(Column));
    if (!Words.isTenantColumn(Column) && Owner == nullptr)
      continue;
    Node Value = Assigned["val"];
    if (Node Multi = Value.as("MultiAssignRef")) {
      int64_t Position = Multi.number("colno");
      Value = Node();
      if (!hasStar(Multi["source"].as("RowExpr")["args"]))
        for (Node Item : Multi["source"].as("RowExpr")["args"].elements())
          if (--Position == 0)
            Value = Item;
    }
    std::optional<TermId> New = Value ? term(Value, B.S) : std::nullopt;
    std::optional<TermId> Before = Old(Column);
    if (New && Before && F.equal(*Before, *New))
      continue;
    if (Owner == nullptr)
      leak(Target, ReasonKind::TenantReassigned, std::string(Column), B);
    else if (!New || !isConfinedOwner(*New, *Owner))
      leak(Target, ReasonKind::KeyOnly, Owner->Parent, B);
  }
}

// RETURNING gives out what SET has written. A tenant column that has another value
// than before is reported already.
void Prover::becomeWritten(Node Targets, RelationId Target, Block &B) {
  std::vector<std::string_view> Assigned;
  for (Node Entry : Targets.elements())
    if (std::string_view Name = Entry.as("ResTarget").text("name"); !Words.isTenantColumn(Name))
      Assigned.push_back(Name);
  Relations.push_back(Relations[Target]);
  auto Written = static_cast<RelationId>(Relations.size() - 1);
  const Relation &R = Relations[Written];
  for (TermId T = 0, End = static_cast<TermId>(F.size()); T < End; ++T) {
    if (F[T].Kind != Term::Column || F[T].Relation != Target)
      continue;
    uint32_t Position = F[T].Column_ & ~Facts::ColumnOfResult;
    bool IsPosition = (F[T].Column_ & Facts::ColumnOfResult) != 0;
    std::string Name(!IsPosition ? F.columnName(F[T]) : Position < R.Rows.Columns.size() ? std::string_view(R.Rows.Columns[Position].Name) : "");
    // What is written is another version of the row, in another place.
    if (Name != "ctid" && std::none_of(Assigned.begin(), Assigned.end(), [&](std::string_view A) { return equalsIgnoreCase(A, Name); }))
      F.learn(T, IsPosition ? F.resultColumn(Written, Position) : F.column(Written, Name));
  }
  std::replace(B.S.Relations.begin(), B.S.Relations.end(), Target, Written);
  for (FromItem &Item : B.From)
    if (Item.Join == FromItem::None && Item.Entry == Target)
      Item.Entry = Written;
}

int Prover::insertPosition(Node Columns, const Relation &Target, const std::vector<std::string> &OneOf, std::string &Column) const {
  auto IsOne = [&](std::string_view Name) {
    Column = foldCase(Name);
    return std::find(OneOf.begin(), OneOf.end(), Column) != OneOf.end();
  };
  if (Columns.size() != 0) {
    int Position = 0;
    bool Unknown = false;
    for (Node Entry : Columns.elements()) {
      std::string_view Name = Entry.as("ResTarget").text("name");
      if (IsOne(Name))
        return Position;
      Unknown = Unknown || Name.substr(0, UnknownNamePrefix.size()) == UnknownNamePrefix;
      ++Position;
    }
    return Unknown ? -2 : -1;
  }
  if (Target.Definition == nullptr)
    return -2;
  for (size_t I = 0; I < Target.Definition->Columns.size(); ++I)
    if (IsOne(Target.Definition->Columns[I]))
      return static_cast<int>(I);
  return -1;
}

void Prover::noteWritten(const std::string &Column, std::optional<TermId> Value, Block &B) {
  auto [It, IsNew] = B.Written.try_emplace(Column, Value);
  if (!IsNew && It->second != Value)
    It->second = std::nullopt;
}

void Prover::checkInserted(Node Columns, Node Row, RelationId Target, Block &B) {
  const Relation &R = Relations[Target];
  for (const std::vector<std::string> &OneOf : required(R)) {
    std::string Column;
    int Position = insertPosition(Columns, R, OneOf, Column);
    if (Position == -2 || hasStar(Row))
      return giveUp("the columns that INSERT writes are not known", R.Location);
    Node Given;
    int I = 0;
    for (Node Item : Row.elements())
      if (I++ == Position && Item.kind() != "SetToDefault")
        Given = Item;
    if (Given) {
      std::optional<TermId> Confining = insertedValue(Given, Target, Column, B);
      noteWritten(Column, Confining, B);
      if (!Confining)
        return leak(Target, ReasonKind::TenantNotWritten, "value", B, Column);
      B.Out.Confinements.push_back({R.Table, R.Location, *Confining});
      continue;
    }
    // A default that reads the session's tenant is as good as a value.
    noteWritten(Column, std::nullopt, B);
    auto HasDefault = [&](const std::string &C) {
      return R.Definition != nullptr &&
             std::find(R.Definition->TenantDefaults.begin(), R.Definition->TenantDefaults.end(), C) != R.Definition->TenantDefaults.end();
    };
    if (std::none_of(OneOf.begin(), OneOf.end(), HasDefault))
      return leak(Target, ReasonKind::TenantNotWritten, "", B, OneOf.empty() ? "" : OneOf.front());
  }
}

void Prover::checkInsertedQuery(Node Columns, const QueryResult &Source, RelationId Target, Block &B) {
  const Relation &R = Relations[Target];
  for (const std::vector<std::string> &OneOf : required(R)) {
    std::string Column;
    int Position = insertPosition(Columns, R, OneOf, Column);
    if (Position == -1)
      return checkInserted(Columns, Node(), Target, B);
    if (Position == -2 || Source.Open || static_cast<size_t>(Position) >= Source.Columns.size())
      return giveUp("the columns that INSERT writes are not known", R.Location);
    std::optional<TermId> Value;
    for (TermId T : Source.Columns[static_cast<size_t>(Position)].Equals)
      if (!Value)
        Value = confiningValue(T);
    noteWritten(Column, Value, B);
    if (Value) {
      B.Out.Confinements.push_back({R.Table, R.Location, *Value});
      continue;
    }
    // Rows keep the tenant of the source's rows, and that those are not confined is
    // reported there.
    bool IsCarried = std::any_of(Source.Pendings.begin(), Source.Pendings.end(), [&](const Pending &P) {
      return std::find(P.Carriers.begin(), P.Carriers.end(), static_cast<uint32_t>(Position)) != P.Carriers.end();
    });
    if (!IsCarried)
      return leak(Target, ReasonKind::TenantNotWritten, "value", B, Column);
  }
}

bool Prover::isConfinedOwner(const ResultColumn &C, const ForeignKey &Key) const {
  return C.IsWholeKey && C.KeyOf == Tables.find(Key.Parent, Key.ParentSchema, Words) &&
         Tables.referencedColumns(Key, Words) == std::vector<std::string>{C.KeyName} &&
         std::any_of(C.KeyTenant.begin(), C.KeyTenant.end(), [&](const auto &Tenant) { return confiningValue(Tenant.second).has_value(); });
}

// The value is the key of a row of the parent that is confined.
bool Prover::isConfinedOwner(TermId Value, const ForeignKey &Key) {
  const sql::Table *Parent = Tables.find(Key.Parent, Key.ParentSchema, Words);
  std::vector<std::string> Columns = Tables.referencedColumns(Key, Words);
  std::vector<RelationId> Rows;
  bool IsOfResult = F.anyInClass(Value, [&](TermId Member) {
    const Term &T = F[Member];
    if (T.Kind != Term::Column)
      return false;
    const Relation &R = Relations[T.Relation];
    uint32_t Position = T.Column_ & ~Facts::ColumnOfResult;
    if (Position != T.Column_)
      return Position < R.Rows.Columns.size() && isConfinedOwner(R.Rows.Columns[Position], Key);
    if (R.Definition == Parent && Columns.size() == 1 && F.columnName(T) == Columns.front())
      Rows.push_back(T.Relation);
    return false;
  });
  return Parent != nullptr && (IsOfResult || std::any_of(Rows.begin(), Rows.end(), [&](RelationId Row) { return isConfined(Row); }));
}

std::optional<size_t> Prover::ownerPosition(Node Columns, const Relation &R, const ForeignKey &Key) {
  if (Key.Columns.size() != 1)
    return std::nullopt;
  int Position = Columns.size() == 0 ? R.Definition->position(Key.Columns.front()) : -1;
  int I = 0;
  for (Node Entry : Columns.elements()) {
    if (foldCase(Entry.as("ResTarget").text("name")) == Key.Columns.front())
      Position = I;
    ++I;
  }
  return Position < 0 ? std::nullopt : std::optional(static_cast<size_t>(Position));
}

// INSERT INTO lines (order_id) VALUES ((SELECT id FROM orders WHERE tenant_id = $1 AND id = $2)).
bool Prover::namesConfinedOwner(Node Columns, Node Row, RelationId Child, Block &B) {
  for (const ForeignKey *Key : ownersOf(Child)) {
    std::optional<size_t> Position = hasStar(Row) ? std::nullopt : ownerPosition(Columns, Relations[Child], *Key);
    size_t I = 0;
    for (Node Item : Row.elements()) {
      Node Link = I++ == Position ? Item.as("SubLink") : Node();
      if (!Link || Link.text("subLinkType") != "EXPR_SUBLINK")
        continue;
      QueryResult Rows = proveSelect(Link["subselect"].as("SelectStmt"), &B.S);
      if (Rows.Columns.size() == 1 && !Rows.Open && isConfinedOwner(Rows.Columns.front(), *Key))
        return true;
    }
  }
  return false;
}

// Another tenant's row with the same key is met unless the key has the tenant.
void Prover::checkConflict(Node Conflict, RelationId Target, Block &B) {
  if (!Conflict)
    return;
  const Relation &R = Relations[Target];
  bool Updates = Conflict.text("action") == "ONCONFLICT_UPDATE";
  Node Infer = Conflict["infer"];
  std::vector<const ForeignKey *> Owners = ownersOf(Target);
  auto HasTenant = [&](const std::vector<std::string> &Columns) {
    auto Has = [&](const std::string &C) { return std::find(Columns.begin(), Columns.end(), C) != Columns.end(); };
    const std::vector<std::vector<std::string>> &All = required(R);
    return std::all_of(All.begin(), All.end(), [&](const auto &OneOf) { return std::any_of(OneOf.begin(), OneOf.end(), Has); }) ||
           std::any_of(Owners.begin(), Owners.end(),
                       [&](const ForeignKey *Key) { return std::all_of(Key->Columns.begin(), Key->Columns.end(), Has); });
  };
  std::vector<std::vector<std::string>> Arbiters;
  if (Node Elements = Infer["indexElems"]; Elements.size() != 0) {
    std::vector<std::string> Columns;
    for (Node Element : Elements.elements())
      Columns.push_back(foldCase(Element.as("IndexElem").text("name")));
    Arbiters.push_back(std::move(Columns));
  } else if (R.Definition != nullptr) {
    for (const UniqueKey &Key : R.Definition->UniqueKeys)
      if (Infer.text("conname").empty() || Key.Name == Infer.text("conname"))
        Arbiters.push_back(Key.Columns);
  }
  bool Known = !Arbiters.empty();
  bool Crosses = std::any_of(Arbiters.begin(), Arbiters.end(), [&](const auto &Columns) { return !HasTenant(Columns); });
  if (Crosses)
    leak(Target, ReasonKind::ConflictCrossesTenants, Updates ? "DO UPDATE" : "DO NOTHING", B);
  else if (Updates && !Known && R.Tenancy != TableKind::Global)
    giveUp("the unique keys that an upsert may meet are not known", R.Location);
  if (!Updates)
    return;
  // In SET and WHERE the row that was there and the row that was to be inserted are both visible.
  Relation Excluded = R;
  Excluded.Name = "excluded";
  Relations.push_back(std::move(Excluded));
  auto ExcludedId = static_cast<RelationId>(Relations.size() - 1);
  B.S.Relations.push_back(ExcludedId);
  if (!Crosses && Known) {
    // Both rows agree in what all keys have, and the new one has what was written.
    for (const std::string &Column : R.Definition != nullptr ? R.Definition->Columns : Words.TenantColumns) {
      std::string Name = foldCase(Column);
      auto HasColumn = [&](const auto &Columns) { return std::find(Columns.begin(), Columns.end(), Name) != Columns.end(); };
      if (!Words.isTenantColumn(Name))
        continue;
      if (std::all_of(Arbiters.begin(), Arbiters.end(), HasColumn))
        F.learn(F.column(Target, Name), F.column(ExcludedId, Name));
      if (auto It = B.Written.find(Name); It != B.Written.end() && It->second)
        F.learn(F.column(ExcludedId, Name), *It->second);
    }
  }
  checkAssignments(Conflict["targetList"], Target, B);
  proveSubqueries(Conflict["whereClause"], B.S, B.Done, B.Out);
}

QueryResult Prover::proveInsert(Node Insert, Scope *Parent) {
  Block B = open(Insert, Parent);
  Node Select = Insert["selectStmt"].as("SelectStmt");
  Node Columns = Insert["cols"];
  RelationId Target = addTable(Insert["relation"], B, Action::Writes);
  const Relation &R = Relations[Target];
  bool Matters = R.Kind == Relation::Base && R.Tenancy != TableKind::Global;
  std::vector<const ForeignKey *> Owners = ownersOf(Target);
  // The parent that a new row names has to be the tenant's.
  auto CheckOwner = [&](bool IsConfined) {
    if (!IsConfined)
      leak(Target, ReasonKind::KeyOnly, Owners.front()->Parent, B);
  };
  // The source does not see the target.
  B.S.RelationsHidden = true;
  if (Select["valuesLists"].size() != 0) {
    if (Node With = Select["withClause"])
      addCommonTables(With, B);
    for (Node List : Select["valuesLists"].elements()) {
      size_t Before = B.Out.Pendings.size();
      Node Row = List.as("List")["items"];
      if (Matters && Owners.empty())
        checkInserted(Columns, Row, Target, B);
      else if (Matters)
        CheckOwner(namesConfinedOwner(Columns, Row, Target, B));
      proveSubqueries(List, B.S, B.Done, B.Out);
      // One finding for the statement, however many rows lack the tenant.
      if (B.Out.Pendings.size() > Before)
        Matters = false;
    }
    for (std::string_view Clause : {"sortClause", "limitCount", "limitOffset"})
      proveSubqueries(Select[Clause], B.S, B.Done, B.Out);
  } else if (Select) {
    QueryResult Source = proveSelect(Select, &B.S);
    if (Matters && !Source.IsEmpty && Owners.empty())
      checkInsertedQuery(Columns, Source, Target, B);
    if (!Owners.empty() && !Source.IsEmpty)
      CheckOwner(std::any_of(Owners.begin(), Owners.end(), [&](const ForeignKey *Key) {
        std::optional<size_t> Position = ownerPosition(Columns, R, *Key);
        return Position && !Source.Open && *Position < Source.Columns.size() && isConfinedOwner(Source.Columns[*Position], *Key);
      }));
    absorb(B.Out, std::move(Source));
  } else if (Matters && Owners.empty()) {
    checkInserted(Node(), Node(), Target, B);
  } else if (Matters) {
    CheckOwner(false);
  }
  B.S.RelationsHidden = false;
  FromItem Item;
  Item.Entry = Target;
  B.From.push_back(std::move(Item));
  checkConflict(Insert["onConflictClause"], Target, B);
  // What comes out is what was written, or the row that was met by a key with the tenant.
  for (const auto &[Column, Value] : B.Written)
    if (Value && !Column.empty())
      F.learn(F.column(Target, Column), *Value);
  proveSubqueries(Insert["returningList"], B.S, B.Done, B.Out);
  addOutput(Insert["returningList"], B);
  return close(B);
}

QueryResult Prover::proveUpdate(Node Update, Scope *Parent) {
  Block B = open(Update, Parent);
  // A row is changed once, however many rows of FROM it meets.
  B.IgnoresRepeats = true;
  RelationId Target = addTarget(Update["relation"], B, Action::Changes);
  for (Node Item : Update["fromClause"].elements())
    B.From.push_back(addFromItem(Item, B));
  Target = nameTargetAgain(B, Action::Changes);
  B.Statement = Update;
  markUnasked(B);
  // The cursor's own query was judged where it was declared.
  if (Update["whereClause"].kind() == "CurrentOfExpr")
    B.From.erase(B.From.begin());
  proveBody(B, Update["whereClause"], {});
  if (Relations[Target].Tenancy != TableKind::Global)
    checkAssignments(Update["targetList"], Target, B);
  proveSubqueries(Update["targetList"], B.S, B.Done, B.Out);
  if (Update["returningList"].size() != 0)
    becomeWritten(Update["targetList"], Target, B);
  proveSubqueries(Update["returningList"], B.S, B.Done, B.Out);
  addOutput(Update["returningList"], B);
  return close(B);
}

// MySQL's targets are tables of the join: DELETE FROM t USING t JOIN u, and UPDATE as
// Dialects.h spells it. PostgreSQL takes that for two tables of two schemas only.
RelationId Prover::nameTargetAgain(Block &B, Action Does) {
  RelationId Target = B.S.Relations[0];
  for (size_t I = 1; I < B.S.Relations.size(); ++I) {
    Relation &Again = Relations[B.S.Relations[I]];
    if (Again.Kind != Relation::Base || !equalsIgnoreCase(Again.Name, Relations[Target].Name) || Again.Schema != Relations[Target].Schema)
      continue;
    Again.Does = Does;
    Target = B.S.Relations[I];
    B.From.erase(B.From.begin());
    B.S.Relations.erase(B.S.Relations.begin());
    break;
  }
  return Target;
}

QueryResult Prover::proveDelete(Node Delete, Scope *Parent) {
  Block B = open(Delete, Parent);
  B.IgnoresRepeats = true;
  addTarget(Delete["relation"], B, Action::Deletes);
  for (Node Item : Delete["usingClause"].elements())
    B.From.push_back(addFromItem(Item, B));
  nameTargetAgain(B, Action::Deletes);
  B.Statement = Delete;
  markUnasked(B);
  if (Delete["whereClause"].kind() == "CurrentOfExpr")
    B.From.erase(B.From.begin());
  proveBody(B, Delete["whereClause"], {});
  proveSubqueries(Delete["returningList"], B.S, B.Done, B.Out);
  addOutput(Delete["returningList"], B);
  return close(B);
}

// MERGE is the source LEFT JOIN the target: every row of the source counts,
// matched or not, and ON alone decides which rows of the target are met. Where
// nothing is done about rows without a match it is an inner join, and of the
// rows of the target only those count that some WHEN takes.
QueryResult Prover::proveMerge(Node Merge, Scope *Parent) {
  Block B = open(Merge, Parent);
  FromItem Join;
  bool OnlyMatches = true;
  for (Node Entry : Merge["mergeWhenClauses"].elements())
    OnlyMatches = OnlyMatches && (Entry.as("MergeWhenClause").flag("matched") || Entry.as("MergeWhenClause").text("commandType") == "CMD_NOTHING");
  Join.Join = OnlyMatches ? FromItem::Inner : FromItem::Left;
  Join.Condition = Merge["joinCondition"];
  FromItem Target;
  Target.Entry = addTable(Merge["relation"], B, Action::Changes);
  Join.Sides.push_back(addFromItem(Merge["sourceRelation"], B));
  RelationId TargetId = Target.Entry;
  Join.Sides.push_back(std::move(Target));
  for (const FromItem *Side : paddedSides(Join))
    pad(*Side);
  B.From.push_back(std::move(Join));
  Implications Taken;
  if (OnlyMatches) {
    std::vector<Implications> Each;
    for (Node Entry : Merge["mergeWhenClauses"].elements())
      if (Node When = Entry.as("MergeWhenClause"); When.text("commandType") != "CMD_NOTHING") {
        Each.emplace_back();
        imply(When["condition"], false, B.S, Each.back());
      }
    if (Each.size() == 1)
      Taken = std::move(Each.front());
    else if (!Each.empty())
      implyCommon(std::move(Each), Taken);
  }
  proveBody(B, Node(), Taken);
  for (Node Entry : Merge["mergeWhenClauses"].elements()) {
    Node When = Entry.as("MergeWhenClause");
    size_t Mark = F.mark();
    Implications Condition;
    if (When.flag("matched"))
      imply(Merge["joinCondition"], false, B.S, Condition);
    imply(When["condition"], false, B.S, Condition);
    learn(Condition);
    proveSubqueries(When["condition"], B.S, B.Done, B.Out);
    std::string_view Command = When.text("commandType");
    if (Command == "CMD_UPDATE")
      checkAssignments(When["targetList"], TargetId, B);
    if (Command == "CMD_INSERT" && Relations[TargetId].Tenancy != TableKind::Global)
      checkInserted(When["targetList"], When["values"], TargetId, B);
    proveSubqueries(When["values"], B.S, B.Done, B.Out);
    F.undo(Mark);
  }
  return close(B);
}

} // namespace tenantscan::sql
