//===- Server.h - Statements on pairs of databases --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Noninterference, measured: a statement leaks if, for some pair of databases
// that agree on the tenant's rows and on the global tables,
//   (1) the answers differ, or
//   (2) the tenant's rows or the global rows differ afterwards, or
//   (3) in one of them rows of other tenants were changed, added or removed.
// An error in both says nothing; an error in one only is counted by itself,
// since the answer is an error message then.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TEST_ORACLE_SERVER_H
#define TENANTSCAN_TEST_ORACLE_SERVER_H

#include "test/oracle/Content.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;
struct pg_result;

namespace tenantscan::oracle {

enum class Leak : uint8_t { None, Answer, OwnRows, OthersRows };

struct Outcome {
  Leak What = Leak::None;
  /// Index of the pair that shows it, or that differs in errors.
  size_t Pair = 0;
  /// Both databases of some pair answered.
  bool Informative = false;
  /// Some pair: an error in one database only.
  bool ErrorDiffers = false;
  /// Some database returned or changed a row; else quiet means little.
  bool AnyRow = false;
  /// Some pair: a constraint of the tables refused in both databases what the
  /// statement writes, and so hid it.
  bool IsRefused = false;
  /// The last error.
  std::string Error;
  /// For a leak through answers: the two, for people.
  std::string Shown;

  bool leaks() const { return What != Leak::None; }
};

/// Stands for NULL among the values of parameters.
inline constexpr int NullValue = std::numeric_limits<int>::min();

/// A text to run, and the values of its parameters for each pair ($1 first).
struct Run {
  std::string Text;
  bool Writes = false;
  bool Ordered = false;
  std::vector<std::vector<int>> Values;
};

/// One connection. The databases of the pairs are schemas of the one database.
class Server {
public:
  ~Server();
  /// Connects and creates the schemas. On failure \c problem() says why.
  Server(const std::string &Connection, std::vector<ContentPair> Pairs);

  const std::string &problem() const { return Problem; }
  const std::vector<ContentPair> &pairs() const { return Pairs; }
  /// Runs \p R on the pairs from \p First on, and stops at the first leak. Pairs that are
  /// likely to be needed are sent ahead, so that the two processes do not wait in turns.
  Outcome run(const Run &R, size_t First = 0);
  /// Puts other contents in place of those of the pairs, as many or fewer, for the
  /// tenant \p Own.
  bool refill(std::vector<ContentPair> Wanted, int Own);
  /// The tenant that the pairs agree on.
  int own() const { return Own; }
  /// Takes out what rolled back statements left behind since the last time.
  void vacuum();

private:
  struct Answer {
    bool Failed = false;
    std::string State; ///< SQLSTATE
    std::string Message;
    std::vector<std::string> Rows;
    std::vector<std::string> Own;
    std::vector<std::string> Others;
  };
  /// What a statement answered on the two databases of a pair.
  struct Answers {
    Answer A;
    Answer B;
  };
  /// Adds the pair \p P to \p Out; returns whether the other pairs have nothing to add.
  bool add(const Run &R, size_t P, const Answers &Got, Outcome &Out) const;
  bool execute(const std::string &Text);
  /// Notes what rows other tenants have.
  void noteOthers();
  void send(size_t Schema, const Run &R, const std::vector<int> &Values);
  Answer receive(const Run &R);
  pg_result *next();
  void fail(const std::string &Doing);

  pg_conn *Connection = nullptr;
  std::vector<ContentPair> Pairs;
  /// Rows of other tenants before any statement, by schema.
  std::vector<std::vector<std::string>> Others;
  /// So many of the first schemas were written to since the last vacuum().
  size_t Written = 0;
  std::string Problem;
  int Own = Tenant;
};

} // namespace tenantscan::oracle

#endif
