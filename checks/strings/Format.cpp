//===- Format.cpp - What formatting functions make ----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/strings/Format.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <set>

namespace tenantscan::strings {

static Piece cut(const Piece &P, size_t Begin, size_t Length) {
  Piece Part = P;
  Part.Text = P.Text.substr(Begin, Length);
  Part.FirstByte = P.FirstByte + static_cast<unsigned>(Begin);
  return Part;
}

namespace {

/// Reads one format text from left to right.
class Reader {
public:
  Reader(const std::vector<Piece> &Format) : Format(Format) {}
  std::vector<FormatPart> printf(bool IsBoost);
  std::vector<FormatPart> dollar();
  std::vector<FormatPart> braces();
  std::vector<FormatPart> qt(unsigned Arguments);

private:
  void text(const Piece &P, size_t Begin, size_t End) {
    if (End > Begin)
      Parts.push_back({cut(P, Begin, End - Begin), -1, 0, {}});
  }
  void argument(int Index, char Conversion) {
    FormatPart Part;
    Part.Text.IsHole = true;
    Part.Argument = Index;
    Part.Conversion = Conversion;
    Parts.push_back(std::move(Part));
  }
  // From a part of the format that is not known on, nobody can count.
  void unknown(const Piece &P) {
    Parts.push_back({P, -1, 0, {}});
    Lost = Lost || !P.IsValue;
  }
  // A conversion without an end.
  void broken(const Piece &P, size_t Begin) {
    Piece Rest = cut(P, Begin, P.Text.size() - Begin);
    Rest.Text.clear();
    Rest.IsHole = true;
    unknown(Rest);
  }

  const std::vector<Piece> &Format;
  std::vector<FormatPart> Parts;
  int Next = 0;
  bool Lost = false;
};

} // namespace

// Boost's %1% and %|1$s|: the number of the argument, or -1, and the length of what
// is there; 0 where it is something else.
static size_t boostMarker(llvm::StringRef T, int &Number) {
  llvm::StringRef Digits = T.take_while([](char C) { return llvm::isDigit(C); });
  Number = -1;
  if (!Digits.empty() && Digits.size() < 4 && T.substr(Digits.size()).starts_with("%")) {
    Digits.getAsInteger(10, Number);
    return Digits.size() + 1;
  }
  size_t End = T.starts_with("|") ? T.find('|', 1) : llvm::StringRef::npos;
  if (End == llvm::StringRef::npos)
    return 0;
  llvm::StringRef Inner = T.slice(1, End);
  Digits = Inner.take_while([](char C) { return llvm::isDigit(C); });
  if (Inner.substr(Digits.size()).starts_with("$"))
    Digits.getAsInteger(10, Number);
  return End + 1;
}

// %[argument$][flags][width][.precision][length]conversion
std::vector<FormatPart> Reader::printf(bool IsBoost) {
  for (const Piece &P : Format) {
    if (P.IsHole) {
      unknown(P);
      continue;
    }
    llvm::StringRef T(P.Text);
    size_t Begin = 0;
    for (size_t I = 0; I < T.size();) {
      if (T[I] != '%') {
        ++I;
        continue;
      }
      text(P, Begin, I);
      size_t At = I++;
      if (I < T.size() && T[I] == '%') {
        text(P, I, I + 1);
        Begin = ++I;
        continue;
      }
      int Explicit = -1;
      if (size_t Length = IsBoost ? boostMarker(T.substr(I), Explicit) : 0; Length != 0) {
        bool MayCut = T.substr(I, Length).contains('.');
        argument(Lost ? -2 : Explicit > 0 ? Explicit - 1 : Next++, MayCut ? '.' : 0);
        Begin = I += Length;
        continue;
      }
      // Poco's %[0]s
      if (size_t Close = T.substr(I).starts_with("[") ? T.find(']', I) : llvm::StringRef::npos;
          Close != llvm::StringRef::npos && !T.slice(I + 1, Close).getAsInteger(10, Explicit))
        I = Close + 1;
      size_t Digits = T.substr(I).take_while([](char C) { return llvm::isDigit(C); }).size();
      if (Digits != 0 && Digits < 4 && I + Digits < T.size() && T[I + Digits] == '$') {
        T.substr(I, Digits).getAsInteger(10, Explicit);
        --Explicit;
        I += Digits + 1;
      }
      bool Cuts = false;
      while (I < T.size() && llvm::StringRef("-+ #0123456789.*'!,").contains(T[I])) {
        Cuts = Cuts || T[I] == '.';
        Next += T[I] == '*' ? 1 : 0;
        ++I;
      }
      while (I < T.size() && llvm::StringRef("hlLqjzt").contains(T[I]) && I + 1 < T.size() && llvm::isAlpha(T[I + 1]))
        ++I;
      if (I >= T.size()) {
        // It goes on in the next piece: not to be counted on.
        broken(P, At);
        Begin = I;
        break;
      }
      char Conversion = T[I++];
      int Index = Explicit >= 0 ? Explicit : Next++;
      // Of hiredis: bytes and their number.
      Next += Conversion == 'b' ? 1 : 0;
      // A text that is cut off may end anywhere.
      argument(Lost ? -2 : Index, Cuts && Conversion == 's' ? '.' : Conversion);
      Begin = I;
    }
    text(P, Begin, T.size());
  }
  return std::move(Parts);
}

// {} {0} {name} {:spec}
std::vector<FormatPart> Reader::braces() {
  for (const Piece &P : Format) {
    if (P.IsHole) {
      unknown(P);
      continue;
    }
    llvm::StringRef T(P.Text);
    size_t Begin = 0;
    for (size_t I = 0; I < T.size();) {
      if (T[I] != '{' && T[I] != '}') {
        ++I;
        continue;
      }
      text(P, Begin, I);
      if (I + 1 < T.size() && T[I + 1] == T[I]) {
        text(P, I + 1, I + 2);
        Begin = I += 2;
        continue;
      }
      unsigned Depth = 0;
      size_t End = I;
      for (; End < T.size(); ++End) {
        Depth += T[End] == '{' ? 1 : 0;
        if (T[End] == '}' && --Depth == 0)
          break;
      }
      if (T[I] == '}' || End >= T.size()) {
        broken(P, I);
        Begin = T.size();
        break;
      }
      auto [Name, Spec] = T.slice(I + 1, End).split(':');
      int Index = -1;
      if (Name.empty())
        argument(Lost ? -2 : Next++, 0);
      else if (!Name.getAsInteger(10, Index))
        argument(Index, 0);
      else
        argument(-2, 0);
      Parts.back().Name = Name.str();
      // Width and precision may be arguments, too; text may be cut off.
      Next += static_cast<int>(Spec.count("{}"));
      Parts.back().Conversion = Spec.contains('.') ? '.' : 0;
      Begin = I = End + 1;
    }
    text(P, Begin, T.size());
  }
  return std::move(Parts);
}

// $0 ... $9, $$
std::vector<FormatPart> Reader::dollar() {
  for (const Piece &P : Format) {
    if (P.IsHole) {
      Parts.push_back({P, -1, 0, {}});
      continue;
    }
    llvm::StringRef T(P.Text);
    size_t Begin = 0;
    for (size_t I = 0; I + 1 < T.size();) {
      if (T[I] != '$' || (T[I + 1] != '$' && !llvm::isDigit(T[I + 1]))) {
        ++I;
        continue;
      }
      text(P, Begin, I);
      if (T[I + 1] == '$')
        text(P, I, I + 1);
      else
        argument(T[I + 1] - '0', 0);
      Begin = I += 2;
    }
    text(P, Begin, T.size());
  }
  return std::move(Parts);
}

// %1 ... %99, %L1: the lowest numbers first.
std::vector<FormatPart> Reader::qt(unsigned Arguments) {
  auto Marker = [](llvm::StringRef T, size_t I, int &Number) -> size_t {
    size_t Skip = I + 1 < T.size() && T[I + 1] == 'L' ? 2 : 1;
    llvm::StringRef Digits = T.substr(I + Skip).take_while([](char C) { return llvm::isDigit(C); }).take_front(2);
    return Digits.empty() || Digits.getAsInteger(10, Number) ? 0 : Skip + Digits.size();
  };
  std::set<int> Numbers;
  int Number = 0;
  for (const Piece &P : Format)
    for (size_t I = 0; I < P.Text.size(); ++I)
      if (P.Text[I] == '%' && Marker(P.Text, I, Number) != 0)
        Numbers.insert(Number);
  std::vector<int> Replaced(Numbers.begin(), Numbers.end());
  if (Replaced.size() > Arguments)
    Replaced.resize(Arguments);
  for (const Piece &P : Format) {
    if (P.IsHole) {
      Parts.push_back({P, -1, 0, {}});
      continue;
    }
    size_t Begin = 0;
    for (size_t I = 0; I < P.Text.size();) {
      size_t Length = P.Text[I] == '%' ? Marker(P.Text, I, Number) : 0;
      auto It = Length == 0 ? Replaced.end() : std::find(Replaced.begin(), Replaced.end(), Number);
      if (It == Replaced.end()) {
        ++I;
        continue;
      }
      text(P, Begin, I);
      argument(static_cast<int>(It - Replaced.begin()), 0);
      Begin = I += Length;
    }
    text(P, Begin, P.Text.size());
  }
  return std::move(Parts);
}

std::vector<FormatPart> partsOf(model::FormatStyle Style, const std::vector<Piece> &Format, unsigned Arguments) {
  Reader R(Format);
  switch (Style) {
  case model::FormatStyle::Printf:
    return R.printf(false);
  case model::FormatStyle::Boost:
    return R.printf(true);
  case model::FormatStyle::Dollar:
    return R.dollar();
  case model::FormatStyle::Braces:
    return R.braces();
  case model::FormatStyle::Qt:
    return R.qt(Arguments);
  }
  return {};
}

} // namespace tenantscan::strings
