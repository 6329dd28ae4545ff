//===- TenantAtHand.cpp - The tenant where a literal is written -----------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/TenantAtHand.h"

#include "checks/Places.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

#include <fmt/format.h>

using namespace clang;

namespace tenantscan {

/// A function that is larger is not searched for literals again and again.
static constexpr unsigned MaxVisits = 20000;

// What is around a literal, from the body of the function inwards.
static bool findLiteral(const Stmt *S, const StringLiteral *Literal, llvm::SmallVectorImpl<const Stmt *> &Way, unsigned &Visits) {
  // What a lambda sees is what it captures.
  if (S == nullptr || isa<LambdaExpr>(S) || ++Visits > MaxVisits)
    return false;
  Way.push_back(S);
  if (S == Literal)
    return true;
  for (const Stmt *Child : S->children())
    if (findLiteral(Child, Literal, Way, Visits))
      return true;
  Way.pop_back();
  return false;
}

static bool isWrapping(const Stmt *S) {
  return isa<ImplicitCastExpr, ParenExpr, ConstantExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr, ExprWithCleanups>(S) ||
         (isa<CXXConstructExpr>(S) && !isa<CXXTemporaryObjectExpr>(S));
}

static bool isStandardString(QualType T, llvm::StringRef Class) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *String = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
  return String != nullptr && String->isInStdNamespace() && String->getName() == Class && String->getTemplateArgs()[0].getAsType()->isCharType();
}

// How the nearest call around the literal uses it.
std::optional<Splice> TenantAtHand::spliceAt(const Path &Way) {
  const auto *Literal = cast<StringLiteral>(Way.back());
  const SourceManager &SM = AST.getSourceManager();
  if (Literal->getNumConcatenated() != 1 || Literal->getBeginLoc().isMacroID())
    return std::nullopt;
  Splice S;
  S.Literal = tokenPlace(Literal->getBeginLoc(), AST);
  // One line, no prefix, not raw.
  llvm::StringRef Token = llvm::StringRef(S.Literal.LineText).slice(S.Literal.Column - 1, S.Literal.EndColumn - 1);
  if (Token.size() < 2 || Token.front() != '"' || Token.back() != '"')
    return std::nullopt;
  size_t I = Way.size() - 1;
  while (I > 0 && isWrapping(Way[I - 1]))
    --I;
  const auto *Around = I == 0 ? nullptr : dyn_cast<CallExpr>(Way[I - 1]);
  if (Around == nullptr)
    return std::nullopt;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Around)) {
    if (Operator->getOperator() != OO_Plus || Operator->getNumArgs() != 2 || Operator->getArg(0) != Way[I] ||
        !isStandardString(Operator->getType(), "basic_string"))
      return std::nullopt;
    S.What = Splice::Kind::Joined;
    return S;
  }
  model::Call C = model::Call::of(Around);
  if (C.Callee == nullptr)
    return std::nullopt;
  std::optional<unsigned> Format;
  unsigned First = 0;
  if (const model::TextApi *T = Apis.matchText(C); T != nullptr && T->Makes == model::TextApi::Kind::Format && T->Format && !T->TakesVaList &&
                                                   (T->Style == model::FormatStyle::Printf || T->Style == model::FormatStyle::Braces)) {
    Format = T->Format;
    First = T->First;
    S.What = T->Style == model::FormatStyle::Printf ? Splice::Kind::Printf : Splice::Kind::Braces;
  } else if (const model::KeyApi *K = Apis.matchKey(C);
             K != nullptr && K->What == model::KeyApi::Takes::Command && !K->TakesVaList && Apis.argument(C, K->Argument) != nullptr) {
    Format = K->Argument.Index;
    First = K->Argument.Index + 1;
    S.What = Splice::Kind::Printf;
  }
  if (!Format || *Format >= C.Arguments.size() || !llvm::is_contained(Way, C.Arguments[*Format]))
    return std::nullopt;
  for (unsigned Index = First; Index < C.Arguments.size(); ++Index) {
    SourceLocation Begin = C.Arguments[Index]->getBeginLoc();
    if (Begin.isMacroID() || Index <= *Format)
      return std::nullopt;
    S.Arguments.push_back(placeAt(Begin, 0, SM));
  }
  return S;
}

bool TenantAtHand::spell(const Value &V, Splice &S) const {
  QualType T = V.Type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  bool IsString = isStandardString(T, "basic_string");
  bool IsView = isStandardString(T, "basic_string_view");
  bool IsPointer = T->isPointerType() && T->getPointeeType()->isCharType();
  bool IsNumber = T->isIntegerType() && !T->isBooleanType() && !T->isAnyCharacterType() && !T->isEnumeralType();
  if (!IsString && !IsView && !IsPointer && !IsNumber)
    return false;
  S.Tenant = S.Value = V.Spelling;
  switch (S.What) {
  case Splice::Kind::Joined:
    if (!IsString)
      S.Value = fmt::format("{}({})", IsNumber ? "std::to_string" : "std::string", V.Spelling);
    return true;
  case Splice::Kind::Braces:
    S.Marker = "{}";
    return true;
  case Splice::Kind::Printf:
    break;
  }
  S.Marker = "%s";
  if (IsString)
    S.Value += ".c_str()";
  else if (IsView)
    S.Value = fmt::format("std::string({}).c_str()", V.Spelling);
  else if (const auto *Number = T->getAs<BuiltinType>(); IsNumber && Number != nullptr)
    switch (Number->getKind()) {
    case BuiltinType::Int:
      S.Marker = "%d";
      break;
    case BuiltinType::UInt:
      S.Marker = "%u";
      break;
    case BuiltinType::Long:
      S.Marker = "%ld";
      break;
    case BuiltinType::ULong:
      S.Marker = "%lu";
      break;
    case BuiltinType::LongLong:
      S.Marker = "%lld";
      break;
    case BuiltinType::ULongLong:
      S.Marker = "%llu";
      break;
    default:
      return false;
    }
  return true;
}

// The value itself, or those of its members that are the tenant.
void TenantAtHand::addValues(const ValueDecl *D, const std::string &Before, std::vector<Value> &Out) {
  if (!D->getDeclName().isIdentifier() || D->getName().empty())
    return;
  auto IsTenant = [&](const NamedDecl *Named) {
    return Named->getDeclName().isIdentifier() && P.Names.isIdentifier(std::string_view(Named->getName().data(), Named->getName().size()));
  };
  std::string Spelling = Before + D->getName().str();
  Splice Any;
  if (Value V{Spelling, D->getType(), D->getName().str()}; IsTenant(D) && spell(V, Any)) {
    Out.push_back(std::move(V));
    return;
  }
  QualType T = D->getType().getNonReferenceType();
  const char *Access = T->isPointerType() ? "->" : ".";
  const CXXRecordDecl *Record = (T->isPointerType() ? T->getPointeeType() : T)->getAsCXXRecordDecl();
  if (Record == nullptr || !Record->hasDefinition())
    return;
  Record = Record->getDefinition();
  for (const FieldDecl *Field : Record->fields())
    if (Value V{Spelling + Access + Field->getNameAsString(), Field->getType(), Field->getNameAsString()};
        Field->getAccess() == AS_public && IsTenant(Field) && spell(V, Any))
      Out.push_back(std::move(V));
  for (const CXXMethodDecl *Method : Record->methods())
    if (Method->getAccess() == AS_public && Method->isConst() && Method->getNumParams() == 0 && IsTenant(Method))
      if (Value V{Spelling + Access + Method->getNameAsString() + "()", Method->getReturnType(), Method->getNameAsString()}; spell(V, Any))
        Out.push_back(std::move(V));
}

// The nearest: local variables, then parameters, then members.
std::optional<TenantAtHand::Value> TenantAtHand::tenantAt(const Path &Way, const FunctionDecl *Function) {
  std::vector<Value> Levels[3];
  for (size_t I = 0; I + 1 < Way.size(); ++I) {
    const auto *Block = dyn_cast<CompoundStmt>(Way[I]);
    if (Block == nullptr)
      continue;
    for (const Stmt *S : Block->body()) {
      if (S == Way[I + 1])
        break;
      const auto *Declarations = dyn_cast<DeclStmt>(S);
      if (Declarations == nullptr)
        continue;
      for (const Decl *D : Declarations->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D); Variable != nullptr && Variable->getInit() != nullptr)
          // What a client sent does not become the tenant by its name.
          if (Held.of(Variable->getInit()).What == ValueSource::Kind::Tenant || Held.isTenantType(Variable->getType()))
            addValues(Variable, "", Levels[0]);
    }
  }
  for (const ParmVarDecl *Parameter : Function->parameters())
    addValues(Parameter, "", Levels[1]);
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function); Method != nullptr && Method->isInstance())
    for (const FieldDecl *Field : Method->getParent()->fields())
      addValues(Field, "", Levels[2]);
  for (std::vector<Value> &Level : Levels) {
    if (Level.size() > 1)
      std::erase_if(Level, [](const Value &V) { return model::wordsOf(V.Name).back() != "id"; });
    if (Level.size() == 1)
      return std::move(Level.front());
    if (Level.size() > 1)
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Splice> TenantAtHand::splicesIn(const strings::AbstractString &Text, const FunctionDecl *Function) {
  std::vector<Splice> Splices;
  if (Function == nullptr || Function->getBody() == nullptr)
    return Splices;
  llvm::SmallPtrSet<const StringLiteral *, 8> Seen;
  for (const strings::Alternative &A : Text)
    for (const strings::Piece &Piece : A.Pieces) {
      if (Piece.Literal == nullptr || !Seen.insert(Piece.Literal).second)
        continue;
      Path Way;
      unsigned Visits = 0;
      if (!findLiteral(Function->getBody(), Piece.Literal, Way, Visits))
        continue;
      std::optional<Splice> S = spliceAt(Way);
      std::optional<Value> Tenant = S ? tenantAt(Way, Function) : std::nullopt;
      if (Tenant && spell(*Tenant, *S))
        Splices.push_back(std::move(*S));
    }
  return Splices;
}

} // namespace tenantscan
