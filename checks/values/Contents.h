//===- Contents.h - Is the tenant in this value? ------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_CONTENTS_H
#define TENANTSCAN_CHECKS_VALUES_CONTENTS_H

#include "checks/values/Origins.h"

namespace tenantscan::values {

/// Behind the USR of a function in Slot::Function and ResultFlow::Function: what is in the document that it returns;
/// in ValueSource::Parameter also that of a document that it is given.
inline constexpr char DocumentOf[] = "\x02"
                                     "document";

/// Whether the result of a function called so has in it what its object and arguments have.
bool isSerialising(llvm::StringRef Name);

/// Takes from a value of Contents::of() which document it is, as a slot that callers or results
/// fill in; nullopt where it is none.
std::optional<Slot> takeDocument(ValueSource &Value);

/// Tells whether a value has the tenant in it: a list or a struct with its
/// fields, a JSON document that is built field by field, what any of them is
/// serialised to, and what a lambda captures.
class Contents {
public:
  Contents(clang::ASTContext &AST, model::ApiMatcher &Apis, Origins &Values, const model::Project &P) : AST(AST), Apis(Apis), Values(Values), P(P) {}

  /// Tenant where a part of the value is the tenant. Otherwise Holds says whether
  /// it may be in there all the same; where a document of another unit, or one that
  /// the function is given, is all that it is made of, Parameter says which one.
  ValueSource of(const clang::Expr *E);
  /// The same where it is used, at \p Place.
  ValueSource of(const clang::Expr *E, const clang::Expr *Place) { return Values.unlessChecked(of(E), E, Place); }
  /// What the document is that a function returns, an object of a library that is none of text: JSON, perhaps.
  ValueSource returnedBy(const clang::FunctionDecl *F);
  static bool isDocument(clang::QualType T, const clang::ASTContext &AST, const model::Project &P);
  /// Whether a function that is given one may send it: it has a method that writes it down.
  static bool isGivenDocument(const clang::ParmVarDecl *Parameter, const clang::ASTContext &AST, const model::Project &P);
  bool isTenantType(clang::QualType T) const { return Values.isTenantType(T); }

private:
  ValueSource visit(const clang::Expr *E);
  ValueSource visitParts(llvm::ArrayRef<const clang::Expr *> Parts, const clang::Expr *Whole);
  ValueSource visitList(const clang::InitListExpr *List);
  ValueSource visitLambda(const clang::LambdaExpr *Lambda);
  ValueSource visitCall(const clang::CallExpr *Call);
  ValueSource visitVariable(const clang::VarDecl *Variable, const clang::Expr *Use);
  /// The ways to the end of a function, together.
  std::optional<ValueSource> visitReturned(const clang::FunctionDecl *F);
  /// The call of a function of another unit that makes the document that is all there is in a value, or the
  /// parameter that it is.
  std::pair<const clang::CallExpr *, const clang::ParmVarDecl *> documentIn(const clang::Expr *E);
  /// Whether nothing that the function puts into a variable has to do with the tenant.
  bool isOnlyStamped(const clang::VarDecl *Document, const clang::FunctionDecl *Function);
  /// What a function of the project in sight returns for what it is given here.
  std::optional<ValueSource> visitBody(const model::Call &C);
  ValueSource byType(clang::QualType T, ValueSource Otherwise);
  /// What \p S is as the value of a field or a key called \p Name.
  ValueSource ofKey(llvm::StringRef Name, ValueSource S) const;
  /// A value that something called \p Name is given.
  ValueSource named(llvm::StringRef Name, const clang::Expr *Value);

  /// What is put into a variable, one statement after the other.
  struct Write {
    const clang::Expr *Whole;
    /// Fields and keys on the way to the part that is written.
    std::vector<std::string> Names;
    llvm::SmallVector<const clang::Expr *, 2> Values;
    /// Not on every way through the function.
    bool IsConditional;
    /// The variable is handed to a function that may do anything to it.
    bool IsUnknown;
  };
  using Writes = llvm::DenseMap<const clang::VarDecl *, std::vector<Write>>;
  const Writes &writesOf(const clang::FunctionDecl *Function);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  Origins &Values;
  const model::Project &P;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Writes>> Functions;
  llvm::SmallPtrSet<const clang::Decl *, 8> Active;
  /// What the parameters of the functions that are looked into were given.
  llvm::DenseMap<const clang::ParmVarDecl *, const clang::Expr *> Given;
  unsigned Depth = 0;
  unsigned Visited = 0;
};

} // namespace tenantscan::values

#endif
