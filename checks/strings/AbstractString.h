//===- AbstractString.h - What text can this expression be? -------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_ABSTRACTSTRING_H
#define TENANTSCAN_CHECKS_STRINGS_ABSTRACTSTRING_H

#include "checks/model/RulePack.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/SmallVector.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tenantscan::strings {

struct GivenText;

/// A run of text whose bytes are known, or a hole whose content is not.
struct Piece {
  /// Empty for a hole.
  std::string Text;
  /// The literal that Text is from, beginning at its byte FirstByte; may be null.
  const clang::StringLiteral *Literal = nullptr;
  unsigned FirstByte = 0;
  /// The expression that the piece is; for a hole, the unknown one.
  const clang::Expr *Source = nullptr;
  /// For a hole: what the expression is called (`tenant_id`, `filter`).
  std::string Name;
  bool IsHole = false;
  /// For a hole: a number or an escaped literal, which cannot be SQL grammar.
  bool IsValue = false;
  /// For a hole: an escaped name, with its quotes.
  bool IsIdentifier = false;
  /// For a hole: the parameter of the enclosing function whose value, unchanged, it is.
  const clang::ParmVarDecl *Parameter = nullptr;
  /// The parameter is a format text, filled in with the arguments that follow it.
  std::optional<model::FormatStyle> Formatted;
  /// For a hole: the function of the project, defined elsewhere, whose result it is.
  const clang::FunctionDecl *Result = nullptr;
  /// It is what Result leaves in this parameter, and not the text that it returns. From MemberSlots on: in this text
  /// member of the object that it returns; of one that is a parameter: see memberSlot(); from ThisSlots on, or ChainSlots: of its own.
  /// ResultOfObject: it is what Result returns, whose object is known.
  std::optional<unsigned> Into;
  /// For a hole: the variable, or the member of any object, that other units see too, and may
  /// change.
  const clang::ValueDecl *Variable = nullptr;
  /// What the call gives the parameters of Result that are text; may be null.
  std::shared_ptr<const std::vector<GivenText>> Given;
  /// For a hole that is a list of texts: what is put between its elements once they
  /// are known; null for others.
  std::shared_ptr<const std::vector<struct Alternative>> JoinedBy;
  /// For a hole: the data member whose text it is where Function begins, of the
  /// object that Owner, a parameter of Function, is; of `*this` where Owner is null.
  const clang::FieldDecl *Field = nullptr;
  const clang::ParmVarDecl *Owner = nullptr;
  const clang::FunctionDecl *Function = nullptr;
  /// For a hole: the text member of `*this`, or of an object that is a parameter, that it is
  /// where the function HeldIn begins: see Slot::Index. Who calls it may know more of the object.
  const clang::FunctionDecl *HeldIn = nullptr;
  unsigned HeldAt = 0;
  /// For a hole: others hold a pointer to the place of the text, and may change it
  /// whenever they like.
  bool IsShared = false;
  /// For a hole: those who may hold a pointer to the place of the text are this method, whose body is in another
  /// unit. It is no text that may be there then if the method keeps none.
  const clang::FunctionDecl *Suspect = nullptr;
  /// The place was given to Suspect as this, numbered as Into, and not as a part of its own object. OwnTexts, beside
  /// Result: it is both, and known only if Result names no text of its object.
  std::optional<unsigned> SuspectAt;
  /// For a hole: its end was dropped (`text.pop_back()`); it may be empty where what it was is not.
  bool IsCut = false;
  /// For a hole: a variable that is called after the tenant and was given it, and nothing else.
  const clang::ValueDecl *Keeper = nullptr;
  /// For a hole: the variable, one that outlives its function, whose text it is where a function begins.
  const clang::VarDecl *Static = nullptr;
};

/// Stands behind each element of a list of texts, as a piece of its own.
inline constexpr char ElementEnd = '\x1e';

/// A place that holds text and is followed through a function: a variable, a data member of a local object or of
/// `*this`, or what a parameter leads to that is a pointer to a string object.
struct Cell {
  /// Null: the object is `*this`.
  const clang::VarDecl *Object = nullptr;
  /// Null: the variable itself.
  const clang::FieldDecl *Field = nullptr;

  clang::QualType type() const;
  const clang::ValueDecl *declaration() const;
  std::string name() const;
  bool operator==(const Cell &O) const { return Object == O.Object && Field == O.Field; }
};

/// A place that the text comes by on its way: a variable, a condition.
struct Stop {
  clang::SourceLocation Where;
  std::string Message;
  /// Of a branch: what decides.
  const clang::Expr *Condition = nullptr;
};

/// What has to be so for a text: of a value as its function was given it, or as a text member
/// of an object was where the function began.
struct Need {
  enum class Kind : uint8_t {
    Empty, ///< A text, or a list, with nothing in it.
    NotEmpty,
    Equal, ///< To Number: a flag, an enumerator, a number. A null pointer is 0.
    NotEqual,
    AtMost, ///< Number.
    AtLeast,
  };
  Kind What = Kind::Empty;
  int64_t Number = 0;
  /// The parameter, or the object that Field is a member of; null for `*this`.
  const clang::ParmVarDecl *Parameter = nullptr;
  const clang::FieldDecl *Field = nullptr;
  /// The function that is meant.
  const clang::FunctionDecl *Function = nullptr;
  /// As for Piece::HeldIn: who calls Function may know more of the object.
  const clang::FunctionDecl *HeldIn = nullptr;
  unsigned HeldAt = 0;

  /// Whether it asks for a number, and not whether there is a text.
  bool isAboutNumber() const { return What != Kind::Empty && What != Kind::NotEmpty; }
  /// Whether a value that is \p Value, a number, is what is needed.
  bool isFulfilledBy(int64_t Value) const;
  /// The same value, whatever is asked of it.
  bool isOfSame(const Need &O) const { return Parameter == O.Parameter && Field == O.Field && Function == O.Function; }
  bool operator==(const Need &O) const { return What == O.What && Number == O.Number && isOfSame(O); }
  bool contradicts(const Need &O) const;
};

/// One text that the expression may be.
struct Alternative {
  std::vector<Piece> Pieces;
  std::vector<Stop> Stops;
  /// Branch conditions of one function, by number, that hold where this is the
  /// text. Sorted.
  llvm::SmallVector<std::pair<unsigned, bool>, 2> Conditions;
  /// What has to be so besides.
  llvm::SmallVector<Need, 1> Needs = {};

  /// The same way and conditions, and no text yet.
  Alternative begun() const { return {{}, Stops, Conditions, Needs}; }
  /// Adds a condition; one that is there already stays as it is.
  void assume(unsigned Condition, bool IsTrue);
  /// Whether a condition is known to be \p IsTrue.
  bool assumes(unsigned Condition, bool IsTrue) const;
  /// Adds what has to be so.
  void need(const Need &N);
  /// Whether both cannot be at the same time.
  bool contradicts(const Alternative &Other) const;

  /// Nothing at all is known of the text.
  bool isUnknown() const { return Pieces.size() == 1 && Pieces.front().IsHole; }
};

/// All texts that an expression may be; never empty, at most MaxAlternatives.
using AbstractString = std::vector<Alternative>;

/// What a call gives a parameter that is text, or a list.
struct GivenText {
  unsigned Index = 0;
  /// The texts are what comes of it as a format text, with what follows it.
  std::optional<model::FormatStyle> Formatted;
  AbstractString Texts;
  /// Of a list: so many elements it has at least. One that is not of texts has only this.
  size_t LeastLength = 0;
  /// Of a flag or an enumerator, which has no text: its value, where that is a constant.
  std::optional<int64_t> Number = std::nullopt;
};

/// With more, what differs between them becomes a hole.
inline constexpr size_t MaxAlternatives = 16;

/// Plain literals, such as a table of statements that a loop goes through.
inline constexpr size_t MaxLiterals = 256;

/// \p All without repetitions, and with a hole called \p Name in place of what
/// differs where there are too many.
AbstractString bounded(AbstractString All, const std::string &Name);

/// Texts that somebody may write later, who may hold a pointer, are one, whoever that is: see Piece::Suspect.
void mergeSuspects(AbstractString &Texts);

/// Says of a hole what its function is given. A row of calls where each is given what the one before left grows with
/// every call: no more than MaxGivenPieces of what others were given before are kept, and what is longest goes first.
void give(Piece &Hole, std::vector<GivenText> Given);
inline constexpr size_t MaxGivenPieces = 64;

/// Whether two pieces are the same text from the same place, or the same hole.
bool operator==(const Piece &A, const Piece &B);
bool sameTexts(const AbstractString &A, const AbstractString &B);

/// Bytes of a piece that stand side by side in a file, on one line.
struct Stretch {
  uint32_t Offset = 0; ///< In the piece.
  uint32_t Length = 0;
  /// Of the first byte, in a file; for macros, where the literal is spelled.
  clang::SourceLocation Begin;
};

/// Where the bytes of \p P are written; empty for what is not from a literal, and
/// for literals that the preprocessor makes.
std::vector<Stretch> stretchesOf(const Piece &P, const clang::ASTContext &AST);

/// Where the piece as a whole is; may be in a macro.
clang::SourceLocation locationOf(const Piece &P);

} // namespace tenantscan::strings

template <> struct llvm::DenseMapInfo<tenantscan::strings::Cell> {
  using Cell = tenantscan::strings::Cell;
  using Pair = llvm::DenseMapInfo<std::pair<const clang::VarDecl *, const clang::FieldDecl *>>;
  static Cell of(const std::pair<const clang::VarDecl *, const clang::FieldDecl *> &P) { return {P.first, P.second}; }
  static Cell getEmptyKey() { return of(Pair::getEmptyKey()); }
  static Cell getTombstoneKey() { return of(Pair::getTombstoneKey()); }
  static unsigned getHashValue(const Cell &C) { return Pair::getHashValue({C.Object, C.Field}); }
  static bool isEqual(const Cell &A, const Cell &B) { return A == B; }
};

#endif
