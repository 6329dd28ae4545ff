//===- KeyFix.h - The tenant, put into a key ----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_KEYFIX_H
#define TENANTSCAN_CHECKS_KEYFIX_H

#include "checks/KeyUse.h"

namespace tenantscan {

/// What to insert so that the key \p Use, of \p Text of \p Site, begins with the tenant:
/// `tenant:{tenant_id}:`. Nothing where the key does not begin in a literal that the
/// sources show as it is, or where no tenant is at hand.
SuggestedFix keyFix(const KeySite &Site, const SourceText &Text, const KeyUse &Use);

} // namespace tenantscan

#endif
