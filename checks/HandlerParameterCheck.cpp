//===- HandlerParameterCheck.cpp - The client names the tenant ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/HandlerParameterCheck.h"

#include <fmt/format.h>

#include <set>
#include <tuple>

namespace tenantscan {

static std::string message(const TenantInput &I) {
  if (!I.Handler.empty() && I.IsHandler)
    return fmt::format("a request handler takes the tenant as its parameter '{}': the client chooses it", I.Name);
  if (!I.Handler.empty())
    return fmt::format("the tenant is handed over as the parameter '{}', not with the bound context", I.Name);
  if (I.From == "token")
    return fmt::format("the tenant is taken from a token that is not verified before: '{}'", I.Name);
  return fmt::format("the tenant is taken from the {} of the request, which the client chooses: '{}'", I.From.empty() ? "path" : I.From, I.Name);
}

void HandlerParameterCheck::judge(const Program &P, std::vector<Finding> &Out) const {
  // One finding for a line: `auto tenant = std::stoll(req.get_param_value("tenant"))`.
  std::set<std::tuple<std::string, uint32_t, bool>> Known;
  for (const TenantInput &I : P.TenantInputs) {
    bool IsParameter = !I.Handler.empty();
    if (IsParameter && I.IsHandler && !I.IsRegistered && !P.P.StrictParameters && P.CalledWithTenant.count(I.Handler) != 0)
      continue;
    if (!I.Result.empty() && P.ClientResults.count(I.Result) == 0)
      continue;
    if (!Known.insert({I.Where.File, I.Where.Line, IsParameter}).second)
      continue;
    Finding F;
    F.Check = id().str();
    F.Level = IsParameter ? Severity::Warning : Severity::Error;
    F.Message = message(I);
    F.Primary = I.Where;
    F.Function = I.Function;
    F.Subject = I.Name;
    F.Key = fmt::format("{}|{}", I.From, I.Name);
    F.Advice = "take the tenant of the bound request context; where the request names one, compare the two and answer 404";
    F.Evidence = I.Steps;
    Out.push_back(std::move(F));
  }
}

} // namespace tenantscan
