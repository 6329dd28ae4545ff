//===- KeyArguments.cpp - What calls with keys and messages are given -----===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/KeySites.h"

#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"

#include <algorithm>

using namespace clang;

namespace tenantscan {

// The elements of a list, as far as it is written in one place.
std::vector<const Expr *> KeySites::elementsOf(const Expr *List) {
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    List = List->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Braces = dyn_cast<InitListExpr>(List))
      return {Braces->inits().begin(), Braces->inits().end()};
    if (const auto *Standard = dyn_cast<CXXStdInitializerListExpr>(List)) {
      List = Standard->getSubExpr();
    } else if (const auto *Construction = dyn_cast<CXXConstructExpr>(List); Construction != nullptr && Construction->getNumArgs() != 0) {
      List = Construction->getArg(0);
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(List);
               Call != nullptr && Call->getMethodDecl() != nullptr && Call->getMethodDecl()->getNameAsString() == "data") {
      List = Call->getImplicitObjectArgument();
    } else if (const auto *Reference = dyn_cast<DeclRefExpr>(List)) {
      const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
      bool IsWhole = Variable != nullptr && Variable->isLocalVarDecl() && Variable->getInit() != nullptr &&
                     (Variable->getType()->isArrayType() || Variable->getType().isConstQualified());
      if (!IsWhole)
        return {};
      List = Variable->getInit();
    } else {
      return {};
    }
  }
  return {};
}

// "EVAL %s 1 %s": where the format itself is known, its blanks end the words, and not those of what is filled in.
static void endWords(strings::AbstractString &Format) {
  for (const strings::Alternative &A : Format)
    for (const strings::Piece &P : A.Pieces)
      if (P.IsHole || A.Pieces.size() != 1 || llvm::StringRef(P.Text).starts_with(" ") || llvm::StringRef(P.Text).contains("  "))
        return;
  for (strings::Alternative &A : Format)
    for (strings::Piece &P : A.Pieces)
      std::replace(P.Text.begin(), P.Text.end(), ' ', WordEnd);
}

// What is assigned to the pointers in a variable of a struct.
static void findPointers(const Stmt *S, const VarDecl *Struct, llvm::SmallVectorImpl<const Expr *> &Out) {
  if (S == nullptr)
    return;
  if (const auto *Assignment = dyn_cast<BinaryOperator>(S); Assignment != nullptr && Assignment->getOpcode() == BO_Assign)
    if (const auto *Member = dyn_cast<MemberExpr>(Assignment->getLHS()->IgnoreParens()); Member != nullptr && Member->getType()->isPointerType())
      if (const auto *Object = dyn_cast<DeclRefExpr>(Member->getBase()->IgnoreParenImpCasts()); Object != nullptr && Object->getDecl() == Struct)
        Out.push_back(Assignment->getRHS());
  for (const Stmt *Child : S->children())
    findPointers(Child, Struct, Out);
}

// amqp_bytes_t bytes = {body.size(), body.data()}; bytes.bytes = body.data(): the text that a struct of a library
// has a pointer to; null for others.
const Expr *KeySites::pointedTo(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  const auto *Struct = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
  const RecordDecl *Record = E->getType()->getAsRecordDecl();
  const auto *Around = Struct == nullptr ? nullptr : dyn_cast_or_null<FunctionDecl>(Struct->getParentFunctionOrMethod());
  if (Record == nullptr || Around == nullptr || !Struct->isLocalVarDecl() || Struct->isStaticLocal() ||
      isProjectCode(Record->getLocation(), AST.getSourceManager(), P))
    return nullptr;
  llvm::SmallVector<const Expr *, 2> Pointers;
  if (const auto *List = dyn_cast_or_null<InitListExpr>(Struct->getInit()))
    for (const Expr *Init : List->inits())
      if (Init->getType()->isPointerType() && !isa<ImplicitValueInitExpr>(Init))
        Pointers.push_back(Init);
  findPointers(Around->getBody(), Struct, Pointers);
  const Expr *Only = Pointers.size() == 1 ? Pointers.front()->IgnoreParenCasts() : nullptr;
  return Only != nullptr && Apis.isText(Only->getType()) ? Only : nullptr;
}

// amqp_cstring_bytes(body.c_str()), Buffer(body): the text that a library wraps; otherwise the expression itself.
const Expr *KeySites::unwrapped(const Expr *E) {
  static const model::WordList &Serialises = model::wordList("serialises");
  const Expr *Bare = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (Apis.isText(E->getType()))
    return E;
  // Given as a copy of it.
  if (const auto *Copy = dyn_cast<CXXConstructExpr>(Bare); Copy != nullptr && Copy->getConstructor()->isCopyOrMoveConstructor())
    Bare = Copy->getArg(0)->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const Expr *Text = pointedTo(Bare))
    return Text;
  if (!isa<CallExpr, CXXConstructExpr>(Bare))
    return E;
  model::Call C = model::Call::of(Bare);
  bool Wraps = C.Callee != nullptr && !isProjectCode(C.Callee->getLocation(), AST.getSourceManager(), P) &&
               (isa<CXXConstructorDecl>(C.Callee) || Serialises.fits(C.Callee->getNameAsString()));
  return Wraps && C.Object == nullptr && C.Arguments.size() == 1 && Apis.isText(C.Arguments.front()->getType()) ? C.Arguments.front() : E;
}

// RdKafka::Topic *: of an object that stands for where a message goes nothing is known.
static bool isTopic(const Expr *E) {
  const CXXRecordDecl *Class = E->getType()->getPointeeCXXRecordDecl();
  return Class != nullptr && Class->getDeclName().isIdentifier() && model::wordsOf(std::string_view(Class->getName())).back() == "topic";
}

// static_cast<int>(body.size()): how long a part is says nothing of whose it is.
static bool isLength(const Expr *E) { return E->getType()->isIntegerType() && strings::measuredBy(E->IgnoreParenCasts()) != nullptr; }

// words.data(), &words[0]
static const Expr *listBehind(const Expr *Argument) {
  Argument = Argument->IgnoreUnlessSpelledInSource()->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Argument); Address != nullptr && Address->getOpcode() == UO_AddrOf)
    if (const auto *First = dyn_cast<CXXOperatorCallExpr>(Address->getSubExpr()->IgnoreParenImpCasts());
        First != nullptr && First->getOperator() == OO_Subscript && isa<IntegerLiteral>(First->getArg(1)->IgnoreParenImpCasts()))
      return First->getArg(0);
  const auto *Data = dyn_cast<CXXMemberCallExpr>(Argument);
  return Data != nullptr && Data->getMethodDecl() != nullptr && Data->getMethodDecl()->getNameAsString() == "data" ? Data->getImplicitObjectArgument()
                                                                                                                   : Argument;
}

// A list of words as a command.
static strings::AbstractString withWordEnds(strings::AbstractString List) {
  for (strings::Alternative &A : List)
    for (strings::Piece &P : A.Pieces)
      if (!P.IsHole && P.Text.size() == 1 && P.Text.front() == strings::ElementEnd)
        P.Text.front() = WordEnd;
  return List;
}

// What names something in a store: a key, or the command that has it.
strings::AbstractString KeySites::textOf(const model::Call &C, const model::KeyApi &K) {
  auto Known = [&](const std::string &Text) {
    strings::Piece P;
    P.Text = Text;
    P.Source = C.Expression;
    return strings::AbstractString{{{P}, {}, {}}};
  };
  auto TextOf = [&](const Expr *E) {
    // (void *)payload.data()
    if (E->getType()->isVoidPointerType())
      E = E->IgnoreParenCasts();
    return Apis.isText(E->getType()) ? Strings.evaluate(E) : Strings.unknown(E);
  };
  auto Add = [&](strings::AbstractString &Text, const strings::AbstractString &More) { Text = Strings.concatenate(Text, More, C.Expression); };
  strings::AbstractString Text = {{{}, {}, {}}};
  if (K.What == model::KeyApi::Takes::Message) {
    for (unsigned I = 0; I < C.Arguments.size(); ++I)
      if ((llvm::is_contained(K.Parts, I) || (K.PartsFrom && I >= *K.PartsFrom)) && !isTopic(C.Arguments[I]) && !isLength(C.Arguments[I]))
        Add(Text, TextOf(unwrapped(C.Arguments[I])));
    return Text;
  }
  const Expr *Argument = Apis.argument(C, K.Argument);
  // FLUSHALL has no words behind it.
  if (Argument == nullptr)
    return K.Command.empty() ? strings::AbstractString() : Known(K.Command);
  if (K.What == model::KeyApi::Takes::Key)
    return TextOf(Argument);
  if (K.What == model::KeyApi::Takes::Command) {
    Text = Strings.evaluate(Argument);
    if (!K.TakesVaList) {
      endWords(Text);
      return Strings.format(model::FormatStyle::Printf, Text, llvm::ArrayRef(C.Arguments).drop_front(K.Argument.Index + 1), C.Expression);
    }
    for (strings::Alternative &A : Text)
      if (A.Pieces.size() == 1 && A.Pieces.front().Parameter != nullptr)
        A.Pieces.front().Formatted = model::FormatStyle::Printf;
    return Text;
  }
  std::vector<const Expr *> Words = elementsOf(Argument);
  if (K.WordsFollow)
    Words.assign(C.Arguments.begin() + K.Argument.Index, C.Arguments.end());
  if (!K.Command.empty())
    Text = Known(K.Command + WordEnd);
  if (Words.empty()) {
    const Expr *List = listBehind(Argument);
    if (!Apis.isTextList(List->getType()))
      return {};
    Add(Text, withWordEnds(Strings.evaluate(List)));
    return Text;
  }
  for (const Expr *Word : Words) {
    Add(Text, TextOf(Word));
    Add(Text, Known(std::string(1, WordEnd)));
  }
  return Text;
}

} // namespace tenantscan
