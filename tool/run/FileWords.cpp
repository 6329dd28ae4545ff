//===- FileWords.cpp - The words of source files --------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/FileWords.h"

#include "checks/model/Words.h"
#include "tool/unit/RawWord.h"

#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

#include <algorithm>
#include <tuple>

using namespace clang;

namespace tenantscan {

static WordTable::Meaning meaningOf(llvm::StringRef Name, const model::TenantNames &Names) {
  static const model::WordList &Workers = model::wordList("workers"), &Jobs = model::wordList("jobs"), &Works = model::wordList("works"),
                               &Binds = model::wordList("binds"), &Scopes = model::wordList("scopes"), &Verbs = model::wordList("cacheVerbs");
  WordTable::Meaning M;
  std::vector<std::string> Words = model::wordsOf(std::string_view(Name));
  if (Words.empty())
    return M;
  M.IsHeader = model::requestPart(std::string_view(Name)) == "header";
  M.IsWorker = Workers.contains(Words.back()) || Jobs.contains(Words.back());
  M.IsWork = Works.contains(Words.front());
  M.IsCache = llvm::is_contained(Words, "cache");
  M.IsAccess = Name == "operator" || Verbs.fitsFirst(std::string_view(Name));
  M.IsBinding = (Binds.contains(Words.front()) || Scopes.contains(Words.back())) && Names.mayMention(std::string_view(Name));
  return M;
}

uint32_t WordTable::numberOf(llvm::StringRef Word) {
  auto [It, IsNew] = Numbers.try_emplace(Word, static_cast<uint32_t>(Spellings.size()));
  if (IsNew) {
    Spellings.push_back(It->getKey());
    Meanings.push_back(meaningOf(Word, Names));
    Tenants.push_back(Names.mayMention(std::string_view(Word)) || Names.isTenantType(std::string_view(Word)));
  }
  return It->second;
}

namespace {

class WordLexer {
public:
  WordLexer(llvm::StringRef Text, WordTable &Table)
      : Table(Table), Options(rawLanguage()), L(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end()) {
    T.startToken();
  }

  FileWords lex() {
    next();
    while (T.isNot(tok::eof)) {
      if (T.is(tok::hash) && T.isAtStartOfLine()) {
        next();
        if (T.is(tok::raw_identifier) && T.getRawIdentifier() == "define")
          define();
        else if (T.is(tok::raw_identifier) && T.getRawIdentifier().starts_with("include"))
          skipFileName();
        else if (T.is(tok::raw_identifier))
          Conditions += T.getRawIdentifier().starts_with("if") ? 1 : T.getRawIdentifier() == "endif" ? -1 : 0;
        continue;
      }
      note();
      next();
    }
    endCache();
    llvm::sort(Out.Words);
    Out.Words.erase(std::unique(Out.Words.begin(), Out.Words.end()), Out.Words.end());
    auto Has = [&](bool WordTable::Meaning::*Said) { return llvm::any_of(Out.Words, [&](uint32_t Word) { return Table.meaning(Word).*Said; }); };
    Out.HasRequestClass = Out.HasRequestClass && Has(&WordTable::Meaning::IsHeader);
    Out.HasWorker = Has(&WordTable::Meaning::IsWorker) && Has(&WordTable::Meaning::IsWork);
    Out.HasBinding = Has(&WordTable::Meaning::IsBinding);
    return std::move(Out);
  }

private:
  void next() {
    Before = T.getKind();
    InTemplate = InTemplate && Before != tok::semi;
    L.LexFromRawLexer(T);
  }
  llvm::StringRef spelling() const {
    const char *After = L.getBufferLocation();
    return {After - T.getLength(), T.getLength()};
  }
  size_t position() const { return static_cast<size_t>(spelling().data() - L.getBuffer().data()); }

  void noteClass(llvm::StringRef Word) {
    static const model::WordList &Requests = model::wordList("requests");
    bool IsCache = llvm::is_contained(model::wordsOf(std::string_view(Word)), "cache");
    if (IsTemplate && IsCache && !IsInCache)
      Cache = FileWords::CacheClass{Table.numberOf(Word), {}};
    Out.HasCacheMethods = Out.HasCacheMethods || IsCache;
    Out.HasRequestClass = Out.HasRequestClass || Requests.fitsLast(std::string_view(Word));
  }

  uint32_t add(llvm::StringRef Word) {
    uint32_t Number = Table.numberOf(Word);
    Out.Words.push_back(Number);
    if (IsInCache)
      Cache->Body.push_back(Number);
    Out.NamesTenant = Out.NamesTenant || Table.isTenant(Number);
    Out.SpeaksOfTenant = Out.SpeaksOfTenant || Table.isTenant(Number);
    return Number;
  }

  // What the class template that was named last has between its braces. In branches of #if
  // they need not be even.
  void followBraces() {
    if (!Cache)
      return;
    if (T.is(tok::l_brace)) {
      if (!IsInCache)
        Braces = Conditions = 0;
      IsInCache = true;
      ++Braces;
    } else if (IsInCache && T.is(tok::r_brace)) {
      --Braces;
      if (Braces <= 0 && Conditions <= 0)
        endCache();
    } else if (!IsInCache && T.is(tok::semi)) {
      Cache.reset();
    }
  }

  void endCache() {
    if (IsInCache)
      Out.CacheClasses.push_back(std::move(*Cache));
    IsInCache = false;
    Cache.reset();
  }

  // Returns the word that the token is, or has behind it.
  std::optional<uint32_t> note() {
    followBraces();
    // TitleCache::find, name_cache.find(name), name_cache[name]
    Out.HasCacheMethods = Out.HasCacheMethods || (IsAfterCache && T.isOneOf(tok::coloncolon, tok::period, tok::l_square));
    IsAfterCache = false;
    if (T.is(tok::raw_identifier)) {
      std::string Clean;
      llvm::StringRef Word = T.getRawIdentifier();
      if (T.needsCleaning() || T.hasUCN()) {
        Clean = cleanWord(Word);
        Out.IsOdd = Out.IsOdd || Clean.empty();
        Word = Clean;
      }
      bool IsClass = Word == "class" || Word == "struct";
      if (Word == "template") {
        InTemplate = true;
        MakesTemplates = MakesTemplates || IsInMacro;
      } else if (IsClass) {
        SinceClass = 0;
        // In `template <class K, class V> class Cache` a comma stands before a parameter.
        IsTemplate = MakesTemplates || (InTemplate && Before != tok::less && Before != tok::comma);
        InTemplate = InTemplate && !IsTemplate;
      } else if (SinceClass < MaxWordsToName && ++SinceClass != 0 && !Word.starts_with("_"))
        noteClass(Word);
      uint32_t Number = add(Word);
      IsAfterCache = Table.meaning(Number).IsCache;
      return Number;
    }
    if (tok::isLiteral(T.getKind())) {
      llvm::StringRef Text = spelling();
      if (tok::isStringLiteral(T.getKind()))
        Out.SpeaksOfTenant = Out.SpeaksOfTenant || Table.speaksOfTenant(Text);
      llvm::StringRef Suffix = Text.rtrim("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
      if (T.hasUDSuffix())
        return add(Text.substr(Suffix.size()));
    }
    return std::nullopt;
  }

  // `<thread>` is no word. What a macro stands for is not known here.
  void skipFileName() {
    next();
    if (T.is(tok::less) && !T.isAtStartOfLine())
      do
        next();
      while (T.isNot(tok::eof) && !T.isAtStartOfLine());
  }

  // From the word `define` to the end of the line.
  void define() {
    next();
    if (T.isNot(tok::raw_identifier) || T.isAtStartOfLine())
      return;
    llvm::SaveAndRestore Macro(IsInMacro, true);
    FileWords::Macro M;
    M.Name = *note();
    std::vector<std::string> Parameters{"__VA_ARGS__"};
    next();
    if (T.is(tok::l_paren) && !T.hasLeadingSpace() && !T.isAtStartOfLine()) {
      for (next(); T.isNot(tok::r_paren) && T.isNot(tok::eof) && !T.isAtStartOfLine(); next())
        if (T.is(tok::raw_identifier))
          Parameters.push_back(T.getRawIdentifier().str());
      if (T.is(tok::r_paren))
        next();
    }
    // The operands of one chain of ##.
    std::vector<std::optional<std::string>> Chain;
    std::optional<std::optional<std::string>> Last;
    bool IsPasting = false;
    auto EndChain = [&] {
      if (Chain.size() > 1)
        M.Pasted.push_back(Chain);
      Chain.clear();
    };
    int Parentheses = 0;
    M.Begin = M.End = position();
    for (; T.isNot(tok::eof) && !T.isAtStartOfLine(); M.End = position() + T.getLength(), next()) {
      Parentheses += T.is(tok::l_paren) ? 1 : T.is(tok::r_paren) ? -1 : 0;
      M.IsUneven = M.IsUneven || Parentheses < 0;
      M.HasBraces = M.HasBraces || T.isOneOf(tok::l_brace, tok::r_brace);
      if (T.is(tok::hashhash)) {
        if (Chain.empty() && Last)
          Chain.push_back(*Last);
        IsPasting = true;
        continue;
      }
      std::optional<uint32_t> Word = note();
      bool IsParameter = T.is(tok::raw_identifier) && llvm::is_contained(Parameters, T.getRawIdentifier().str());
      if (Word && !IsParameter)
        M.Body.push_back(*Word);
      std::optional<std::optional<std::string>> Operand;
      if (IsParameter)
        Operand.emplace(std::nullopt);
      else if (T.is(tok::raw_identifier) || T.is(tok::numeric_constant))
        Operand.emplace(spelling().str());
      if (IsPasting) {
        if (Operand && !Chain.empty())
          Chain.push_back(*Operand);
        else
          EndChain();
      } else {
        EndChain();
      }
      IsPasting = false;
      Last = Operand;
    }
    EndChain();
    M.IsUneven = M.IsUneven || Parentheses != 0;
    Out.Macros.push_back(std::move(M));
  }

  /// `class EXPORT alignas(64) Name`
  static constexpr unsigned MaxWordsToName = 3;

  WordTable &Table;
  LangOptions Options;
  Lexer L;
  Token T;
  FileWords Out;
  tok::TokenKind Before = tok::eof;
  /// Behind `template`, and before what it is a template of.
  bool InTemplate = false;
  bool IsInMacro = false;
  /// A macro stands for the beginning of a template: any class may be one.
  bool MakesTemplates = false;
  /// The last class is a template.
  bool IsTemplate = false;
  std::optional<FileWords::CacheClass> Cache;
  bool IsInCache = false;
  int Braces = 0;
  int Conditions = 0;
  bool IsAfterCache = false;
  unsigned SinceClass = MaxWordsToName;
};

} // namespace

namespace {

/// A word of a declaration.
struct DeclaredWord {
  /// Empty for the name of another type or of a space.
  std::string Text;
  /// What comes behind it.
  tok::TokenKind Next = tok::eof;
  /// In how many parentheses, and in how many <> within these, it stands.
  unsigned Depth = 0;
  unsigned Angles = 0;
  /// A macro is given it, which may make anything of it.
  bool IsGiven = false;
};

using Declaration = std::vector<DeclaredWord>;

} // namespace

// What a declaration names that has the class as its type, or as a part of it: `Class &Name`,
// `std::vector<Class> Name, Other`. What stands in more parentheses, an object is made of.
static void addDeclared(const Declaration &D, llvm::StringRef Class, const IdentifierTable &Keywords, std::set<std::string> &Names) {
  for (size_t At = 0; At < D.size(); ++At) {
    bool IsType =
        D[At].Text == Class &&
        (D[At].IsGiven || D[At].Angles > 0 ||
         llvm::is_contained({tok::raw_identifier, tok::amp, tok::ampamp, tok::star, tok::less, tok::coloncolon, tok::ellipsis}, D[At].Next));
    for (size_t I = At + 1; IsType && I < D.size(); ++I) {
      if (!D[I].IsGiven && (D[I].Angles > 0 || D[I].Depth > D[At].Depth))
        continue;
      // The next parameter has a type of its own.
      if (D[I].Text.empty() && !D[I].IsGiven)
        break;
      if (auto Known = Keywords.find(D[I].Text); D[I].Text != Class && (Known == Keywords.end() || Known->second->getTokenID() == tok::identifier))
        Names.insert(D[I].Text);
    }
  }
}

void companionsOf(llvm::StringRef Class, llvm::StringRef Text, bool OnlyNamed, llvm::function_ref<bool(llvm::StringRef)> IsMacro,
                  std::set<std::string> &Companions, std::set<std::string> &Aliases) {
  LangOptions Options = rawLanguage();
  IdentifierTable Keywords(Options);
  Lexer L(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end());
  // The classes around, empty for other braces.
  std::vector<std::string> Around;
  Declaration Statement;
  // Of each parenthesis that is open, how many <> are open before it, and whether it is a macro's.
  std::vector<std::pair<unsigned, bool>> Open;
  unsigned Angles = 0;
  bool IsGiven = false;
  auto Names = [&](llvm::StringRef Word) { return [Word](const DeclaredWord &W) { return W.Text == Word; }; };
  auto Finish = [&](bool OpensBrace) {
    std::string Defined;
    for (size_t I = 0; I + 1 < Statement.size(); ++I)
      if (OpensBrace && (Statement[I].Text == "class" || Statement[I].Text == "struct" || Statement[I].Text == "union"))
        Defined = std::find_if(Statement.begin() + static_cast<std::ptrdiff_t>(I) + 1, Statement.end() - 1, [](const DeclaredWord &W) {
                    return !W.Text.empty();
                  })->Text;
    auto At = llvm::find_if(Statement, Names(Class));
    auto Using = llvm::find_if(Statement, Names("using"));
    bool IsNamed = At != Statement.end();
    if (IsNamed && Using < At) {
      // `using Name = Class`; `using space::Class` gives it no other name.
      if (const std::string &Name = std::next(Using)->Text; !Name.empty() && Name != Class)
        Aliases.insert(Name);
    } else if (IsNamed && OnlyNamed && !Defined.empty() && Defined != Class) {
      // class Name : public Class {
      Aliases.insert(Defined);
    } else if (IsNamed && (OnlyNamed || Statement.front().Text == "typedef")) {
      addDeclared(Statement, Class, Keywords, OnlyNamed && Statement.front().Text != "typedef" ? Companions : Aliases);
    } else if (IsNamed && Defined != Class && !llvm::is_contained(Around, Class)) {
      for (const DeclaredWord &W : Statement)
        if (W.Text != Class && Keywords.get(W.Text).getTokenID() == tok::identifier)
          Companions.insert(W.Text);
      for (const std::string &Outer : Around)
        if (!Outer.empty())
          Companions.insert(Outer);
    }
    Statement.clear();
    Open.clear();
    Angles = 0;
    IsGiven = false;
    if (OpensBrace)
      Around.push_back(Defined);
  };
  auto IsHead = [](llvm::StringRef Word) { return Word == "using" || Word == "typedef" || Word == "class" || Word == "struct" || Word == "union"; };
  bool IsAfterWord = false;
  Token T;
  do {
    L.LexFromRawLexer(T);
    while (T.is(tok::hash) && T.isAtStartOfLine())
      do
        L.LexFromRawLexer(T);
      while (T.isNot(tok::eof) && !T.isAtStartOfLine());
    if (IsAfterWord) {
      DeclaredWord &Last = Statement.back();
      Last.Next = T.getKind();
      // The name of a type or a space; of Class, something that is no object.
      if (T.isOneOf(tok::raw_identifier, tok::coloncolon, tok::star, tok::amp, tok::ampamp, tok::less, tok::greater) &&
          (Last.Text != Class || T.is(tok::coloncolon)) && !IsHead(Last.Text) && !(T.is(tok::raw_identifier) && T.getRawIdentifier() == "final"))
        Last.Text.clear();
    }
    Angles += IsAfterWord && T.is(tok::less) ? 1 : 0;
    bool IsCall = IsAfterWord && T.is(tok::l_paren);
    IsAfterWord = T.is(tok::raw_identifier);
    if (IsAfterWord) {
      Statement.push_back({cleanWord(T.getRawIdentifier()), tok::eof, static_cast<unsigned>(Open.size()), Angles, IsGiven});
    } else if (T.isOneOf(tok::greater, tok::greatergreater)) {
      Angles -= std::min(Angles, T.is(tok::greater) ? 1U : 2U);
    } else if (T.isOneOf(tok::l_paren, tok::l_square)) {
      Open.emplace_back(std::exchange(Angles, 0), IsGiven);
      IsGiven = IsGiven || (IsCall && IsMacro(Statement.back().Text));
    } else if (T.isOneOf(tok::r_paren, tok::r_square) && !Open.empty()) {
      std::tie(Angles, IsGiven) = Open.back();
      Open.pop_back();
    } else if (T.is(tok::l_brace)) {
      Finish(true);
    } else if (T.is(tok::semi) || T.is(tok::r_brace) || T.is(tok::eof)) {
      Finish(false);
      if (T.is(tok::r_brace) && !Around.empty())
        Around.pop_back();
    }
  } while (T.isNot(tok::eof));
}

std::set<std::string> argumentsOf(llvm::StringRef Text, llvm::function_ref<WordKind(llvm::StringRef)> Kind) {
  LangOptions Options = rawLanguage();
  Lexer L(SourceLocation(), Options, Text.begin(), Text.begin(), Text.end());
  std::set<std::string> Given;
  // The words of the outermost call of a macro that is open, with its name.
  std::set<std::string> Call;
  bool IsWanted = false;
  // Of the parentheses that are open, whether a macro's name stands before them.
  std::vector<bool> Open;
  size_t Calls = 0;
  std::string Before;
  for (Token T;;) {
    L.LexFromRawLexer(T);
    if (T.is(tok::eof))
      break;
    if (T.is(tok::l_paren)) {
      bool IsCall = !Before.empty() && Kind(Before) != WordKind::Other;
      if (IsCall && Calls++ == 0)
        Call = {Before};
      if (IsCall)
        IsWanted = IsWanted || Kind(Before) == WordKind::Wanted;
      Open.push_back(IsCall);
    } else if (T.is(tok::r_paren) && !Open.empty()) {
      if (Open.back() && --Calls == 0) {
        if (IsWanted)
          Given.merge(Call);
        Call.clear();
        IsWanted = false;
      }
      Open.pop_back();
    }
    Before.clear();
    if (T.is(tok::raw_identifier)) {
      Before = cleanWord(T.getRawIdentifier());
      if (Calls > 0) {
        Call.insert(Before);
        IsWanted = IsWanted || Kind(Before) == WordKind::Wanted;
      }
    }
  }
  // What is not closed.
  if (IsWanted)
    Given.merge(Call);
  return Given;
}

FileWords wordsOfFile(llvm::StringRef Text, WordTable &Table) { return WordLexer(Text, Table).lex(); }

} // namespace tenantscan
