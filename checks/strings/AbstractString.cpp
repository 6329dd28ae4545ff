//===- AbstractString.cpp - Where a byte of a text is written -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/AbstractString.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace tenantscan::strings {

// Reads one escape of \p Text at \p Pos, a backslash: moves Pos behind it and
// returns how many bytes of UTF-8 it stands for.
static unsigned skipEscape(llvm::StringRef Text, size_t &Pos) {
  auto Digits = [&](unsigned Base, size_t Most) {
    llvm::StringRef Number = Text.substr(Pos, Most).take_while([&](char C) { return llvm::hexDigitValue(C) < Base; });
    Pos += Number.size();
    uint32_t Value = 0;
    Number.getAsInteger(Base, Value);
    return Value < 0x80 ? 1u : Value < 0x800 ? 2u : Value < 0x10000 ? 3u : 4u;
  };
  ++Pos;
  char Kind = Pos < Text.size() ? Text[Pos] : '\0';
  if (Kind >= '0' && Kind <= '7')
    return Digits(8, 3);
  ++Pos;
  switch (Kind) {
  case 'x':
    return Digits(16, llvm::StringRef::npos);
  case 'u':
    return Digits(16, 4);
  case 'U':
    return Digits(16, 8);
  case '\r':
    Pos += Pos < Text.size() && Text[Pos] == '\n' ? 1 : 0;
    return 0;
  case '\n':
    return 0;
  default:
    return 1;
  }
}

// What StringLiteral::getLocationOfByte() is for narrow literals: Offset counts
// in the text as UTF-8, which is how the literals are spelled, too.
static SourceLocation locationInWide(const StringLiteral *Literal, size_t Offset, const ASTContext &AST) {
  const SourceManager &SM = AST.getSourceManager();
  for (unsigned I = 0; I < Literal->getNumConcatenated(); ++I) {
    SourceLocation Token = Literal->getStrTokenLoc(I);
    SourceLocation Spelled = SM.getSpellingLoc(Token);
    bool Invalid = false;
    const char *Data = SM.getCharacterData(Spelled, &Invalid);
    if (Invalid)
      break;
    llvm::StringRef Text(Data, Lexer::MeasureTokenLength(Spelled, SM, AST.getLangOpts()));
    size_t Pos = Text.find('"');
    size_t End = Text.rfind('"');
    if (Pos == llvm::StringRef::npos || Pos == End)
      break;
    bool IsRaw = Pos > 0 && Text[Pos - 1] == 'R';
    if (IsRaw) {
      End = Text.rfind(')');
      Pos = Text.find('(');
    }
    for (++Pos; Pos < End;) {
      size_t Begin = Pos;
      unsigned Bytes = 1;
      if (!IsRaw && Text[Pos] == '\\')
        Bytes = skipEscape(Text, Pos);
      else
        ++Pos;
      if (Offset < Bytes)
        return Token.getLocWithOffset(static_cast<SourceLocation::IntTy>(Begin));
      Offset -= Bytes;
    }
  }
  return Literal->getBeginLoc();
}

SourceLocation locationOf(const Piece &P, unsigned Offset, const ASTContext &AST) {
  const SourceManager &SM = AST.getSourceManager();
  SourceLocation Loc;
  if (P.Literal != nullptr && (P.Literal->isOrdinary() || P.Literal->isUTF8()))
    Loc = P.Literal->getLocationOfByte(P.FirstByte + Offset, SM, AST.getLangOpts(), AST.getTargetInfo());
  else if (P.Literal != nullptr)
    Loc = locationInWide(P.Literal, P.FirstByte + Offset, AST);
  else if (P.Source != nullptr)
    Loc = P.Source->getBeginLoc();
  SourceLocation Spelled = SM.getSpellingLoc(Loc);
  // What # and ## make is spelled in no file.
  if (SM.getFileEntryRefForID(SM.getFileID(Spelled)))
    return Spelled;
  return SM.getExpansionLoc(Loc);
}

} // namespace tenantscan::strings
