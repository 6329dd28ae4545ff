//===- SqlPredicateCheck.cpp - SQL without a tenant predicate -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SqlPredicateCheck.h"

#include "checks/PredicateFix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace tenantscan {

// What is the same for the same statement, however it is laid out.
static std::string normalized(const std::string &Text) {
  std::string Out;
  for (char C : Text) {
    bool Space = C == ' ' || (C >= '\t' && C <= '\r');
    if (!Space)
      Out += C;
    else if (!Out.empty() && Out.back() != ' ')
      Out += ' ';
  }
  return Out;
}

static Finding makeFinding(const sql::Reason &R, const SourceText &Text, const SqlSite &Site, llvm::StringRef Id) {
  ComposedText Composed(Text);
  Finding F;
  F.Check = Id.str();
  F.Level = R.Level;
  F.Message = R.Message;
  F.Advice = R.Advice;
  F.Function = Site.Function;
  F.Subject = R.Relation;
  F.TableIsGuess = R.TableIsGuess;
  F.Key = fmt::format("{}|{}|{}|{}", R.Verb, R.Relation, static_cast<int>(R.Kind), normalized(Composed.Text));
  F.Primary = Composed.placeOf(R.Range);
  F.Evidence = Text.Steps;
  if (!Site.Callee.empty())
    F.Evidence.push_back(handedOver(Site));
  F.Evidence.insert(F.Evidence.end(), Site.Way.begin(), Site.Way.end());
  return F;
}

void SqlPredicateCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  auto Has = [](const Finding &F, const Step &S) {
    return std::any_of(F.Evidence.begin(), F.Evidence.end(), [&](const Step &T) { return T.Where == S.Where && T.Message == S.Message; });
  };
  // One text may leak on several ways: to one call, where only the steps that all
  // ways share explain it, or to several calls, each of which is worth a step.
  std::map<std::tuple<std::string, uint32_t, uint32_t, uint32_t, std::string>, size_t> Known;
  for (const JudgedSite &S : P.Sites)
    for (size_t I = 0; I < S.Verdicts.size(); ++I)
      for (const sql::Reason &R : S.Verdicts[I].Reasons) {
        Finding F = makeFinding(R, S.Site.Texts[I], S.Site, id());
        F.Fix = predicateFix(S, I, R, P.Tables, P.P.Words);
        auto [It, IsNew] = Known.try_emplace({F.Primary.File, F.Primary.Line, F.Primary.Column, F.Primary.EndColumn, F.Message}, Out.size());
        if (IsNew) {
          Out.push_back(std::move(F));
          continue;
        }
        Finding &Same = Out[It->second];
        // A change must be right for all of them.
        if (!(Same.Fix == F.Fix))
          Same.Fix = {};
        Step Call = handedOver(S.Site);
        if (Has(Same, Call))
          std::erase_if(Same.Evidence, [&](const Step &T) { return !Has(F, T); });
        else if (!S.Site.Callee.empty())
          Same.Evidence.push_back(std::move(Call));
      }
  dropSharedFixes(P, Out);
}

} // namespace tenantscan
