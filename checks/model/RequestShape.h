//===- RequestShape.h - Classes that are requests by what they have -*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_REQUESTSHAPE_H
#define TENANTSCAN_CHECKS_MODEL_REQUESTSHAPE_H

#include "clang/AST/DeclCXX.h"

namespace tenantscan::model {

/// Whether a class that no pack knows is what handlers get of a request: the last word of
/// its name is `request`, it has headers, and a path, a query or a body. One with what only
/// a request has that is sent to others (`timeout`, `retries`) is none, and none of a library is.
bool looksLikeRequest(const clang::CXXRecordDecl *Class);

} // namespace tenantscan::model

#endif
