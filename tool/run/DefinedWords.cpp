//===- DefinedWords.cpp - What a file may define --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/DefinedWords.h"

#include "tool/unit/RawWord.h"

#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <utility>
#include <vector>

using namespace clang;

namespace tenantscan {

namespace {

/// A function is defined by its name, parentheses, and a brace before the next semicolon; in
/// C there may be declarations of the parameters before the brace.
class DefinitionLexer {
public:
  DefinitionLexer(llvm::StringRef Text, llvm::function_ref<MacroKind(llvm::StringRef)> Kind)
      : Options(rawLanguage()), L(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end()), Kind(Kind) {}

  std::optional<std::set<std::string>> lex() {
    for (L.LexFromRawLexer(T); T.isNot(tok::eof);) {
      if (T.is(tok::hash) && T.isAtStartOfLine()) {
        // In the branches of #if parentheses need not be even.
        if (!Open.empty())
          return std::nullopt;
        endAll();
        do
          L.LexFromRawLexer(T);
        while (T.isNot(tok::eof) && !T.isAtStartOfLine());
        continue;
      }
      if (!note())
        return std::nullopt;
      Before = T.getKind();
      L.LexFromRawLexer(T);
    }
    endAll();
    return Open.empty() ? std::optional(std::move(Found)) : std::nullopt;
  }

private:
  struct Parenthesis {
    /// What stands in it is given to a macro.
    bool IsGiven = false;
    /// The word before it.
    std::string Word;
  };
  /// A word whose parentheses are closed.
  struct Head {
    std::string Word;
    /// How many are open around it.
    size_t Depth = 0;
    bool HasWords = false; ///< Behind it.
    bool HasEnded = false; ///< By a semicolon.
  };

  bool isGiven() const { return !Open.empty() && Open.back().IsGiven; }

  void endAll() {
    if (!Word.empty())
      Found.insert(std::exchange(Word, {}));
    for (Head &H : Heads)
      Found.insert(std::move(H.Word));
    Heads.clear();
  }

  // What stands directly behind a call, and not behind the head of a function.
  bool isBehindCall() const {
    return T.isOneOf(tok::comma, tok::equalequal, tok::exclaimequal, tok::less, tok::lessequal, tok::greater, tok::greaterequal, tok::plus) ||
           T.isOneOf(tok::minus, tok::star, tok::slash, tok::percent, tok::pipe, tok::pipepipe, tok::period, tok::r_square, tok::lessless,
                     tok::greatergreater);
  }

  // Whether the token says that the head defines nothing.
  bool endsHead(Head &H) {
    if (H.HasEnded)
      return T.is(tok::r_brace) || (T.is(tok::l_brace) && Before != tok::semi);
    if (Open.size() > H.Depth)
      return false;
    H.HasWords = H.HasWords || T.is(tok::raw_identifier);
    H.HasEnded = T.is(tok::semi);
    return T.is(tok::r_brace) || (!H.HasWords && (T.is(tok::semi) || (Before == tok::r_paren && isBehindCall())));
  }

  void followHeads() {
    llvm::erase_if(Heads, [&](Head &H) { return endsHead(H); });
    // The latter may be a trigraph.
    bool IsBrace = T.is(tok::l_brace) || (T.is(tok::question) && Before == tok::question);
    if (IsBrace || (T.is(tok::raw_identifier) && !Heads.empty() && Kind(cleanWord(T.getRawIdentifier())) == MacroKind::Braced)) {
      for (Head &H : Heads)
        Found.insert(std::move(H.Word));
      Heads.clear();
    }
  }

  // False where nobody knows what the text is.
  bool note() {
    followHeads();
    if (T.is(tok::l_paren)) {
      // What a macro makes may be another's name.
      bool IsMacro = Before == tok::r_paren || (!Word.empty() && Kind(Word) != MacroKind::None);
      if (isGiven() && !Word.empty())
        Found.insert(Word);
      Open.push_back({isGiven() || IsMacro, std::exchange(Word, {})});
      return true;
    }
    if (!Word.empty())
      Found.insert(std::exchange(Word, {}));
    if (T.is(tok::r_paren))
      return close();
    if (T.isNot(tok::raw_identifier))
      return true;
    std::string Clean = cleanWord(T.getRawIdentifier());
    MacroKind Macro = Kind(Clean);
    // object.word(1), object->word(1)
    if (Macro != MacroKind::None || isGiven() || (Before != tok::period && Before != tok::arrow))
      Word = std::move(Clean);
    return Macro != MacroKind::Uneven;
  }

  bool close() {
    if (Open.empty())
      return false;
    std::string Name = std::move(Open.back().Word);
    Open.pop_back();
    // if (word(1)) {
    if (Name == "if" || Name == "while" || Name == "switch" || Name == "for")
      llvm::erase_if(Heads, [&](const Head &H) { return H.Depth > Open.size(); });
    // int (word(int)) {
    for (Head &H : Heads)
      H.Depth = std::min(H.Depth, Open.size());
    if (!Name.empty())
      Heads.push_back({std::move(Name), Open.size()});
    return true;
  }

  LangOptions Options;
  Lexer L;
  Token T;
  llvm::function_ref<MacroKind(llvm::StringRef)> Kind;
  std::set<std::string> Found;
  tok::TokenKind Before = tok::eof;
  /// The last token, where it is a word that may be one.
  std::string Word;
  std::vector<Head> Heads;
  std::vector<Parenthesis> Open;
};

} // namespace

std::optional<std::set<std::string>> definableWords(llvm::StringRef Text, llvm::function_ref<MacroKind(llvm::StringRef)> Kind) {
  return DefinitionLexer(Text, Kind).lex();
}

} // namespace tenantscan
