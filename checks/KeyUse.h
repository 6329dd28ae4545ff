//===- KeyUse.h - Keys and messages in the texts of a call --------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_KEYUSE_H
#define TENANTSCAN_CHECKS_KEYUSE_H

#include "checks/SourceText.h"
#include "checks/model/TenantNames.h"

namespace tenantscan {

/// A key that a call uses, or the message that it hands on.
struct KeyUse {
  enum class Kind : uint8_t {
    Key,     ///< Names what is read or written.
    Pattern, ///< Names the keys that are looked for; no bytes where all are.
    All,     ///< Every key there is.
    Message,
    Unknown, ///< It is not known what the text does.
  };
  Kind What = Kind::Unknown;
  /// The command or function: `SETEX`, `get`.
  std::string Verb;
  /// Where it is in the text.
  sql::ByteRange Range{};
  enum class Tenancy : uint8_t {
    Tenant,  ///< The tenant is in it.
    None,    ///< All its parts are something else.
    Unknown, ///< A part is not known.
  };
  Tenancy Names = Tenancy::Unknown;
  /// `invoice:{invoice_id}`
  std::string Pattern;
  /// A key without holes: the same for every request.
  bool IsConstant = false;
  /// A part is called in a way that tells nothing: a caller may know more.
  bool IsOpen = false;
};

/// What was found out about one call with a key or a message.
struct KeyVerdict {
  enum class Kind : uint8_t {
    Tenant,  ///< The tenant is in it.
    Shared,  ///< The configuration lets all tenants share the key.
    Unknown, ///< It may have the tenant in it.
    None,    ///< All its parts are something else.
  };
  Place Call;
  /// Qualified names of the function that is called and of the one around.
  std::string Callee;
  std::string Function;
  std::string Pattern;
  Kind What = Kind::Tenant;
  bool IsMessage = false;
};
/// Sorts by place; calls in headers come from many units, the worst counts.
void unite(std::vector<KeyVerdict> &Keys);
size_t count(const std::vector<KeyVerdict> &Keys, KeyVerdict::Kind What, bool IsMessage);

/// What a text of \p Site does with keys; nothing where it has none.
std::vector<KeyUse> keyUses(const KeySite &Site, const SourceText &Text, const model::TenantNames &Names);

} // namespace tenantscan

#endif
