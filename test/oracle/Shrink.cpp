//===- Shrink.cpp - The smallest statement that is still wrong ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Judge.h"

#include <chrono>

namespace tenantscan::oracle {

using Clock = std::chrono::steady_clock;

/// Candidates that are tried for one statement, and how long at most: cross
/// joins make single candidates slow.
static constexpr unsigned MaxTries = 1500;
static constexpr std::chrono::seconds MaxTime{8};

static bool isExpression(const Node &N) { return N.K <= Kind::As; }

static bool mayDrop(const Node &Parent) {
  return Parent.K == Kind::List || Parent.K == Kind::And || Parent.K == Kind::Or || Parent.K == Kind::Values ||
         ((Parent.K == Kind::In || Parent.K == Kind::AnyOf || Parent.K == Kind::Tuple) && Parent.Kids.size() > 2);
}

static bool mayReplace(const Node &N, const Node &Kid) {
  bool FromItem = N.K == Kind::Join || N.K == Kind::Derived;
  bool KidFrom = Kid.K == Kind::Table || Kid.K == Kind::Derived || Kid.K == Kind::Join;
  return (isExpression(N) && isExpression(Kid)) || (N.isQuery() && Kid.isQuery()) || (FromItem && KidFrom);
}

namespace {

/// Tries every smaller statement that is one step away, biggest steps first.
class Shrinker {
public:
  Shrinker(Node Statement, Judge &J, const std::vector<std::vector<int>> &Values) : Best(std::move(Statement)), J(J), Values(Values) {}

  Node run() {
    while (Tries < MaxTries && Clock::now() - Start < MaxTime && step(Best)) {
    }
    return Best;
  }

private:
  // Each step edits Best in place and undoes what does not keep the disagreement.
  bool attempt(Node &Place, Node Smaller) {
    if (++Tries > MaxTries || Clock::now() - Start > MaxTime)
      return false;
    std::swap(Place, Smaller);
    if (J.again(Best, Values).missed())
      return true;
    std::swap(Place, Smaller);
    return false;
  }

  // A SELECT keeps one target: without any it is legal and hard to read.
  bool step(Node &N, bool KeepOne = false) {
    if (mayDrop(N) && (!KeepOne || N.Kids.size() > 1))
      for (size_t I = 0; I < N.Kids.size(); ++I) {
        Node Smaller = N;
        Smaller.Kids.erase(Smaller.Kids.begin() + static_cast<long>(I));
        if (attempt(N, std::move(Smaller)))
          return true;
      }
    for (size_t I = 0; I < N.Kids.size(); ++I)
      if (mayReplace(N, N.Kids[I]) && attempt(N, Node(N.Kids[I])))
        return true;
    if (N.K == Kind::Select && N.Number == 1) {
      Node Smaller = N;
      Smaller.Number = 0;
      if (attempt(N, std::move(Smaller)))
        return true;
    }
    for (size_t I = 0; I < N.Kids.size(); ++I)
      if (step(N.Kids[I], N.K == Kind::Select && I == SelectTargets))
        return true;
    return false;
  }

  Node Best;
  Judge &J;
  const std::vector<std::vector<int>> &Values;
  unsigned Tries = 0;
  Clock::time_point Start = Clock::now();
};

} // namespace

Node shrink(Node Statement, Judge &J, const std::vector<std::vector<int>> &Values) {
  // A statement around a CTE or a derived table is often not needed at all.
  for (bool Again = true; Again;) {
    Again = false;
    std::vector<Node> Inside;
    walk(Statement, [&](const Node &N) {
      if (&N != &Statement && (N.isQuery() || N.isWrite()))
        Inside.push_back(N);
    });
    for (Node &Candidate : Inside)
      if (J.again(Candidate, Values).missed()) {
        Statement = std::move(Candidate);
        Again = true;
        break;
      }
  }
  return Shrinker(std::move(Statement), J, Values).run();
}

} // namespace tenantscan::oracle
