//===- CacheShape.h - Caches that no rule pack knows --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_CACHESHAPE_H
#define TENANTSCAN_CHECKS_MODEL_CACHESHAPE_H

#include "checks/model/ApiMatcher.h"

namespace tenantscan::model {

/// Whether the first argument of \p C, a call of a method that looks for something or puts it somewhere, is a
/// key, as its type \p Taken lets it be: of a class template that is called a cache, or of a map that a class which is called so keeps.
bool isCacheAccess(const Call &C, clang::QualType Taken);

} // namespace tenantscan::model

#endif
