//===- CheckCatalogue.cpp - rules/checks.json ---------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/CheckCatalogue.h"

#include "checks/model/EmbeddedRules.h"

#include <nlohmann/json.hpp>

namespace tenantscan {

using nlohmann::json;

const std::vector<CheckInfo> &checkCatalogue() {
  static const std::vector<CheckInfo> Catalogue = [] {
    std::vector<CheckInfo> List;
    for (const json &Entry : json::parse(model::embeddedRule("checks.json"))) {
      CheckInfo C{Entry["id"],
                  Entry["name"],
                  Entry["summary"],
                  Entry["level"],
                  Entry["securitySeverity"],
                  Entry["precision"],
                  Entry["cwe"],
                  Entry["tags"],
                  Entry.value("owasp", std::vector<std::string>()),
                  ""};
      for (const json &Line : Entry["help"])
        C.Help += Line.get<std::string>() + "\n";
      List.push_back(std::move(C));
    }
    return List;
  }();
  return Catalogue;
}

const CheckInfo *findCheck(const std::string &Id) {
  for (const CheckInfo &C : checkCatalogue())
    if (C.Id == Id)
      return &C;
  return nullptr;
}

std::string helpUri(const std::string &Id) { return std::string(InformationUri) + "/blob/main/docs/checks/" + Id + ".md"; }

} // namespace tenantscan
