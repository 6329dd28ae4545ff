//===- Relocation.cpp - Results that name no folder -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/Relocation.h"

#include "llvm/ADT/StringRef.h"

#include <nlohmann/json.hpp>

namespace tenantscan {

using nlohmann::json;

// NUL begins a mark; one that was there before is a mark too.
static constexpr char Mark = '\0', RootFollows = 'r', MarkFollows = 'n';

// A path ends there, or goes on with a folder: /srv/app is not in /srv/app2.
static bool isRootAt(llvm::StringRef Text, llvm::StringRef Root) {
  if (Root.empty() || !Text.consume_front(Root))
    return false;
  return Text.empty() || !(llvm::isAlnum(Text.front()) || llvm::StringRef("_-.+~").contains(Text.front()));
}

// Only where a path begins: /src is not at the end of /src/src, nor in /home/src. What
// begins with a path may have spaces in it.
std::string withoutRoot(const std::string &Text, const std::string &Root) {
  llvm::StringRef Ends = llvm::StringRef(Text).starts_with("/") ? ":,;='\"\n" : ":,;='\" \n";
  std::string Out;
  bool IsInPath = false;
  for (llvm::StringRef Rest = Text; !Rest.empty();) {
    if (!IsInPath && isRootAt(Rest, Root)) {
      Out += {Mark, RootFollows};
      Rest = Rest.drop_front(Root.size());
      IsInPath = true;
      continue;
    }
    IsInPath = !Ends.contains(Rest.front()) && (IsInPath || Rest.front() == '/');
    Out += Rest.front();
    if (Rest.front() == Mark)
      Out += MarkFollows;
    Rest = Rest.drop_front();
  }
  return Out;
}

static std::string withRoot(const std::string &Text, const std::string &Root) {
  std::string Out;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] != Mark || I + 1 == Text.size()) {
      Out += Text[I];
      continue;
    }
    Out += Text[++I] == RootFollows ? Root : std::string(1, Mark);
  }
  return Out;
}

template <typename Function> static void changeStrings(json &J, const Function &Change) {
  if (J.is_string())
    J = Change(J.get_ref<const std::string &>());
  else if (J.is_structured())
    for (json &Element : J)
      changeStrings(Element, Change);
}

void takeRootOut(json &J, const std::string &Root) {
  changeStrings(J, [&](const std::string &Text) { return withoutRoot(Text, Root); });
}

void putRootIn(json &J, const std::string &Root) {
  changeStrings(J, [&](const std::string &Text) { return withRoot(Text, Root); });
}

} // namespace tenantscan
