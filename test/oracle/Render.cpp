//===- Render.cpp - Trees to SQL text ---------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Ast.h"
#include "test/oracle/Content.h"

#include <algorithm>
#include <utility>

namespace tenantscan::oracle {

namespace {

/// Writes one statement; the text grows at the end.
class Writer {
public:
  explicit Writer(const std::vector<std::string> &AsTenant) : AsTenant(AsTenant) {}
  std::string Out;

  void write(const Node &N);

private:
  void join(const std::vector<Node> &Kids, const char *Between, size_t From = 0);
  void clause(const char *Word, const Node &Items, const char *Between = ", ");
  void operand(const Node &N);
  void nested(const Node &Query);
  void conjuncts(const char *Word, const Node &Items);
  void with(const Node &Tables);
  void order(const Node &Query, const Node &First, const Node &Then);
  void writeFrom(const Node &N);
  void writeQuery(const Node &N);
  void writeChange(const Node &N);
  void writeMerge(const Node &N);

  const std::vector<std::string> &AsTenant;
  /// The next query feeds INSERT .. ON CONFLICT, where the first row wins.
  bool OrderNext = false;
};

void Writer::join(const std::vector<Node> &Kids, const char *Between, size_t From) {
  for (size_t I = From; I < Kids.size(); ++I) {
    if (I != From)
      Out += Between;
    write(Kids[I]);
  }
}

void Writer::clause(const char *Word, const Node &Items, const char *Between) {
  if (Items.Kids.empty())
    return;
  Out += Word;
  join(Items.Kids, Between);
}

void Writer::operand(const Node &N) {
  bool Plain = N.K == Kind::Column || N.K == Kind::Parameter || N.K == Kind::Constant || N.K == Kind::Literal || N.K == Kind::Call ||
               N.K == Kind::Scalar || N.K == Kind::Tuple || N.K == Kind::Cast || N.K == Kind::Case;
  if (!Plain)
    Out += '(';
  write(N);
  if (!Plain)
    Out += ')';
}

void Writer::nested(const Node &Query) {
  Out += '(';
  write(Query);
  Out += ')';
}

void Writer::conjuncts(const char *Word, const Node &Items) {
  if (Items.Kids.empty())
    return;
  Out += Word;
  for (size_t I = 0; I < Items.Kids.size(); ++I) {
    if (I != 0)
      Out += " AND ";
    Items.Kids[I].K == Kind::Or ? operand(Items.Kids[I]) : write(Items.Kids[I]);
  }
}

void Writer::with(const Node &Tables) {
  if (Tables.Kids.empty())
    return;
  clause(Tables.Number == 1 ? "WITH RECURSIVE " : "WITH ", Tables);
  Out += ' ';
}

void Writer::order(const Node &Query, const Node &First, const Node &Then) {
  Out += " ORDER BY ";
  bool Any = false;
  for (const Node *Items : {&First, &Then})
    for (const Node &Item : Items->Kids) {
      Out += Any ? ", " : "";
      write(Item);
      Any = true;
    }
  for (size_t I = 1; I <= std::max<size_t>(width(Query), 1); ++I) {
    Out += Any ? ", " : "";
    Out += std::to_string(I);
    Any = true;
  }
}

void Writer::writeFrom(const Node &N) {
  if (N.K == Kind::Table) {
    Out += N.Name + (N.Alias.empty() ? "" : " " + N.Alias);
  } else if (N.K == Kind::Derived) {
    Out += N.Number == 1 ? "LATERAL " : "";
    nested(N.Kids[0]);
    Out += " " + N.Alias;
  } else if (N.K == Kind::CommonTable) {
    Out += N.Alias + " AS ";
    nested(N.Kids[0]);
  } else {
    write(N.Kids[0]);
    Out += (N.Number == JoinNatural ? " NATURAL " : " ") + N.Name + " ";
    bool Group = N.Kids[1].K == Kind::Join;
    Group ? nested(N.Kids[1]) : write(N.Kids[1]);
    if (N.Number == JoinUsing) {
      Out += " USING (";
      join(N.Kids[2].Kids, ", ");
      Out += ')';
    } else if (N.Number == JoinOn) {
      if (N.Kids[2].Kids.empty())
        Out += " ON TRUE";
      conjuncts(" ON ", N.Kids[2]);
    }
  }
}

void Writer::writeQuery(const Node &N) {
  bool Ordered = std::exchange(OrderNext, false);
  if (N.K == Kind::Values) {
    Out += "VALUES ";
    for (size_t I = 0; I < N.Kids.size(); ++I) {
      Out += I == 0 ? "(" : ", (";
      join(N.Kids[I].Kids, ", ");
      Out += ')';
    }
    return;
  }
  if (N.K == Kind::SetOp) {
    nested(N.Kids[0]);
    Out += " " + N.Name + " ";
    nested(N.Kids[1]);
    if (Ordered || !N.Kids[2].Kids.empty())
      order(N, list(), list());
    clause(" ", N.Kids[2], " ");
    return;
  }
  with(N.Kids[SelectWith]);
  Out += "SELECT ";
  const Node &On = N.Kids[SelectOn];
  if (!On.Kids.empty()) {
    clause("DISTINCT ON (", On);
    Out += ") ";
  } else if (N.Number == 1) {
    Out += "DISTINCT ";
  }
  join(N.Kids[SelectTargets].Kids, ", ");
  clause(" FROM ", N.Kids[SelectFrom]);
  conjuncts(" WHERE ", N.Kids[SelectWhere]);
  clause(" GROUP BY ", N.Kids[SelectGroup]);
  conjuncts(" HAVING ", N.Kids[SelectHaving]);
  if (Ordered || !On.Kids.empty() || !N.Kids[SelectOrder].Kids.empty() || !N.Kids[SelectLimit].Kids.empty())
    order(N, On, N.Kids[SelectOrder]);
  clause(" ", N.Kids[SelectLimit], " ");
}

void Writer::writeChange(const Node &N) {
  with(N.Kids[0]);
  if (N.K == Kind::Insert) {
    Out += "INSERT INTO " + N.Name + " ";
    if (!N.Kids[InsertColumns].Kids.empty())
      nested(N.Kids[InsertColumns]);
    Out += ' ';
    OrderNext = !N.Kids[InsertConflict].Kids.empty();
    write(N.Kids[InsertSource]);
    OrderNext = false;
    clause(" ", N.Kids[InsertConflict]);
    return clause(" RETURNING ", N.Kids[InsertReturning]);
  }
  bool IsUpdate = N.K == Kind::Update;
  Out += (IsUpdate ? "UPDATE " : "DELETE FROM ") + N.Name + (N.Alias.empty() ? "" : " AS " + N.Alias);
  clause(" SET ", N.Kids[UpdateSet]);
  clause(IsUpdate ? " FROM " : " USING ", N.Kids[UpdateFrom]);
  conjuncts(" WHERE ", N.Kids[UpdateWhere]);
  clause(" RETURNING ", N.Kids[UpdateReturning]);
}

void Writer::writeMerge(const Node &N) {
  if (N.K == Kind::Merge) {
    with(N.Kids[MergeWith]);
    Out += "MERGE INTO " + N.Name + (N.Alias.empty() ? "" : " AS " + N.Alias);
    clause(" USING ", N.Kids[MergeSource]);
    Out += N.Kids[MergeOn].Kids.empty() ? " ON TRUE" : "";
    conjuncts(" ON ", N.Kids[MergeOn]);
    return clause(" ", N.Kids[MergeWhens], " ");
  }
  if (N.K == Kind::When) {
    Out += "WHEN " + N.Name;
    conjuncts(" AND ", N.Kids[0]);
    Out += " THEN ";
    return write(N.Kids[1]);
  }
  Out += N.Name;
  if (N.Name == "UPDATE") {
    Out += " SET ";
    join(N.Kids, ", ");
  } else if (N.Name == "INSERT") {
    Out += " " + N.Alias + " VALUES (";
    join(N.Kids, ", ");
    Out += ')';
  }
}

void Writer::write(const Node &N) {
  const std::vector<Node> &K = N.Kids;
  switch (N.K) {
  case Kind::Column:
    Out += N.Alias.empty() ? N.Name : (N.Number == 1 ? "(" + N.Alias + ")" : N.Alias) + "." + N.Name;
    return;
  case Kind::Parameter:
    Out += "$" + std::to_string(N.Number);
    return;
  case Kind::Constant:
    Out += std::count(AsTenant.begin(), AsTenant.end(), N.Name) != 0 ? std::to_string(Tenant) : N.Name;
    return;
  case Kind::Literal:
    Out += N.Name;
    return;
  case Kind::Compare:
    operand(K[0]);
    Out += " " + N.Name + " ";
    return operand(K[1]);
  case Kind::And:
  case Kind::Or:
    for (size_t I = 0; I < K.size(); ++I) {
      Out += I == 0 ? "" : N.K == Kind::And ? " AND " : " OR ";
      K[I].K == Kind::And || K[I].K == Kind::Or ? operand(K[I]) : write(K[I]);
    }
    Out += K.empty() ? "TRUE" : "";
    return;
  case Kind::Not:
    Out += "NOT ";
    return nested(K[0]);
  case Kind::In:
  case Kind::InQuery:
    operand(K[0]);
    Out += N.Name.empty() ? " IN (" : " NOT IN (";
    join(K, ", ", 1);
    Out += ')';
    return;
  case Kind::Array:
    Out += "ARRAY[";
    join(N.Kids, ", ");
    Out += ']';
    return;
  case Kind::AnyOf:
    operand(K[0]);
    Out += " = ANY (ARRAY[";
    join(K, ", ", 1);
    Out += "])";
    return;
  case Kind::Between:
    operand(K[0]);
    Out += " BETWEEN ";
    operand(K[1]);
    Out += " AND ";
    return operand(K[2]);
  case Kind::Test:
    operand(K[0]);
    Out += " IS " + N.Name;
    return;
  case Kind::Tuple:
  case Kind::Call:
    Out += N.Name + "(";
    join(K, ", ");
    Out += ')';
    return;
  case Kind::Case:
    Out += "CASE WHEN ";
    write(K[0]);
    Out += " THEN ";
    write(K[1]);
    Out += " ELSE ";
    write(K[2]);
    Out += " END";
    return;
  case Kind::Cast:
    operand(K[0]);
    Out += "::" + N.Name;
    return;
  case Kind::Filter:
    write(K[0]);
    Out += " FILTER (WHERE ";
    write(K[1]);
    Out += ')';
    return;
  case Kind::Over:
    write(K[0]);
    Out += " OVER (";
    clause("PARTITION BY ", K[1]);
    clause(" ORDER BY ", K[2]);
    Out += ')';
    return;
  case Kind::Exists:
    Out += N.Name.empty() ? "EXISTS " : "NOT EXISTS ";
    return nested(K[0]);
  case Kind::Scalar:
    return nested(K[0]);
  case Kind::Star:
    Out += N.Alias.empty() ? "*" : N.Alias + ".*";
    return;
  case Kind::As:
    write(K[0]);
    Out += " AS " + N.Alias;
    return;
  case Kind::List:
    return join(K, ", ");
  case Kind::Table:
  case Kind::Derived:
  case Kind::Join:
  case Kind::CommonTable:
    return writeFrom(N);
  case Kind::Select:
  case Kind::SetOp:
  case Kind::Values:
    return writeQuery(N);
  case Kind::Insert:
  case Kind::Update:
  case Kind::Delete:
    return writeChange(N);
  case Kind::Conflict:
    Out += "ON CONFLICT " + N.Name + (N.Number == 1 ? " DO UPDATE" : " DO NOTHING");
    if (N.Number == 1) {
      clause(" SET ", K[0]);
      conjuncts(" WHERE ", K[1]);
    }
    return;
  case Kind::Assign:
    Out += N.Name + " = ";
    return write(K[0]);
  case Kind::Merge:
  case Kind::When:
  case Kind::MergeAction:
    return writeMerge(N);
  case Kind::Truncate:
    Out += "TRUNCATE " + N.Name;
    return;
  }
}

} // namespace

std::string render(const Node &Statement, const std::vector<std::string> &AsTenant) {
  Writer W(AsTenant);
  W.write(Statement);
  return W.Out;
}

} // namespace tenantscan::oracle
