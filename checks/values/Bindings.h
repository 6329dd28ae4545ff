//===- Bindings.h - What is bound to the placeholders -----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_VALUES_BINDINGS_H
#define TENANTSCAN_CHECKS_VALUES_BINDINGS_H

#include "checks/values/Origins.h"

namespace tenantscan::values {

/// Slot::Index of an element of a list that is a parameter.
inline constexpr unsigned elementSlot(unsigned Parameter, unsigned Element) { return (1U << 20) + 64 * Parameter + Element; }

/// Finds the values that a call of a database library binds to the placeholders
/// of its statement: in its own arguments, in an object or array that holds them,
/// by operators behind it, or by later calls on the statement object.
class Bindings {
public:
  Bindings(clang::ASTContext &AST, model::ApiMatcher &Apis, Origins &Values) : AST(AST), Apis(Apis), Values(Values) {}

  /// \p Chained: the right operands of the operators behind the call, in their
  /// order. \p Around: the function that the call is in; may be null.
  std::vector<BoundValue> of(const model::Call &C, const model::Api &A, llvm::ArrayRef<const clang::Expr *> Chained,
                             const clang::FunctionDecl *Around);
  /// The same without the question whose they are: what has an expression, and no operators behind the call.
  std::vector<BoundValue> expressions(const model::Call &C, const model::Api &A, const clang::FunctionDecl *Around);
  /// The variable that keeps the statement of a call, or what the call returns; null where there is none.
  const clang::ValueDecl *keeperOf(const model::Call &C, const clang::FunctionDecl *Around) { return statementOf(C, Around); }
  /// Whether a type is a list in which values are handed to a function that binds them.
  static bool isList(clang::QualType T);
  /// The first values of a list; those of a parameter of \p Around are what its callers give.
  std::vector<ValueSource> elements(const clang::Expr *List, const clang::FunctionDecl *Around);

private:
  BoundValue bound(const clang::Expr *E);
  using Expressions = llvm::SmallVector<const clang::Expr *, 8>;
  /// Calls and variables of a function, in the order of the source.
  struct FunctionFacts {
    std::vector<model::Call> Calls;
    std::vector<const clang::VarDecl *> Variables;
    std::vector<std::pair<const clang::ValueDecl *, const clang::Expr *>> Assigned;
    /// Elements of local arrays.
    struct Element {
      const clang::ValueDecl *Array;
      const clang::Expr *Index;
      const clang::Expr *Value;
    };
    std::vector<Element> Elements;
    /// Fields of structs in arrays, or of one struct.
    struct Field {
      const clang::ValueDecl *Array;
      /// Null: the struct is no element.
      const clang::Expr *Index;
      const clang::FieldDecl *Member;
      const clang::Expr *Value;
    };
    std::vector<Field> Fields;
    /// Calls that are not made on every way.
    llvm::SmallPtrSet<const clang::Expr *, 16> Conditional;
  };
  FunctionFacts &factsOf(const clang::FunctionDecl *F);
  bool expand(const clang::Expr *E, const model::Binding &B, const clang::FunctionDecl *Around, Expressions &Out);
  bool expandObject(const clang::Expr *E, const model::Binding &B, const clang::FunctionDecl *Around, Expressions &Out);
  Expressions elementsOf(const clang::Expr *Array, const clang::FunctionDecl *Around);
  const clang::ValueDecl *statementOf(const model::Call &C, const clang::FunctionDecl *Around);
  void addRecords(const model::Call &Bind, const clang::Expr *Records, const model::Binding &B, const clang::FunctionDecl *Around,
                  std::vector<BoundValue> &Out);
  /// A list that is made of these, and then of the elements of a parameter, if there is one.
  struct BoundList {
    Expressions Elements;
    const clang::ParmVarDecl *Parameter = nullptr;
  };
  /// So many elements of a parameter are followed.
  static constexpr unsigned MaxElements = 16;
  /// nullopt where more may be in it than can be known.
  std::optional<BoundList> listOf(const clang::Expr *E, const clang::FunctionDecl *Around, unsigned Depth = 0);
  /// The parameter of which \p Value, in a call that is made for each of them, is an element; null where it
  /// is none, or \p Number, if it is given, is not that of the element.
  const clang::ParmVarDecl *listBehind(const clang::Expr *Value, const clang::Expr *Call, const clang::Expr *Number, unsigned First,
                                       const clang::FunctionDecl *Around);
  ValueSource elementOf(const clang::ParmVarDecl *List, unsigned I);
  void addElements(const clang::ParmVarDecl *List, unsigned Before, std::vector<BoundValue> &Out);
  std::optional<BoundValue> usedBy(const clang::Expr *E, const model::Binding &B);
  void addMethods(const model::Call &C, const model::Api &A, const clang::FunctionDecl *Around, std::vector<BoundValue> &Out);
  /// What a bind call says which placeholder it means; false where that cannot be known.
  bool setPlaceholder(const clang::Expr *E, const model::BindMethod &B, BoundValue &Out);

  /// Whose the values are is not asked.
  bool OnlyExpressions = false;
  /// The list whose elements follow what of() has found.
  const clang::ParmVarDecl *Rest = nullptr;
  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  Origins &Values;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionFacts>> Functions;
};

} // namespace tenantscan::values

#endif
