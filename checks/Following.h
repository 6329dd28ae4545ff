//===- Following.h - Sites at the calls that know their texts -----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_FOLLOWING_H
#define TENANTSCAN_CHECKS_FOLLOWING_H

#include "checks/CallGraph.h"
#include "checks/ComparedValues.h"
#include "checks/KeyUse.h"
#include "checks/Program.h"
#include "checks/SessionCallers.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tenantscan {

/// What a text says about the tenants of its tables, taken alone.
sql::Verdict judge(const SqlSite &Site, const SourceText &Text, const sql::Schema &Tables, const sql::Vocabulary &Words);

/// Follows the texts of sites through the functions that hand a parameter on, to
/// the calls that know what it is.
template <typename Site, typename Judgement> class Follower {
public:
  explicit Follower(const CallGraph &Graph) : Graph(Graph) {}
  virtual ~Follower() = default;
  void follow(Site S) {
    Asked = 0;
    expand(std::move(S), {});
  }

protected:
  virtual Judgement judge(const Site &S, const SourceText &Text) = 0;
  /// Whether a caller may know more about the text.
  virtual bool isOpen(const Site &S, const SourceText &Text, const Judgement &J) = 0;
  /// Whether it matters that the text is never the one.
  virtual bool isBad(const Judgement &J) = 0;
  virtual void keep(Site S, std::vector<Judgement> Judgements) = 0;
  /// Cuts off what does not matter, whatever it is.
  virtual void close(const Site &, SourceText &) {}
  /// The site has come to a call of \p Function.
  virtual void arrive(Site &, const std::string & /*Function*/, const Place & /*Call*/) {}

  const CallGraph &Graph;

private:
  /// The functions that a text came through, and what it was there; calls of them
  /// are not followed again.
  using Path = std::map<std::string, std::set<std::string>>;
  void expand(Site S, const Path &Passed);
  std::vector<SourceText> move(const Site &S, const std::vector<SourceText> &Texts, const Slot &Parameter, const Path &Passed);
  bool saysSomething(const SourceText &Given) const;
  bool wasSeen(const Site &S, const Path &Passed);

  /// So many calls of one site are asked for what it needs; beyond them it is taken for one that
  /// may always be.
  static constexpr size_t MaxAsked = 1000;
  size_t Asked = 0;
  std::set<std::string> Seen;
};

/// Follows statements.
class SqlFollower : public Follower<SqlSite, sql::Verdict> {
public:
  SqlFollower(const CallGraph &Graph, const SessionCallers &Sessions, const model::Project &P) : Follower(Graph), Sessions(Sessions), P(P) {}
  std::vector<JudgedSite> Out;
  std::set<Wrapper> Wrappers;

protected:
  sql::Verdict judge(const SqlSite &Site, const SourceText &Text) override;
  bool isOpen(const SqlSite &Site, const SourceText &Text, const sql::Verdict &V) override;
  bool isBad(const sql::Verdict &V) override { return V.Kind == VerdictKind::Leaks; }
  void keep(SqlSite Site, std::vector<sql::Verdict> Verdicts) override;
  void close(const SqlSite &Site, SourceText &Text) override { closeComparedValues(Site, Text, P.Tables, P.Words); }
  void arrive(SqlSite &Site, const std::string &Function, const Place &Call) override { Sessions.complete(Site, Function, Call); }

private:
  void noteWrapper(const SqlSite &Site, const SourceText &Text);
  bool explain(const SourceText &Text, sql::Verdict &V) const;

  const SessionCallers &Sessions;
  const model::Project &P;
};

/// Follows keys and messages.
class KeyFollower : public Follower<KeySite, std::vector<KeyUse>> {
public:
  KeyFollower(const CallGraph &Graph, const model::Project &P) : Follower(Graph), P(P) {}
  std::vector<JudgedKey> Out;

protected:
  std::vector<KeyUse> judge(const KeySite &Site, const SourceText &Text) override { return keyUses(Site, Text, P.Names); }
  bool isOpen(const KeySite &, const SourceText &, const std::vector<KeyUse> &Uses) override {
    return std::any_of(Uses.begin(), Uses.end(), [](const KeyUse &U) {
      return U.What == KeyUse::Kind::Unknown || U.Names == KeyUse::Tenancy::Unknown || (U.IsOpen && U.Names == KeyUse::Tenancy::None);
    });
  }
  bool isBad(const std::vector<KeyUse> &) override { return false; }
  void keep(KeySite Site, std::vector<std::vector<KeyUse>> Uses) override { Out.push_back({std::move(Site), std::move(Uses)}); }

private:
  const model::Project &P;
};

} // namespace tenantscan

#endif
