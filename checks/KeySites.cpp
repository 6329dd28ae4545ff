//===- KeySites.cpp - Calls with keys and messages ------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/KeySites.h"

#include "checks/KeyUse.h"
#include "checks/Places.h"
#include "checks/TenantAbsence.h"
#include "checks/model/RedisCommands.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>

using namespace clang;

namespace tenantscan {

static bool hasWordEnds(const strings::AbstractString &Text) {
  return llvm::any_of(Text, [](const strings::Alternative &A) {
    return llvm::any_of(A.Pieces, [](const strings::Piece &P) { return P.Text.find(WordEnd) != std::string::npos; });
  });
}

// What a connection is called: a variable, a member, or the function that gives it.
static const Decl *connectionOf(const model::Call &C) {
  const Expr *E = C.Object != nullptr ? C.Object : C.Arguments.empty() ? nullptr : C.Arguments.front();
  for (unsigned Steps = 0; E != nullptr && Steps < 8; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      return Reference->getDecl();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      return Member->getMemberDecl();
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E); Call != nullptr && Call->getNumArgs() == 0)
      E = Call->getImplicitObjectArgument();
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
      E = Operator->getArg(0);
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    else if (const auto *Call = dyn_cast<CallExpr>(E))
      return Call->getDirectCallee();
    else
      return nullptr;
  }
  return nullptr;
}

void KeySites::noteSelection(const model::Call &C, const Expr *Value) {
  const Decl *Connection = connectionOf(C);
  if (Connection == nullptr)
    return;
  bool IsTenant = Value != nullptr && Held.of(Value).What == ValueSource::Kind::Tenant;
  Selections.push_back({Connection->getCanonicalDecl(), C.Expression, IsTenant ? Value : nullptr});
}

// The block that a statement is run in, if it is run whenever the block is.
static const Stmt *blockOf(const Expr *E, ASTContext &AST) {
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 40; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    if (const auto *Block = Node.get<CompoundStmt>())
      return Block;
    if (Node.get<AbstractConditionalOperator>() != nullptr || Node.get<IfStmt>() != nullptr || Node.get<SwitchStmt>() != nullptr)
      return nullptr;
  }
  return nullptr;
}

static bool isWithin(const Expr *E, const Stmt *Block, ASTContext &AST) {
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 200; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    Node = Parents[0];
    if (Node.get<CompoundStmt>() == Block)
      return true;
  }
  return false;
}

// The value that the last selection before the call has the tenant in, where it
// comes before the call on every way.
const Expr *KeySites::selectedFor(const model::Call &C) {
  const Decl *Connection = Selections.empty() ? nullptr : connectionOf(C);
  const Expr *Found = nullptr;
  if (Connection == nullptr)
    return Found;
  for (const Selection &S : Selections) {
    if (S.Connection != Connection->getCanonicalDecl())
      continue;
    const Stmt *Block = blockOf(S.Call, AST);
    Found = Block != nullptr && isWithin(C.Expression, Block, AST) ? S.Tenant : nullptr;
  }
  return Found;
}

bool KeySites::isTenantIdentifier(const Expr *E) {
  static const model::WordList &Identifiers = model::wordList("identifiers");
  QualType T = E->getType().getNonReferenceType();
  const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
  bool IsIdentifier = T->isIntegralOrEnumerationType() || Apis.isText(T) ||
                      (Class != nullptr && Class->getIdentifier() != nullptr && Identifiers.fitsLast(std::string_view(Class->getName())));
  return IsIdentifier && Held.of(E).What == ValueSource::Kind::Tenant;
}

// caches_[ctx.tenant_id].get(id), cache_of(tenant).get(id), auto &cache = caches.at(tenant): the cache of a
// tenant. What is read or written by a key on the way, as in a pipeline, is not got by it.
const Expr *KeySites::objectOfTenant(const model::Call &C, const model::KeyApi &K) {
  const Expr *E = C.Object != nullptr || C.Arguments.empty() || Apis.argument(C, K.Argument) == C.Arguments.front() ? C.Object : C.Arguments.front();
  for (unsigned Steps = 0; E != nullptr && Steps < 12; ++Steps) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
    if (const auto *Call = dyn_cast<CallExpr>(E)) {
      model::Call Inner = model::Call::of(Call);
      if (Inner.Callee == nullptr)
        return nullptr;
      if (Apis.matchKey(Inner) == nullptr && llvm::any_of(Inner.Arguments, [this](const Expr *Argument) { return isTenantIdentifier(Argument); }))
        return E;
      E = Inner.Object;
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      if (isTenantIdentifier(Element->getIdx()))
        return Element->getIdx();
      E = Element->getBase();
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      E = Member->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else {
      const auto *Reference = dyn_cast<DeclRefExpr>(E);
      const auto *Variable = Reference == nullptr ? nullptr : dyn_cast<VarDecl>(Reference->getDecl());
      E = Variable != nullptr && Variable->isLocalVarDecl() && !Variable->isStaticLocal() ? Variable->getInit() : nullptr;
    }
  }
  return nullptr;
}

// Sockets that send a message in several parts say so: ZMQ_SNDMORE.
bool KeySites::isSentInParts(const model::Call &C) {
  const SourceManager &SM = AST.getSourceManager();
  auto SaysMore = [&](const CallExpr *Call) {
    CharSourceRange Range = CharSourceRange::getTokenRange(SM.getExpansionRange(Call->getSourceRange()).getAsRange());
    return Lexer::getSourceText(Range, SM, AST.getLangOpts()).contains_insensitive("sndmore");
  };
  auto Find = [&](auto &&Self, const Stmt *S) -> bool {
    if (S == nullptr)
      return false;
    if (const auto *Call = dyn_cast<CallExpr>(S);
        Call != nullptr && Call->getDirectCallee() != nullptr && Call->getDirectCallee()->getDeclName() == C.Callee->getDeclName() && SaysMore(Call))
      return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) { return Self(Self, Child); });
  };
  DynTypedNode Node = DynTypedNode::create(*C.Expression);
  for (unsigned Steps = 0; Steps < 200; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return false;
    Node = Parents[0];
    if (const auto *F = Node.get<FunctionDecl>())
      return F->getBody() != nullptr && Find(Find, F->getBody());
  }
  return false;
}

// `multi_tenant`, `isolated`: whether there are tenants at all.
static bool isMode(llvm::StringRef Name) {
  static const model::WordList &Modes = model::wordList("modes");
  return Modes.fits(std::string_view(Name));
}

bool KeySites::asksForTenant(const Stmt *Condition) {
  if (Condition == nullptr)
    return false;
  const ValueDecl *D = nullptr;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Condition))
    D = Reference->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(Condition))
    D = Member->getMemberDecl();
  if (D != nullptr && D->getDeclName().isIdentifier() &&
      (P.Names.kindOf(std::string_view(D->getName())) == model::NameKind::Tenant || Held.isTenantType(D->getType()) || isMode(D->getName())))
    return true;
  return llvm::any_of(Condition->children(), [&](const Stmt *Child) { return asksForTenant(Child); });
}

bool KeySites::hasTenant(const strings::Alternative &A) {
  return llvm::any_of(A.Pieces, [&](const strings::Piece &Piece) {
    return Piece.IsHole && Piece.Source != nullptr && Held.of(Piece.Source).What == ValueSource::Kind::Tenant;
  });
}

// Whether the tenant is in none of the keys of a text.
bool KeySites::isMissing(const KeySite &Site) const {
  return llvm::any_of(Site.Texts, [&](const SourceText &Text) {
    return llvm::any_of(keyUses(Site, Text, P.Names), [](const KeyUse &U) { return U.Names == KeyUse::Tenancy::None; });
  });
}

// A template is looked at as it is instantiated, where it is.
static bool isInstantiatedElsewhere(const FunctionDecl *F) {
  const FunctionTemplateDecl *Template = F == nullptr ? nullptr : F->getDescribedFunctionTemplate();
  return Template != nullptr && llvm::any_of(Template->specializations(), [](const FunctionDecl *Each) { return Each->hasBody(); });
}

std::vector<strings::AbstractString> KeySites::add(const model::Call &C, const model::KeyApi &K, const FunctionDecl *Around) {
  if (isInstantiatedElsewhere(Around))
    return {};
  const std::string Function = Around == nullptr ? std::string() : model::qualifiedName(Around);
  using Takes = model::KeyApi::Takes;
  std::vector<strings::AbstractString> Added;
  if (K.What == Takes::Prefix) {
    // An enumerator of another name may have the same value.
    auto IsNamed = [&](const Expr *E) {
      const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
      const auto *Given = Reference == nullptr ? nullptr : dyn_cast<EnumConstantDecl>(Reference->getDecl());
      const auto *Enum = Given == nullptr ? nullptr : dyn_cast<EnumDecl>(Given->getDeclContext());
      return Enum != nullptr && llvm::any_of(Enum->enumerators(), [&](const EnumConstantDecl *Other) {
               return Other->getNameAsString() == K.Command && Other->getInitVal() == Given->getInitVal();
             });
    };
    if (K.Command.empty() || llvm::any_of(C.Arguments, IsNamed))
      noteSelection(C, Apis.argument(C, K.Argument));
    return Added;
  }
  const Expr *Selected = K.What == Takes::Message ? nullptr : selectedFor(C);
  if (Selected == nullptr && K.What != Takes::Message)
    Selected = objectOfTenant(C, K);
  auto Record = [&](strings::AbstractString Text, const Expr *Whole) {
    KeySite Site;
    Site.What = K.What == Takes::Key                          ? KeySite::Kind::Key
                : K.What == Takes::Message                    ? KeySite::Kind::Message
                : K.What == Takes::Words || hasWordEnds(Text) ? KeySite::Kind::Words
                                                              : KeySite::Kind::Command;
    Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
    Site.Callee = model::qualifiedName(C.Callee);
    Site.Function = Function;
    // Where there is no tenant, its key has none either.
    if (Text.size() > 1)
      for (strings::Alternative &A : Text)
        if (llvm::any_of(A.Stops, [&](const strings::Stop &S) { return S.Condition != nullptr && asksForTenant(S.Condition); }) && !hasTenant(A))
          A = Strings.unknown(Whole).front();
    if (isWithoutTenant(C.Expression, AST, [this](const Stmt *Condition) { return asksForTenant(Condition); }))
      for (strings::Alternative &A : Text)
        if (!hasTenant(A))
          A = Strings.unknown(Whole).front();
    Site.Texts = sourceTexts(Text, AST, [this, &C](const Expr *E) { return Held.of(E, C.Expression); });
    // A key of an empty list is a key.
    for (SourceText &T : Site.Texts)
      T.Needs.clear();
    settle(Text, Site.Texts, C, Around);
    if (Site.What == KeySite::Kind::Message)
      moveToUse(Site, Around);
    else if (isMissing(Site))
      Site.Splices = Tenants.splicesIn(Text, Around);
    Out.Keys.push_back(std::move(Site));
    Added.push_back(std::move(Text));
  };
  const Expr *Argument = K.What == Takes::Key ? Apis.argument(C, K.Argument) : nullptr;
  // Several keys at once.
  if (Argument != nullptr && Selected == nullptr && !Apis.isText(Argument->getType()))
    if (std::vector<const Expr *> Keys = elementsOf(Argument);
        !Keys.empty() && llvm::all_of(Keys, [&](const Expr *E) { return Apis.isText(E->getType()); })) {
      for (const Expr *Key : Keys)
        Record(Strings.evaluate(Key), Key);
      return Added;
    }
  strings::AbstractString Text = textOf(C, K);
  const Expr *Whole = Apis.argument(C, K.Argument) != nullptr ? Apis.argument(C, K.Argument) : C.Expression;
  // A list of words that is made elsewhere.
  if (Text.empty())
    Text = Strings.unknown(Whole);
  if (K.IsPart && isSentInParts(C))
    Text = Strings.unknown(C.Expression);
  // SELECT n: a database of its own.
  if (const strings::Alternative &First = Text.front(); (K.What == Takes::Command || K.What == Takes::Words) && First.Pieces.size() > 1 &&
                                                        !First.Pieces.front().IsHole &&
                                                        llvm::StringRef(First.Pieces.front().Text).trim(" \x1f").equals_insensitive("select")) {
    noteSelection(C, First.Pieces[1].IsHole ? First.Pieces[1].Source : nullptr);
    return Added;
  }
  if (Selected != nullptr) {
    KeySite Site;
    Site.Call = tokenPlace(C.Expression->getExprLoc(), AST);
    Site.Callee = model::qualifiedName(C.Callee);
    Site.Function = Function;
    Site.Texts = sourceTexts(Strings.unknown(Selected), AST, [this](const Expr *E) { return Held.of(E); });
    Out.Keys.push_back(std::move(Site));
    return Added;
  }
  Record(std::move(Text), Whole);
  return Added;
}

} // namespace tenantscan
