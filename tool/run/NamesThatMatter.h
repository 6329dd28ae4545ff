//===- NamesThatMatter.h - What a unit must name to add to a scan -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_RUN_NAMESTHATMATTER_H
#define TENANTSCAN_TOOL_RUN_NAMESTHATMATTER_H

#include "checks/SourceText.h"
#include "checks/model/Project.h"

#include <set>
#include <tuple>

namespace tenantscan {

/// A condition over the words of a unit.
struct NameThatMatters {
  enum class Where : uint8_t {
    Own,     ///< The unit's own files have the word.
    Called,  ///< The same of a function whose callers count, and not who defines it.
    Defined, ///< They may define a function that is called so.
    Ours,    ///< Any file of the project that it includes has it.
    Object,  ///< Own, or another word that objects of the class come by.
    Made,    ///< The same where no function of a library makes such objects.
    Named,   ///< Own, or what the project declares as an object of the class: none is made of something else.
    Nowhere, ///< It is used without being spelled: an operator.
    Tenant,  ///< Some file of the project that it includes speaks of the tenant.
    Cache,   ///< The project's own class of a cache is in sight.
    Held,    ///< Any file of the project that it includes has the word of a library's class, or of what is declared as one.
    Request, ///< So is one that may be a request, and a file of the project speaks of the tenant.
    Worker,  ///< The unit's own files have workers, and the word, or one that binds a tenant by its name.
  };
  Where In = Where::Own;
  std::string Word;
  /// What declares it has these words; any of the unit's files.
  std::vector<std::string> Around = {};
  /// The file that declares it, where that is known.
  std::string File = {};

  bool operator<(const NameThatMatters &O) const { return std::tie(In, Word, Around, File) < std::tie(O.In, O.Word, O.Around, O.File); }
};

/// Collects the names that matter: of the rule packs and the configuration, and of the
/// functions that were found to hand something on.
class NamesThatMatter {
public:
  explicit NamesThatMatter(const model::Project &P);

  /// Follows what was found from function to function. \p Facts may have nulls.
  void follow(const std::vector<const UnitFacts *> &Facts);
  /// A function by its qualified name.
  void addFunction(const std::string &Qualified, NameThatMatters::Where In = NameThatMatters::Where::Own);
  void add(NameThatMatters N);
  /// What was added since the last time.
  std::vector<NameThatMatters> takeNew();

private:
  void addClass(const std::string &Qualified);
  void addMaker(const std::string &Member, bool IsPublic);
  void addUsr(const std::string &Usr);
  void want(const Slot &S);

  const model::Project &P;
  std::set<NameThatMatters> Known;
  std::vector<NameThatMatters> New;
  /// USRs of functions whose callers count, and whose results do.
  std::set<std::string> Called;
  std::set<std::string> Returning;
  /// Functions whose callers say whether a transaction is open.
  std::set<std::string> GivenConnections;
};

} // namespace tenantscan

#endif
