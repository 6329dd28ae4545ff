//===- SourceText.cpp - Text with its places in the sources -------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/SourceText.h"

#include <algorithm>

namespace tenantscan {

ComposedText::ComposedText(const SourceText &From) : Source(From) {
  for (const TextPiece &P : From.Pieces) {
    Starts.push_back(static_cast<uint32_t>(Text.size()));
    if (P.IsHole) {
      Holes.push_back({Starts.back(), P.Name, P.IsValue, P.IsIdentifier});
      Text += '\x01';
    } else {
      Text += P.Text;
    }
  }
}

sql::Query ComposedText::query(const SqlSite &Site) const {
  sql::Query Q;
  Q.Text = Text;
  Q.Language = Site.Language;
  Q.Placeholders = Site.Placeholders;
  Q.Holes = Holes;
  return Q;
}

// The run with the byte, or else the last one before it.
static const Run *runAt(const TextPiece &P, uint32_t Offset) {
  auto It = std::upper_bound(P.Runs.begin(), P.Runs.end(), Offset, [](uint32_t O, const Run &R) { return O < R.Offset; });
  return It == P.Runs.begin() ? nullptr : &*std::prev(It);
}

const TextPiece &ComposedText::holeAt(size_t Index) const {
  for (const TextPiece &P : Source.Pieces)
    if (P.IsHole && Index-- == 0)
      return P;
  return Source.Pieces.front();
}

static Place placeIn(const Run &R, uint32_t Offset) {
  Place P = R.At;
  uint32_t Inside = std::min(Offset - R.Offset, R.Length);
  P.Column += Inside;
  P.RawLocation += P.RawLocation == 0 ? 0 : Inside;
  P.EndColumn = P.Column;
  return P;
}

bool ComposedText::isWritten(uint32_t Offset) const {
  auto It = std::upper_bound(Starts.begin(), Starts.end(), Offset);
  if (It == Starts.begin())
    return false;
  auto Index = static_cast<size_t>(It - Starts.begin() - 1);
  return runAt(Source.Pieces[Index], Offset - Starts[Index]) != nullptr;
}

Place ComposedText::placeOf(sql::ByteRange Range) const {
  auto It = std::upper_bound(Starts.begin(), Starts.end(), Range.Begin);
  if (It == Starts.begin())
    return {};
  auto Index = static_cast<size_t>(It - Starts.begin() - 1);
  const TextPiece &P = Source.Pieces[Index];
  uint32_t Begin = Range.Begin - Starts[Index];
  const Run *First = P.IsHole ? nullptr : runAt(P, Begin);
  if (First == nullptr)
    return P.At;
  Place Result = placeIn(*First, Begin);
  // The last byte may be in another token of the literal, or on another line.
  uint32_t Last = std::min(Range.End - Starts[Index], static_cast<uint32_t>(P.Text.size()));
  if (Last <= Begin)
    return Result;
  const Run *End = runAt(P, Last - 1);
  Place LastPlace = placeIn(*End, Last - 1);
  bool OneLine = LastPlace.File == Result.File && LastPlace.Line == Result.Line && LastPlace.Column >= Result.Column;
  // A run does not go beyond the end of its line.
  uint32_t LineEnd =
      Result.LineText.empty() ? Result.Column + (First->Offset + First->Length - Begin) : static_cast<uint32_t>(Result.LineText.size() + 1);
  Result.EndColumn = std::max(Result.Column, std::min(OneLine ? LastPlace.Column + 1 : LineEnd, LineEnd));
  return Result;
}

} // namespace tenantscan
