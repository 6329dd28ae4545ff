//===- PointerPlaces.h - Where a caller keeps its text ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C functions that take a statement over get the place of its pointer, `run(&sql)`, and
// read it: `sql = *place`. C++ functions get a `std::string *` in the same way.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_POINTERPLACES_H
#define TENANTSCAN_CHECKS_STRINGS_POINTERPLACES_H

#include "checks/model/ApiMatcher.h"

namespace tenantscan::strings {

/// Whether a parameter is a pointer to a variable that holds text.
bool isPlaceOfText(clang::QualType Parameter, model::ApiMatcher &Apis);
/// The parameter that \p E, `*parameter`, reads, if nothing in its function can have written
/// there before; null for others.
const clang::ParmVarDecl *placeReadBy(const clang::Expr *E, model::ApiMatcher &Apis);

} // namespace tenantscan::strings

#endif
