//===- TenantNames.h - Which names mean the tenant --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_TENANTNAMES_H
#define TENANTSCAN_CHECKS_MODEL_TENANTNAMES_H

#include <string>
#include <string_view>
#include <vector>

namespace tenantscan::model {

/// The words of an identifier in lower case: `m_tenantId` has m, tenant, id;
/// `HTTPUserID` has http, user, id.
std::vector<std::string> wordsOf(std::string_view Name);

/// What a name says about the value behind it.
enum class NameKind : uint8_t {
  Tenant,  ///< `tenant_id`, `m_tenantId`, `currentTenant`
  OtherId, ///< The identifier of something else: `user_id`, `invoiceId`.
  Generic, ///< Only its owner tells: `id`, `value`, `get`.
  Unknown,
};

/// How the project calls the tenant in C++.
class TenantNames {
public:
  /// A name that has the words of \p Name, one behind the other, is a tenant's.
  void addName(std::string_view Name);
  /// \p Type: name of a class or alias, qualified or not.
  void addType(std::string Type) { Types.push_back(std::move(Type)); }
  /// The names that follow from a column: `org_id` gives `orgId` and `org`.
  void addColumn(std::string_view Column);

  NameKind kindOf(std::string_view Name) const;
  /// Whether the name says of a value that it is something else than the tenant,
  /// and no text or object made of several things: `email`, `user_id`, `page`.
  bool isDescriptive(std::string_view Name) const;
  /// Whether the name is that of the tenant itself, not of something about it.
  bool isIdentifier(std::string_view Name) const;
  /// Whether what is called so is the tenant, whatever it is made of: `tenant_id`, but not `tenant_key`.
  bool isTenantItself(std::string_view Name) const;
  /// Whether a text in the sources may speak of the tenant: a cheap look.
  bool mayMention(std::string_view Text) const;
  /// Whether a value of the class or alias \p Qualified is a tenant, or holds one.
  bool isTenantType(std::string_view Qualified) const;

private:
  bool hasName(const std::vector<std::string> &Words) const;

  std::vector<std::vector<std::string>> Names;
  /// These must be the whole name.
  std::vector<std::vector<std::string>> WholeNames;
  std::vector<std::string> Types;
};

} // namespace tenantscan::model

#endif
