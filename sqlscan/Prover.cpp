//===- Prover.cpp - Statements and query blocks -------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Prover.h"
#include "sqlscan/Functions.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace tenantscan::sql {

void absorb(QueryResult &To, QueryResult From) {
  for (Pending &P : From.Pendings) {
    P.Carriers.clear();
    P.Severed.clear();
    P.Terms.clear();
    P.SeveredTerms.clear();
    To.Pendings.push_back(std::move(P));
  }
  for (Confined &C : From.Confinements)
    To.Confinements.push_back(std::move(C));
}

void Prover::giveUp(std::string Why, uint32_t Location) {
  if (!Unresolved.empty())
    return;
  Unresolved = std::move(Why);
  UnresolvedLocation = Location;
}

Prover::Block Prover::open(Node Statement, Scope *Parent) {
  Block B;
  B.S.Parent = Parent;
  B.Mark = F.mark();
  B.FirstInside = static_cast<RelationId>(Relations.size());
  BlockStarts.push_back(B.FirstInside);
  if (Node With = Statement["withClause"])
    addCommonTables(With, B);
  return B;
}

QueryResult Prover::close(Block &B) {
  F.undo(B.Mark);
  BlockStarts.pop_back();
  for (Pending &P : B.Out.Pendings)
    P.Terms.clear();
  return std::move(B.Out);
}

void Prover::proveBody(Block &B, Node Where, const Implications &Having) {
  B.HasWhere = static_cast<bool>(Where);
  size_t Before = F.mark();
  unsigned BranchesBefore = Branches;
  SawAlternatives = false;
  for (const FromItem &Item : B.From)
    noteMatches(Item, B, false);
  Implications Conditions = implyWhere(Where, B.S);
  learn(Conditions);
  learn(Having);
  learnNotNull(Conditions.NotNull);
  std::vector<SubqueryEquality> Subqueries = std::move(Conditions.Subqueries);
  for (FromItem &Item : B.From)
    learnJoins(Item, B, Conditions.NotNull, Subqueries);
  // Columns that can no longer be NULL say more, and other conditions may rule out all
  // branches of an OR but one.
  if (B.IsSimplified || (SawAlternatives && F.mark() != Before)) {
    Implications Again;
    std::swap(Branches, BranchesBefore);
    imply(Where, false, B.S, Again);
    learn(Again);
    Branches = std::max(Branches, BranchesBefore);
    for (const FromItem &Item : B.From)
      learnInnerJoins(Item, B);
  }
  for (FromItem &Item : B.From)
    learnResults(Item, B);
  std::vector<std::pair<SubqueryEquality, QueryResult>> Proved;
  learnSubqueries(Subqueries, B, Proved);
  learnKeys(B);
  for (FromItem &Item : B.From)
    settle(Item, B);
  for (auto &[Sub, Rows] : Proved)
    settleSubquery(Sub, std::move(Rows), B.Out, /*IsFilter=*/true);
  proveSubqueries(Where, B.S, B.Done, B.Out);
}

// What EXISTS selects is not looked at, unless it makes the rows, or counts them.
static bool ignoresTargets(Node Select, Use Matters) {
  return Matters == Use::Existence && !Select["limitOffset"] && callsAggregatesOnly(Select["targetList"]);
}

static bool isOneTable(Node From) {
  for (Node Item : From.elements())
    return From.size() == 1 && Item.kind() == "RangeVar";
  return true;
}

QueryResult Prover::proveBlock(Node Select, Scope *Parent, Use Matters) {
  Block B = open(Select, Parent);
  B.IsQuery = true;
  B.IgnoresRepeats =
      (Matters != Use::Rows || !isOneTable(Select["fromClause"])) && ignoresRepeats(Select, Matters) && !hasStrayAggregate(Select, B.S);
  for (Node Item : Select["fromClause"].elements())
    B.From.push_back(addFromItem(Item, B));
  B.Statement = Select;
  B.IgnoresTargets = ignoresTargets(Select, Matters);
  if ((B.S.Relations.size() > 1 || Matters != Use::Rows) && Select["lockingClause"].size() == 0)
    markUnasked(B);
  bool HasSets = false;
  for (Node Key : Select["groupClause"].elements())
    HasSets = HasSets || Key.kind() == "GroupingSet";
  if (HasSets)
    for (const FromItem &Item : B.From)
      pad(Item);
  Implications Having = havingOf(Select, B);
  implyFilters(Select, B.S, Having);
  if (Node Limit = Select["limitCount"].as("A_Const"); Limit && Limit["ival"] && Limit["ival"].number("ival") == 0)
    never(Having);
  proveBody(B, Select["whereClause"], Having);
  // What holds for the rows need not hold for the one row that stands for none.
  if (HasSets)
    for (RelationId Id : B.S.Relations)
      Relations[Id].Matched.clear();
  // A row of grouping sets with a tenant is of that tenant's rows, and so is all that
  // equals it in them, though the same is not true of the rows that come out.
  if (HasSets)
    for (Pending &P : B.Out.Pendings)
      for (size_t I = 0, End = P.Terms.size(); I < End; ++I)
        F.anyInClass(P.Terms[I], [&](TermId Member) {
          if (Member != P.Terms[I] && F[Member].Kind == Term::Column && F[Member].Relation >= B.FirstInside)
            P.Terms.push_back(Member);
          return false;
        });
  bool OfNothing = mayReturnRowOfNothing(Select, B);
  if (OfNothing)
    B.Out.ImpliedByValue = impliedOutside(B);
  static constexpr std::string_view Clauses[] = {"targetList",     "havingClause", "groupClause", "sortClause",
                                                 "distinctClause", "limitCount",   "limitOffset", "windowClause"};
  // Of that one row, what the rows say of blocks further out is not true.
  if (OfNothing) {
    for (std::string_view Clause : Clauses)
      proveInAggregates(Select[Clause], B.S, B.Done, B.Out);
    if (F.contradictory() || !B.Out.ImpliedByValue.empty())
      F.undo(B.Mark);
  }
  for (std::string_view Clause : Clauses) {
    if (Clause == "targetList" && B.IgnoresTargets)
      continue;
    B.S.IsOfNothing = OfNothing || Clause == "limitCount" || Clause == "limitOffset";
    proveSubqueries(Select[Clause], B.S, B.Done, B.Out);
  }
  B.S.IsOfNothing = false;
  if (OfNothing)
    F.undo(B.Mark);
  B.Out.IsEmpty = !OfNothing && F.contradictory();
  addOutput(Select["targetList"], B);
  if (OfNothing)
    markNullOfNothing(Select["targetList"], B);
  else
    B.Out.Implied = impliedOutside(B);
  carry(Select, B);
  return close(B);
}

QueryResult Prover::proveValues(Node Select, Scope *Parent) {
  Block B = open(Select, Parent);
  std::vector<std::vector<std::optional<TermId>>> Rows;
  for (Node List : Select["valuesLists"].elements()) {
    std::vector<std::optional<TermId>> Row;
    for (Node Item : List.as("List")["items"].elements())
      Row.push_back(term(Item, B.S));
    Rows.push_back(std::move(Row));
    proveSubqueries(List, B.S, B.Done, B.Out);
  }
  for (std::string_view Clause : {"sortClause", "limitCount", "limitOffset"})
    proveSubqueries(Select[Clause], B.S, B.Done, B.Out);
  for (Node List : Select["valuesLists"].elements())
    B.Out.Open = B.Out.Open || hasStar(List.as("List")["items"]);
  size_t Width = Rows.empty() || B.Out.Open ? 0 : Rows.front().size();
  for (size_t I = 0; I < Width; ++I) {
    std::optional<TermId> Same = Rows.front()[I];
    for (const auto &Row : Rows)
      if (I >= Row.size() || Row[I] != Same)
        Same = std::nullopt;
    addColumn("column" + std::to_string(I + 1), Same, B);
  }
  return close(B);
}

void Prover::confineByBranch(QueryResult &Rows, const QueryResult &Other) {
  std::erase_if(Rows.Pendings, [&](const Pending &P) {
    for (uint32_t Carrier : P.Carriers)
      for (TermId T : Other.Columns[Carrier].Equals)
        if (std::optional<TermId> Value = confiningValue(T)) {
          Rows.Confinements.push_back({P.Table, P.Location, *Value});
          return true;
        }
    return false;
  });
}

// Rows of a set operation: of one of the branches. What is pending in a branch
// is carried by the column at the same position. INTERSECT returns rows of both
// branches; EXCEPT returns rows of the left one, and a filter outside keeps only
// the rows on the right that could equal one of those.
QueryResult Prover::combine(std::string_view Operation, QueryResult Left, QueryResult Right) {
  QueryResult Result;
  Result.IsEmpty = Operation == "SETOP_UNION"       ? Left.IsEmpty && Right.IsEmpty
                   : Operation == "SETOP_INTERSECT" ? Left.IsEmpty || Right.IsEmpty
                                                    : Left.IsEmpty;
  bool Aligned = !Left.Open && !Right.Open && Left.Columns.size() == Right.Columns.size();
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> Groups;
  for (size_t I = 0; I < Left.Columns.size(); ++I) {
    ResultColumn C = Left.Columns[I];
    if (!Aligned) {
      C.Equals.clear();
      C.Group = 0x80000000u + static_cast<uint32_t>(I);
    } else if (Operation == "SETOP_UNION") {
      const ResultColumn &Other = Right.Columns[I];
      std::erase_if(C.Equals, [&](TermId T) { return std::find(Other.Equals.begin(), Other.Equals.end(), T) == Other.Equals.end(); });
      auto Next = static_cast<uint32_t>(Groups.size());
      C.Group = Groups.try_emplace({C.Group, Other.Group}, Next).first->second;
    } else if (Operation == "SETOP_INTERSECT") {
      for (TermId T : Right.Columns[I].Equals)
        C.Equals.push_back(T);
    }
    C.IsNotNull = C.IsNotNull && Aligned && (Operation == "SETOP_EXCEPT" || Right.Columns[I].IsNotNull);
    C.IsInexact = C.IsInexact || !Aligned || Right.Columns[I].IsInexact;
    C.MayBeNull = C.MayBeNull || (Aligned && Right.Columns[I].MayBeNull);
    C.IsText = C.IsText || (Aligned && Right.Columns[I].IsText);
    C.IsNullOfNothing = false;
    C.KeyOf = nullptr;
    C.IsWholeKey = false;
    Result.Columns.push_back(std::move(C));
  }
  Result.Open = Left.Open || Right.Open;
  if (Aligned && Operation != "SETOP_UNION")
    confineByBranch(Right, Left);
  if (Aligned && Operation == "SETOP_INTERSECT")
    confineByBranch(Left, Right);
  // The left side of a chain is long: what it has is not to be moved one by one.
  Result.Pendings = std::move(Left.Pendings);
  std::move(Right.Pendings.begin(), Right.Pendings.end(), std::back_inserter(Result.Pendings));
  if (!Aligned)
    for (Pending &P : Result.Pendings) {
      P.Carriers.clear();
      P.Severed.clear();
    }
  Result.Confinements = std::move(Left.Confinements);
  std::move(Right.Confinements.begin(), Right.Confinements.end(), std::back_inserter(Result.Confinements));
  return Result;
}

static void noteBranch(QueryResult &Rows, unsigned Branch, std::string_view Operation) {
  for (Pending &P : Rows.Pendings)
    if (P.Branch == 0) {
      P.Branch = Branch;
      P.SetOperation = Operation == "SETOP_UNION" ? "UNION" : Operation == "SETOP_INTERSECT" ? "INTERSECT" : "EXCEPT";
    }
}

// A chain of set operations leans to the left and may be long: not recursive.
QueryResult Prover::proveSelect(Node Select, Scope *Parent, Use Matters) {
  if (!Select)
    return {};
  if (!Select["larg"])
    return Select["valuesLists"].size() != 0 ? proveValues(Select, Parent) : proveBlock(Select, Parent, Matters);
  std::vector<Node> Spine;
  // How often a row of a branch comes out matters to UNION ALL where it does to what is
  // around, and to INTERSECT ALL and EXCEPT ALL.
  std::vector<Use> OfBranches;
  for (Node Branch = Select; Branch; Branch = Branch["larg"]) {
    Spine.push_back(Branch);
    Use Around = OfBranches.empty() ? Matters : OfBranches.back();
    bool IsLimited = Branch["limitCount"] || Branch["limitOffset"];
    bool KeepsRepeats = Branch.flag("all") && (Branch.text("op") != "SETOP_UNION" || Around == Use::Rows || IsLimited);
    bool IsExistence = Around == Use::Existence && Branch.text("op") == "SETOP_UNION" && !IsLimited;
    OfBranches.push_back(IsExistence ? Use::Existence : KeepsRepeats ? Use::Rows : Use::Membership);
  }

  Block B = open(Select, Parent);
  QueryResult Rows = proveSelect(Spine.back(), &B.S, OfBranches[Spine.size() - 2]);
  unsigned Branch = 1;
  noteBranch(Rows, Branch, Spine[Spine.size() - 2].text("op"));
  for (size_t I = Spine.size() - 1; I-- > 0;) {
    Node Operation = Spine[I];
    // a UNION b UNION c has three branches, (a UNION b) EXCEPT c two times two.
    bool IsSame = I + 2 < Spine.size() && Spine[I + 1].text("op") == Operation.text("op");
    Branch = IsSame ? Branch + 1 : 2;
    if (I != 0 && Operation["withClause"])
      giveUp("WITH inside a set operation is not understood", 0);
    QueryResult Right = proveSelect(Operation["rarg"], &B.S, OfBranches[I]);
    noteBranch(Right, Branch, Operation.text("op"));
    Rows = combine(Operation.text("op"), std::move(Rows), std::move(Right));
    for (std::string_view Clause : {"sortClause", "limitCount", "limitOffset"})
      proveSubqueries(Operation[Clause], B.S, B.Done, B.Out);
    if (leavesOutRows(Operation) || Operation["lockingClause"])
      for (Pending &P : Rows.Pendings)
        P.sever("LIMIT");
  }
  absorb(Rows, close(B));
  return Rows;
}

QueryResult Prover::proveNested(Node Statement, Scope *Parent) {
  std::string_view Kind = Statement.kind();
  Node Body = Statement.body();
  if (Kind == "SelectStmt")
    return proveSelect(Body, Parent);
  if (Kind == "DeclareCursorStmt")
    return proveNested(Body["query"], Parent);
  if (Kind == "InsertStmt")
    return proveInsert(Body, Parent);
  if (Kind == "UpdateStmt")
    return proveUpdate(Body, Parent);
  if (Kind == "DeleteStmt")
    return proveDelete(Body, Parent);
  if (Kind == "MergeStmt")
    return proveMerge(Body, Parent);
  if (Kind == "CreateTableAsStmt" && Body.text("objtype") != "OBJECT_MATVIEW")
    return proveNested(Body["query"], Parent);
  return {};
}

QueryResult Prover::proveStatement(Node Stmt) {
  Node Statement = Stmt["stmt"];
  std::string_view Kind = Statement.kind();
  Node Body = Statement.body();
  static constexpr std::pair<std::string_view, std::string_view> Verbs[] = {
      {"SelectStmt", "SELECT"},
      {"InsertStmt", "INSERT"},
      {"UpdateStmt", "UPDATE"},
      {"DeleteStmt", "DELETE"},
      {"MergeStmt", "MERGE"},
      {"TruncateStmt", "TRUNCATE"},
      {"CopyStmt", "COPY"},
      {"DeclareCursorStmt", "DECLARE"},
      {"PrepareStmt", "PREPARE"},
      {"ExplainStmt", "EXPLAIN"},
      {"CreateTableAsStmt", "CREATE TABLE AS"},
      {"DoStmt", "DO"},
      {"CallStmt", "CALL"},
  };
  Verb.clear();
  for (const auto &[Name, Spelled] : Verbs)
    if (Name == Kind)
      Verb = Spelled;
  auto Location = static_cast<uint32_t>(Stmt.number("stmt_location"));
  if (Kind == "TruncateStmt")
    return proveWholeTables(Body["relations"], Action::Empties);
  if (Kind == "CopyStmt") {
    if (Node Query = Body["query"])
      return proveNested(Query, nullptr);
    QueryResult Out;
    Block B = open(Node(), nullptr);
    leak(addTable(Body["relation"], B, Body.flag("is_from") ? Action::Writes : Action::Copies), ReasonKind::WholeTable, "COPY", B);
    return close(B);
  }
  if (Kind == "DeclareCursorStmt" || Kind == "PrepareStmt" || Kind == "ExplainStmt")
    return proveNested(Body["query"], nullptr);
  if (Kind == "DoStmt" || Kind == "CallStmt")
    giveUp("the body of a procedure is not looked into", Location);
  return proveNested(Statement, nullptr);
}

} // namespace tenantscan::sql
