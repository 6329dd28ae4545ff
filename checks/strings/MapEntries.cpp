//===- MapEntries.cpp - What a class puts into one of its maps ------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A registry of statements is a map that a constructor fills. What is taken out of it is one
// of the texts that are put in, by whatever method.
//
//===----------------------------------------------------------------------===//
#include "checks/strings/MapEntries.h"

#include "checks/model/ApiMatcher.h"
#include "checks/strings/Climb.h"
#include "checks/strings/Evaluator.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace tenantscan::strings {

QualType mappedType(QualType Map) {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Map.getNonReferenceType()->getAsCXXRecordDecl());
  static constexpr llvm::StringLiteral Names[] = {"map", "unordered_map", "multimap", "flat_map", "flat_hash_map", "node_hash_map", "QMap", "QHash"};
  if (Class == nullptr || Class->getIdentifier() == nullptr || !llvm::is_contained(Names, Class->getName()) || Class->getTemplateArgs().size() < 2 ||
      Class->getTemplateArgs()[1].getKind() != TemplateArgument::Type)
    return {};
  return Class->getTemplateArgs()[1].getAsType();
}

namespace {

/// Looks through one function.
struct MapUses {
  const FieldDecl *Map;
  const FunctionDecl *Where;
  std::vector<MapEntry> &Out;
  const ASTContext &AST = Map->getASTContext();
  llvm::SmallVector<const Stmt *, 32> Above = {};
  bool IsOther = false;

  void add(const Expr *Key, const Expr *Value) {
    if (Key == nullptr || Value == nullptr)
      IsOther = true;
    else
      Out.push_back({Key, Value, Where});
  }
  // A braced list of pairs.
  void addAll(const Expr *List) {
    const auto *Construction = dyn_cast<CXXConstructExpr>(List->IgnoreUnlessSpelledInSource());
    if (Construction != nullptr && Construction->getNumArgs() == 0)
      return;
    std::vector<const Expr *> Elements = listedIn(List);
    IsOther = IsOther || Elements.empty();
    for (const Expr *Element : Elements)
      add(partOf(Element, 0), partOf(Element, 1));
  }

  // `map.emplace(key, value)`, `map.insert({key, value})`
  void call(const CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    llvm::StringRef Name = plainName(Method);
    static constexpr llvm::StringLiteral Harmless[] = {"erase", "clear", "remove", "reserve", "rehash", "take", "squeeze"};
    // What is written through an iterator is seen where its `second` is.
    static constexpr llvm::StringLiteral Leading[] = {"find", "begin", "end", "lower_bound", "upper_bound"};
    static constexpr llvm::StringLiteral Putting[] = {"emplace", "insert", "try_emplace", "insert_or_assign"};
    if (Method == nullptr || Method->isConst() || llvm::is_contained(Harmless, Name) ||
        (Method->getParent()->isInStdNamespace() && llvm::is_contained(Leading, Name)))
      return;
    if (!llvm::is_contained(Putting, Name))
      IsOther = IsOther || (Name != "at" && Name != "value") || !isRead(3);
    else if (Call->getNumArgs() == 2)
      add(Call->getArg(0), Call->getArg(1));
    else if (Call->getNumArgs() == 1)
      add(partOf(Call->getArg(0), 0), partOf(Call->getArg(0), 1));
    else
      IsOther = true;
  }

  // Whether what is so many steps above the map only looks at what is below.
  bool isRead(size_t Steps) const {
    const Stmt *Parent = Above.size() >= Steps ? Above[Above.size() - Steps] : nullptr;
    if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Parent))
      return Cast->getCastKind() == CK_LValueToRValue || Cast->getType().isConstQualified();
    // A method of the text.
    if (const auto *Member = dyn_cast_or_null<MemberExpr>(Parent)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      return Method != nullptr && Method->isConst();
    }
    const auto *Copy = dyn_cast_or_null<CXXConstructExpr>(Parent);
    return Copy != nullptr && Copy->getConstructor()->isCopyConstructor();
  }

  // `for (const auto &[key, value] : map)`
  bool isLookedThrough(const Stmt *Declaration) const {
    return llvm::any_of(Above, [&](const Stmt *S) {
      const auto *Loop = dyn_cast<CXXForRangeStmt>(S);
      return Loop != nullptr && Loop->getRangeStmt() == Declaration &&
             (!Loop->getLoopVariable()->getType()->isReferenceType() || isReadOnly(Loop->getLoopVariable()->getType()));
    });
  }

  void use(const MemberExpr *Here) {
    const Stmt *Parent = Above.empty() ? nullptr : Above.back();
    const Stmt *Next = Above.size() > 1 ? Above[Above.size() - 2] : nullptr;
    if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Parent); Cast != nullptr && Cast->getType().isConstQualified())
      return;
    if (const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Next); Call != nullptr && isa<MemberExpr>(Parent))
      return call(Call);
    const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(Parent);
    const auto *Method = Operator == nullptr ? nullptr : dyn_cast_or_null<CXXMethodDecl>(Operator->getDirectCallee());
    if (Method != nullptr && Operator->getOperator() == OO_Subscript) {
      // map[key] = value
      const auto *Assignment = dyn_cast_or_null<CXXOperatorCallExpr>(Next);
      const auto *Plain = dyn_cast_or_null<BinaryOperator>(Next);
      if (Assignment != nullptr && Assignment->getOperator() == OO_Equal && Assignment->getArg(0)->IgnoreParens() == Operator)
        add(Operator->getArg(1), Assignment->getArg(1));
      else if (Plain != nullptr && Plain->getOpcode() == BO_Assign && Plain->getLHS()->IgnoreParens() == Operator)
        add(Operator->getArg(1), Plain->getRHS());
      else
        IsOther = IsOther || (!Method->isConst() && !isRead(2));
    } else if (Method != nullptr && Operator->getOperator() == OO_Equal && Operator->getArg(0)->IgnoreParenImpCasts() == Here) {
      addAll(Operator->getArg(1));
    } else if (!isLookedThrough(Parent)) {
      IsOther = true;
    }
  }

  void see(const Stmt *S) {
    if (S == nullptr || IsOther)
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(S); Member != nullptr && Member->getMemberDecl() == Map)
      use(Member);
    const auto *Part = dyn_cast<MemberExpr>(S);
    if (Part != nullptr && Part->getMemberDecl()->getDeclName().isIdentifier() && Part->getMemberDecl()->getName() == "second" &&
        !Part->getType().isConstQualified() && AST.hasSameUnqualifiedType(Part->getType(), mappedType(Map->getType())) && !isRead(1))
      IsOther = true;
    Above.push_back(S);
    for (const Stmt *Child : S->children())
      see(Child);
    Above.pop_back();
  }
};

} // namespace

bool differ(const Expr *A, const Expr *B, const ASTContext &AST) {
  A = A->IgnoreUnlessSpelledInSource();
  B = B->IgnoreUnlessSpelledInSource();
  if (A->isValueDependent() || B->isValueDependent() || !A->getType()->isIntegralOrEnumerationType() || !B->getType()->isIntegralOrEnumerationType())
    return false;
  Expr::EvalResult X;
  Expr::EvalResult Y;
  return A->EvaluateAsInt(X, AST) && B->EvaluateAsInt(Y, AST) && X.Val.getInt().getExtValue() != Y.Val.getInt().getExtValue();
}

std::optional<std::vector<MapEntry>> entriesOf(const FieldDecl *Map) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Map->getParent());
  if (Class == nullptr || Map->getAccess() != AS_private || Class->isTemplated() || Class->isUnion())
    return std::nullopt;
  std::vector<MapEntry> Entries;
  auto Look = [&](const FunctionDecl *F) {
    const FunctionDecl *Body = nullptr;
    if (F->isImplicit() || F->isDefaulted() || F->isDeleted() || F->isPureVirtual())
      return true;
    if (!F->hasBody(Body))
      return isa<CXXMethodDecl>(F) && cast<CXXMethodDecl>(F)->isConst() && !Map->isMutable();
    MapUses Uses{Map, Body, Entries};
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Body))
      for (const CXXCtorInitializer *Init : Constructor->inits()) {
        if (Init->getMember() != Map)
          Uses.see(Init->getInit());
        else if (!isa<CXXDefaultInitExpr>(Init->getInit()))
          Uses.addAll(Init->getInit());
      }
    Uses.see(Body->getBody());
    return !Uses.IsOther;
  };
  for (const Decl *D : Class->decls()) {
    // Others that may touch it, and nested classes.
    if (isa<FriendDecl>(D) || isa<FunctionTemplateDecl>(D) || (isa<CXXRecordDecl>(D) && !cast<CXXRecordDecl>(D)->isInjectedClassName()))
      return std::nullopt;
    if (const auto *F = dyn_cast<FunctionDecl>(D); F != nullptr && !Look(F))
      return std::nullopt;
  }
  if (Map->hasInClassInitializer() && Map->getInClassInitializer() != nullptr) {
    MapUses Uses{Map, nullptr, Entries};
    Uses.addAll(Map->getInClassInitializer());
    if (Uses.IsOther)
      return std::nullopt;
  }
  return Entries;
}

} // namespace tenantscan::strings
