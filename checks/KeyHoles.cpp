//===- KeyHoles.cpp - Whose the unknown parts of keys are -----------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/KeySites.h"

#include "checks/CallGraph.h"
#include "checks/Places.h"
#include "checks/model/Words.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"

#include <set>

using namespace clang;

namespace tenantscan {

using Kind = ValueSource::Kind;
using Part = ValueSource::Part;

// A call that gives its object, or its first argument, in another form.
static bool isForm(const CallExpr *Call, const Expr *Of) {
  static const model::WordList &Unwraps = model::wordList("unwraps"), &Conversions = model::wordList("conversions"),
                               &Begins = model::wordList("conversionBegins");
  const FunctionDecl *F = Call->getDirectCallee();
  if (F == nullptr)
    return false;
  std::string Name = F->getNameAsString();
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getCallee() == Of && (isa<CXXConversionDecl>(F) || Unwraps.contains(Name));
  return Call->getNumArgs() != 0 && Call->getArg(0) == Of && (Conversions.contains(Name) || Begins.begins(Name));
}

static std::string nameOf(const Expr *To) {
  To = To->IgnoreUnlessSpelledInSource()->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(To))
    return isa<VarDecl>(Reference->getDecl()) ? Reference->getDecl()->getNameAsString() : std::string();
  const auto *Member = dyn_cast<MemberExpr>(To);
  return Member != nullptr && isa<FieldDecl>(Member->getMemberDecl()) ? Member->getMemberDecl()->getNameAsString() : std::string();
}

// `std::string user_id = message["from"]`: the name of what keeps an expression; empty where nothing does.
static std::string keptAs(const Expr *E, ASTContext &AST) {
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 24; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return {};
    const auto *Child = Node.get<Expr>();
    Node = Parents[0];
    if (const auto *V = Node.get<VarDecl>())
      return isa<ParmVarDecl>(V) ? std::string() : V->getNameAsString();
    if (const auto *Binary = Node.get<BinaryOperator>())
      return Binary->getOpcode() == BO_Assign && Binary->getRHS() == Child ? nameOf(Binary->getLHS()) : std::string();
    if (const auto *Operator = Node.get<CXXOperatorCallExpr>()) {
      if (Operator->getOperator() == OO_Equal && Operator->getNumArgs() == 2 && Operator->getArg(1) == Child)
        return nameOf(Operator->getArg(0));
      if (Operator->getOperator() != OO_Star)
        return {};
    } else if (const auto *Choice = Node.get<AbstractConditionalOperator>()) {
      if (Choice->getCond() == Child)
        return {};
    } else if (const auto *Call = Node.get<CallExpr>()) {
      if (!isForm(Call, Child))
        return {};
    } else if (const auto *Construction = Node.get<CXXConstructExpr>()) {
      if (Construction->getNumArgs() == 0 || Construction->getArg(0) != Child)
        return {};
    } else if (Node.get<CastExpr>() == nullptr && Node.get<MaterializeTemporaryExpr>() == nullptr && Node.get<CXXBindTemporaryExpr>() == nullptr &&
               Node.get<ExprWithCleanups>() == nullptr && Node.get<MemberExpr>() == nullptr && Node.get<ParenExpr>() == nullptr) {
      return {};
    }
  }
  return {};
}

static const FunctionDecl *functionAround(const Expr *E, ASTContext &AST) {
  DynTypedNode Node = DynTypedNode::create(*E);
  for (unsigned Steps = 0; Steps < 200; ++Steps) {
    DynTypedNodeList Parents = AST.getParents(Node);
    if (Parents.empty())
      return nullptr;
    Node = Parents[0];
    if (const auto *F = Node.get<FunctionDecl>())
      return F;
  }
  return nullptr;
}

// The call of \p F in an expression, or in what a local variable that it refers to begins with.
static const CallExpr *callOf(const FunctionDecl *F, const Stmt *S, unsigned Depth = 0) {
  if (S == nullptr || Depth > 24)
    return nullptr;
  const FunctionDecl *Definition = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(S);
      Call != nullptr && Call->getDirectCallee() != nullptr && Call->getDirectCallee()->hasBody(Definition) && Definition == F)
    return Call;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S))
    if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl() && !V->isStaticLocal())
      return callOf(F, V->getInit(), Depth + 8);
  for (const Stmt *Child : S->children())
    if (const CallExpr *Found = callOf(F, Child, Depth + 1))
      return Found;
  return nullptr;
}

// `Parts().add("invoice").add(id).join()`: the call in the arguments whose function has an unknown part of the
// text in its body; null for what is in the function of the site itself.
static const CallExpr *makerOf(const Expr *Hole, const model::Call &C, const FunctionDecl *Around, ASTContext &AST) {
  const FunctionDecl *F = functionAround(Hole, AST);
  if (F == nullptr || Around == nullptr || F->getCanonicalDecl() == Around->getCanonicalDecl())
    return nullptr;
  for (const Expr *Argument : C.Arguments)
    if (const CallExpr *Call = callOf(F, Argument))
      return Call;
  return nullptr;
}

static bool isWithoutHoles(const strings::Alternative &A) {
  return llvm::none_of(A.Pieces, [](const strings::Piece &P) { return P.IsHole; });
}

static std::string knownText(const strings::Alternative &A) {
  std::string Text;
  for (const strings::Piece &P : A.Pieces)
    Text += P.Text;
  return Text;
}

// What the name of the variable or field that keeps a value says of it.
void KeySites::nameHole(TextPiece &Piece, const std::string &Name) const {
  static const model::WordList &Unwraps = model::wordList("unwraps");
  ValueSource &S = Piece.Value;
  model::NameKind Named = P.Names.kindOf(Name);
  if (P.Names.isTenantItself(Name)) {
    S.What = Kind::Tenant;
    // Where it is made is no longer asked.
    Piece.From = Slot();
  } else if (S.What == Kind::Unknown && S.Holds == Part::Maybe && Piece.From.What == Slot::Kind::None && P.Names.isDescriptive(Name)) {
    S.What = Named == model::NameKind::OtherId ? Kind::OtherId : Kind::Unknown;
    S.Holds = Part::None;
  }
  if (S.What == Kind::Tenant || Unwraps.contains(Piece.Name) || llvm::StringRef(Piece.Name).starts_with("operator"))
    Piece.Name = Name;
}

static bool isKnown(const ValueSource &S) { return S.What != Kind::Unknown && S.What != Kind::OtherId; }

void KeySites::settle(const strings::AbstractString &From, std::vector<SourceText> &Texts, const model::Call &C, const FunctionDecl *Around) {
  std::vector<std::string> WithTenant;
  std::vector<bool> IsMade(Texts.size());
  for (size_t I = 0; I < Texts.size(); ++I) {
    std::vector<TextPiece> Settled;
    const FunctionDecl *Whole = nullptr;
    for (size_t K = 0; K < Texts[I].Pieces.size(); ++K) {
      TextPiece Piece = std::move(Texts[I].Pieces[K]);
      const Expr *E = From[I].Pieces[K].Source != nullptr ? From[I].Pieces[K].Source : From[I].Pieces[K].Literal;
      // A part of what is settled as a whole.
      if (Whole != nullptr && E != nullptr && functionAround(E, AST) == Whole)
        continue;
      Whole = nullptr;
      if (Piece.IsHole && E != nullptr) {
        // Key(ctx).add(id).str(), of another unit.
        const auto *Made = dyn_cast<CXXMemberCallExpr>(E->IgnoreUnlessSpelledInSource());
        if (Piece.Value.What == Kind::Tenant && Piece.From.What == Slot::Kind::Result && Made != nullptr &&
            Held.of(Made->getImplicitObjectArgument()).What == Kind::Tenant)
          Piece.From = Slot();
        bool IsKept = From[I].Pieces[K].Keeper != nullptr;
        const CallExpr *Maker = isKnown(Piece.Value) && !IsKept ? nullptr : makerOf(E, C, Around, AST);
        bool IsClients = Piece.Value.What == Kind::Client;
        std::string Name = isKnown(Piece.Value) && !IsClients ? std::string() : keptAs(E, AST);
        // req.get_param_value("user") is better known by the variable that keeps it, unless that says it were the tenant.
        if (IsClients && !Name.empty() && P.Names.kindOf(Name) != model::NameKind::Tenant)
          Piece.Name = Name;
        if (IsClients)
          Name.clear();
        if (Name.empty() && Maker != nullptr)
          Name = keptAs(Maker, AST);
        if (!Name.empty())
          nameHole(Piece, Name);
        if (Maker != nullptr && Piece.Value.What == Kind::Tenant)
          WithTenant.push_back(knownText(From[I]));
        bool IsOpen = Piece.Value.What == Kind::Unknown && Piece.Value.Holds != Part::None && Piece.From.What == Slot::Kind::None;
        ValueSource S = Maker != nullptr && IsOpen ? Held.of(Maker) : ValueSource();
        if (S.What == Kind::Tenant || S.Holds == Part::None) {
          Piece.Value = std::move(S);
          Piece.Name.clear();
          Piece.At = Piece.Value.At;
          Whole = functionAround(E, AST);
          IsMade[I] = true;
        }
      }
      Settled.push_back(std::move(Piece));
    }
    Texts[I].Pieces = std::move(Settled);
  }
  // A text that is the same but for the tenant, which was not found, makes no key. A loop that is settled as a whole counts once.
  std::set<std::string> Seen;
  std::vector<SourceText> Left;
  for (size_t I = 0; I < Texts.size(); ++I)
    if ((!isWithoutHoles(From[I]) || !llvm::is_contained(WithTenant, knownText(From[I]))) && (!IsMade[I] || Seen.insert(keyOf(Texts[I])).second))
      Left.push_back(std::move(Texts[I]));
  Texts = std::move(Left);
}

// `template <class E> void emit(const E &event)`: the call that gives the event, as the first of its type.
void KeySites::moveToUse(KeySite &Site, const FunctionDecl *Around) const {
  const FunctionDecl *Pattern = Around == nullptr || Around->getPrimaryTemplate() == nullptr ? nullptr : Around->getTemplateInstantiationPattern();
  SourceLocation Use = Around == nullptr ? SourceLocation() : Around->getPointOfInstantiation();
  if (Pattern == nullptr || Use.isInvalid() || !isProjectCode(Use, AST.getSourceManager(), P) || Pattern->getNumParams() != Around->getNumParams())
    return;
  bool IsOfType = false;
  for (unsigned I = 0; I < Pattern->getNumParams(); ++I) {
    QualType T = Around->getParamDecl(I)->getType().getNonReferenceType();
    const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
    IsOfType = IsOfType || (Pattern->getParamDecl(I)->getType()->isDependentType() && Class != nullptr &&
                            isProjectCode(Class->getLocation(), AST.getSourceManager(), P));
  }
  if (!IsOfType || !isMissing(Site))
    return;
  Site.Way.insert(Site.Way.begin(), handedOver(Site));
  Site.Call = tokenPlace(Use, AST);
  Site.Callee = model::qualifiedName(Around);
}

} // namespace tenantscan
