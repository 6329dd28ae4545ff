//===- CallGraph.h - Texts between the functions of all units -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_CALLGRAPH_H
#define TENANTSCAN_CHECKS_CALLGRAPH_H

#include "checks/SourceText.h"
#include "checks/model/Project.h"
#include "checks/strings/AbstractString.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tenantscan {

/// Who calls whom with which texts, and what functions return; over all units.
class CallGraph {
public:
  CallGraph(const std::vector<const UnitFacts *> &Units, const model::Project &P);
  /// The calls of the function whose parameter \p From is, in an order that does not
  /// depend on that of the units.
  const std::vector<const CallFlow *> &callsOf(const Slot &From) const;
  /// Whether nobody calls the function whose parameter \p From is, nor can do so out of sight.
  bool isUncalled(const Slot &From) const;
  /// Whether a function may be called through a pointer.
  bool isTaken(const std::string &Function) const { return Taken.count(Function) != 0; }
  /// Every text that comes of \p Text when results of functions are put in.
  std::vector<SourceText> withResults(const SourceText &Text) const;
  /// Whether a text is none that may be there, for those who might write it hold no pointer to its place.
  bool isHarmless(const SourceText &Text) const;
  /// What was asked for, by function: another unit that calls these, or tells what they
  /// return, may change the answers; one that does neither cannot.
  std::vector<Slot> takeAsked() const;

private:
  void ask(const Slot &For) const;
  bool keepsNothing(const Slot &Method) const;

  std::map<std::string, std::vector<const CallFlow *>> Calls;
  struct Result {
    std::vector<SourceText> Texts;
    std::optional<ResultFlow::Joining> Joins;
  };
  std::vector<SourceText> resultOf(const TextPiece &Call) const;
  std::vector<SourceText> statementsOf(const model::StatementFiles &Files, const TextPiece &Call) const;

  const model::Project &P;
  bool IsOneUnit;
  std::map<std::string, Result> Results;
  /// The methods that override one.
  std::map<std::string, std::vector<std::string>> Overriders;
  std::vector<const CallFlow *> None;
  /// See UnitFacts.
  std::set<std::string> Closed;
  std::set<std::string> Reachable;
  std::set<std::string> Taken;
  mutable std::map<std::pair<Slot::Kind, std::string>, Slot> Asked;
  /// What keepsNothing() found.
  mutable std::map<std::string, bool> Keeping;
};

/// What tells one text from another, and one place: not where a text is written.
void appendKey(const SourceText &Text, std::string &Key);
void appendKey(const Place &P, std::string &Key);
std::string keyOf(const SourceText &Text);

/// \p Text as a call of the function leaves it, which is given \p Given; nullopt where it
/// cannot be the text: its needs contradict what is given. Those that are settled are gone, and
/// those of what the caller was given itself are the caller's.
std::optional<SourceText> withNeeds(const SourceText &Text, const std::string &Function, const std::vector<GivenText> &Given);
/// Of the texts that are given in place of a parameter those that fulfil its needs.
std::vector<SourceText> fulfilling(const SourceText &Text, const Slot &Parameter, const std::vector<SourceText> &Given);
bool contradict(const std::vector<Need> &Some, const std::vector<Need> &Others);
/// The elements of every list with every text between them.
std::vector<SourceText> join(const std::vector<SourceText> &Lists, const std::vector<SourceText> &Between);

/// Every text in which \p Alternatives stand for the pieces that \p IsReplaced
/// picks; where that were too many, a hole is left.
template <typename Picks, typename Find>
std::vector<SourceText> replace(const SourceText &Text, const Picks &IsReplaced, const Find &AlternativesFor) {
  std::vector<SourceText> Result(1);
  Result.front().Steps = Text.Steps;
  Result.front().Needs = Text.Needs;
  size_t Most = Text.Pieces.size() == 1 ? strings::MaxLiterals : strings::MaxAlternatives;
  for (const TextPiece &Piece : Text.Pieces) {
    const std::vector<SourceText> *Alternatives = IsReplaced(Piece) ? AlternativesFor(Piece) : nullptr;
    std::vector<SourceText> Joined;
    if (Alternatives != nullptr && !Piece.JoinedBy.empty()) {
      Joined = join(*Alternatives, Piece.JoinedBy);
      Alternatives = &Joined;
    }
    if (Alternatives == nullptr || Alternatives->empty() || Result.size() * Alternatives->size() > Most) {
      TextPiece Left = Piece;
      if (IsReplaced(Piece))
        Left.From = Slot();
      for (SourceText &T : Result)
        T.Pieces.push_back(Left);
      continue;
    }
    std::vector<SourceText> Longer;
    for (const SourceText &T : Result)
      for (const SourceText &A : *Alternatives) {
        SourceText Both = T;
        Both.Pieces.insert(Both.Pieces.end(), A.Pieces.begin(), A.Pieces.end());
        Both.Steps.insert(Both.Steps.begin(), A.Steps.begin(), A.Steps.end());
        if (contradict(Both.Needs, A.Needs))
          continue;
        Both.Needs.insert(Both.Needs.end(), A.Needs.begin(), A.Needs.end());
        Longer.push_back(std::move(Both));
      }
    Result = std::move(Longer);
  }
  return Result;
}

} // namespace tenantscan

#endif
