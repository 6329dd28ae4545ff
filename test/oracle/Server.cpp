//===- Server.cpp - Statements on pairs of databases --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Server.h"

#include <algorithm>
#include <libpq-fe.h>

namespace tenantscan::oracle {

// Statements that recurse without an end are cancelled; on a busy machine others take their time.
static constexpr const char *StatementTimeout = "SET statement_timeout = '5s'";

static std::string schemaName(size_t Index) { return "db" + std::to_string(Index); }

// One row for each row of a table: its owner (empty for global tables), and all of it.
static std::string stateQuery(size_t Schema) {
  std::string Out;
  for (const TableShape &S : shapes())
    if (!S.IsView) {
      Out += Out.empty() ? "SELECT " : " UNION ALL SELECT ";
      Out += (S.hasTenant() ? "tenant_id" : "NULL") + std::string(", '") + S.Name + " ' || t::text FROM " + schemaName(Schema) + "." + S.Name + " t";
    }
  return Out;
}

void Server::fail(const std::string &Doing) {
  if (Problem.empty())
    Problem = Doing + ": " + PQerrorMessage(Connection);
}

bool Server::execute(const std::string &Text) {
  PGresult *Result = PQexec(Connection, Text.c_str());
  ExecStatusType Status = PQresultStatus(Result);
  PQclear(Result);
  if (Status == PGRES_COMMAND_OK || Status == PGRES_TUPLES_OK)
    return true;
  fail(Text.substr(0, 60));
  return false;
}

Server::Server(const std::string &ConnectionText, std::vector<ContentPair> Wanted) : Pairs(std::move(Wanted)) {
  Connection = PQconnectdb(ConnectionText.c_str());
  if (PQstatus(Connection) != CONNECTION_OK) {
    fail("connecting");
    return;
  }
  if (!execute("SET client_min_messages = error; SET jit = off; SET max_parallel_workers_per_gather = 0; SET synchronous_commit = off"))
    return;
  size_t Count = 0;
  for (const ContentPair &P : Pairs)
    for (const Content *C : {&P.A, &P.B}) {
      std::string Name = schemaName(Count);
      if (!execute("DROP SCHEMA IF EXISTS " + Name + " CASCADE; CREATE SCHEMA " + Name + "; SET search_path = " + Name + ";\n" +
                   std::string(definitions()) + fill(*C)))
        return;
      PQclear(PQprepare(Connection, ("state" + std::to_string(Count)).c_str(), stateQuery(Count).c_str(), 0, nullptr));
      ++Count;
    }
  if (!execute(StatementTimeout))
    return;
  if (PQenterPipelineMode(Connection) == 0) {
    fail("entering pipeline mode");
    return;
  }
  noteOthers();
}

void Server::noteOthers() {
  Others.clear();
  Run Nothing;
  Nothing.Text = "SELECT 1 WHERE $1 + $2 + $3 + $4 > 0";
  Nothing.Writes = true;
  for (size_t I = 0; I < 2 * Pairs.size(); ++I) {
    send(I, Nothing, {0, 0, 0, 0});
    Others.push_back(receive(Nothing).Others);
  }
  Written = 0;
}

bool Server::refill(std::vector<ContentPair> Wanted, int NewOwn) {
  PQexitPipelineMode(Connection);
  Pairs.resize(std::min(Pairs.size(), Wanted.size()));
  size_t Count = 0;
  for (size_t I = 0; I < Pairs.size(); ++I) {
    Pairs[I] = std::move(Wanted[I]);
    for (const Content *C : {&Pairs[I].A, &Pairs[I].B}) {
      std::string Text = "BEGIN; SET search_path = " + schemaName(Count++) + ";\n";
      for (const Content::Rows &Rows : C->Tables)
        Text += "DELETE FROM " + Rows.Table + ";\n";
      if (!execute(Text + fill(*C) + "COMMIT"))
        return false;
    }
  }
  Own = NewOwn;
  PQenterPipelineMode(Connection);
  noteOthers();
  Written = 2 * Pairs.size();
  vacuum();
  return Problem.empty();
}

Server::~Server() { PQfinish(Connection); }

void Server::vacuum() {
  // In one command: each has its price beside that of the tables.
  std::string Tables;
  for (size_t I = 0; I < Written; ++I)
    for (const TableShape &S : shapes())
      if (!S.IsView)
        Tables += (Tables.empty() ? "" : ", ") + schemaName(I) + "." + S.Name;
  Written = 0;
  if (Tables.empty())
    return;
  PQexitPipelineMode(Connection);
  execute("SET statement_timeout = 0");
  execute("VACUUM " + Tables);
  execute(StatementTimeout);
  PQenterPipelineMode(Connection);
}

// Statements that only read need neither a transaction of their own nor a look
// at the rows afterwards. A failed statement ends the pipeline up to its sync;
// ROLLBACK comes after that.
void Server::send(size_t Schema, const Run &R, const std::vector<int> &Values) {
  auto Simple = [&](const std::string &Text) { PQsendQueryParams(Connection, Text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0); };
  static constexpr Oid Int4 = 23; // INT4OID
  std::vector<Oid> Types(Values.size(), Int4);
  std::vector<std::string> Texts;
  std::vector<const char *> Pointers;
  for (int Value : Values)
    Texts.push_back(std::to_string(Value));
  for (size_t I = 0; I < Values.size(); ++I)
    Pointers.push_back(Values[I] == NullValue ? nullptr : Texts[I].c_str());
  if (R.Writes) {
    Written = std::max(Written, Schema + 1);
    Simple("BEGIN");
  }
  Simple((R.Writes ? "SET LOCAL search_path = " : "SET search_path = ") + schemaName(Schema));
  PQsendQueryParams(Connection, R.Text.c_str(), static_cast<int>(Values.size()), Types.data(), Pointers.data(), nullptr, nullptr, 0);
  if (R.Writes)
    PQsendQueryPrepared(Connection, ("state" + std::to_string(Schema)).c_str(), 0, nullptr, nullptr, nullptr, 0);
  PQpipelineSync(Connection);
  if (R.Writes) {
    Simple("ROLLBACK");
    PQpipelineSync(Connection);
  }
}

// The result of the next query or sync; the NULL that ends a query is skipped.
PGresult *Server::next() {
  PGresult *Result = PQgetResult(Connection);
  if (Result == nullptr)
    Result = PQgetResult(Connection);
  if (Result == nullptr)
    fail("reading results");
  return Result;
}

static std::string rowText(const PGresult *Result, int Row) {
  std::string Text;
  for (int Column = 0; Column < PQnfields(Result); ++Column)
    Text += (Column == 0 ? "" : " | ") + std::string(PQgetisnull(Result, Row, Column) != 0 ? "NULL" : PQgetvalue(Result, Row, Column));
  return Text;
}

Server::Answer Server::receive(const Run &R) {
  Answer A;
  // Position among the results up to the sync.
  int Statement = R.Writes ? 2 : 1;
  for (int I = 0;; ++I) {
    PGresult *Result = next();
    ExecStatusType Status = PQresultStatus(Result);
    if (Result == nullptr || Status == PGRES_PIPELINE_SYNC) {
      PQclear(Result);
      break;
    }
    if (Status == PGRES_FATAL_ERROR && !A.Failed) {
      A.Failed = true;
      const char *State = PQresultErrorField(Result, PG_DIAG_SQLSTATE);
      const char *Message = PQresultErrorField(Result, PG_DIAG_MESSAGE_PRIMARY);
      A.State = State == nullptr ? "" : State;
      A.Message = Message == nullptr ? PQerrorMessage(Connection) : Message;
    } else if (Status == PGRES_TUPLES_OK) {
      for (int Row = 0; Row < PQntuples(Result); ++Row) {
        if (I == Statement)
          A.Rows.push_back(rowText(Result, Row));
        else if (PQgetisnull(Result, Row, 0) != 0 || PQgetvalue(Result, Row, 0) == std::to_string(Own))
          A.Own.emplace_back(PQgetvalue(Result, Row, 1));
        else
          A.Others.emplace_back(PQgetvalue(Result, Row, 1));
      }
    } else if (I == Statement && Status == PGRES_COMMAND_OK) {
      A.Rows.emplace_back(PQcmdStatus(Result));
    }
    PQclear(Result);
  }
  if (R.Writes)
    for (PGresult *Result = next(); Result != nullptr; Result = next()) {
      bool Synced = PQresultStatus(Result) == PGRES_PIPELINE_SYNC;
      PQclear(Result);
      if (Synced)
        break;
    }
  if (!R.Ordered)
    std::sort(A.Rows.begin(), A.Rows.end());
  std::sort(A.Own.begin(), A.Own.end());
  std::sort(A.Others.begin(), A.Others.end());
  return A;
}

static std::string shown(const std::vector<std::string> &A, const std::vector<std::string> &B) {
  std::string Out;
  for (const std::vector<std::string> *Rows : {&A, &B}) {
    Out += Rows == &A ? "    A:" : "    B:";
    for (const std::string &Row : *Rows)
      Out += " (" + Row + ")";
    Out += '\n';
  }
  return Out;
}

// Without RETURNING there is the command tag instead: UPDATE 0.
static bool hasRow(const std::vector<std::string> &Rows) {
  return !Rows.empty() && (Rows.size() != 1 || Rows[0].size() < 2 || Rows[0].substr(Rows[0].size() - 2) != " 0");
}

// The number of rows that UPDATE and DELETE report is part of the answer: it
// counts other tenants' rows too.
bool Server::add(const Run &R, size_t P, const Answers &Got, Outcome &Out) const {
  const auto &[A, B] = Got;
  for (const Answer *Side : {&A, &B})
    if (Side->Failed)
      Out.Error = Side->State + " " + Side->Message;
  // query_canceled: the statement is slow, which says nothing, and stays slow.
  if (A.State == "57014" || B.State == "57014") {
    Out.Informative = Out.ErrorDiffers = false;
    return true;
  }
  if (A.Failed && B.Failed) {
    // Syntax, types, names: it fails everywhere. A join that the planner cannot
    // do fails unless the values happen to make it simpler.
    if (A.State.substr(0, 2) == "42" || A.State.substr(0, 2) == "0A") {
      Out.Informative = Out.ErrorDiffers = false;
      return true;
    }
    Out.IsRefused = Out.IsRefused || A.State.substr(0, 2) == "23";
    return false;
  }
  if (A.Failed || B.Failed) {
    if (!Out.ErrorDiffers)
      Out.Pair = P;
    Out.ErrorDiffers = true;
    return false;
  }
  Out.Informative = true;
  Out.AnyRow = Out.AnyRow || hasRow(A.Rows) || hasRow(B.Rows);
  Out.What = A.Rows != B.Rows ? Leak::Answer : Leak::None;
  if (R.Writes && !Out.leaks())
    Out.What = A.Own != B.Own ? Leak::OwnRows : A.Others != Others[2 * P] || B.Others != Others[2 * P + 1] ? Leak::OthersRows : Leak::None;
  if (!Out.leaks())
    return false;
  Out.Pair = P;
  Out.Shown = Out.What == Leak::Answer ? shown(A.Rows, B.Rows) : Out.What == Leak::OwnRows ? shown(A.Own, B.Own) : shown(A.Others, B.Others);
  return true;
}

// What leaks, or fails, mostly does so on the first pairs; what gets beyond them is
// likely to need all.
Outcome Server::run(const Run &R, size_t First) {
  static constexpr size_t MostAhead = 16;
  Outcome Out;
  size_t End = std::min(Pairs.size(), R.Values.size());
  size_t Ahead = 1;
  for (size_t P = First; P < End && Problem.empty(); P += Ahead, Ahead = std::min(2 * Ahead, MostAhead)) {
    Ahead = std::min(Ahead, End - P);
    for (size_t I = P; I < P + Ahead; ++I)
      for (size_t Side : {0, 1})
        send(2 * I + Side, R, R.Values[I]);
    bool IsDone = false;
    for (size_t I = P; I < P + Ahead && Problem.empty(); ++I) {
      Answers Got;
      Got.A = receive(R);
      Got.B = receive(R);
      IsDone = IsDone || add(R, I, Got, Out);
    }
    if (IsDone)
      break;
  }
  return Out;
}

} // namespace tenantscan::oracle
