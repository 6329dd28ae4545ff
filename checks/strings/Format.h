//===- Format.h - What formatting functions make ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_FORMAT_H
#define TENANTSCAN_CHECKS_STRINGS_FORMAT_H

#include "checks/model/RulePack.h"
#include "checks/strings/AbstractString.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace tenantscan::strings {

/// One conversion of a format text that is filled in, or a stretch between them.
struct FormatPart {
  /// The stretch of known text; a hole where the format itself is not known.
  Piece Text;
  /// Index of the argument that comes instead of Text; -1 for text.
  int Argument = -1;
  /// `s`, `d`, `q`, ... for printf; 0 elsewhere.
  char Conversion = 0;
  /// The name of a named argument.
  std::string Name;
};

/// Cuts the pieces of a format text at its conversions. \p Arguments is how many
/// arguments there are: Qt replaces that many of the lowest markers. What cannot
/// be understood, and all that comes after it, is a hole.
std::vector<FormatPart> partsOf(model::FormatStyle Style, const std::vector<Piece> &Format, unsigned Arguments);

} // namespace tenantscan::strings

#endif
