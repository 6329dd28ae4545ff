//===- Connections.h - What a function does to its connections ----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_CONNECTIONS_H
#define TENANTSCAN_CHECKS_CONNECTIONS_H

#include "checks/SourceText.h"
#include "checks/model/ApiMatcher.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"

namespace tenantscan {

/// A call that runs SQL.
struct ConnectionUse {
  const clang::Expr *Call = nullptr;
  /// The connection or transaction that it runs on; may be null.
  const clang::Expr *Connection = nullptr;
  /// What the pack says about the class of Connection.
  model::TransactionState Class = model::TransactionState::Unknown;
  /// Index of its site.
  size_t Site = 0;
};

/// A connection that a call gives to a function of the project.
struct ConnectionArgument {
  const clang::Expr *Call = nullptr;
  const clang::Expr *Connection = nullptr;
  /// Index of its SessionCall.
  size_t Index = 0;
};

/// Follows the connections of one function after another over their control flow
/// graphs, and completes their sites: is a transaction open, and what is reset
/// before the function ends?
class Connections {
public:
  Connections(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P) : AST(AST), Apis(Apis), P(P) {}

  /// The calls of a function, without those of its lambdas.
  struct Body {
    std::vector<ConnectionUse> Uses;
    std::vector<ConnectionArgument> HandedOn;
  };
  /// Graphs are built for functions only that set something for a transaction, switch
  /// the role or the search path, may do so with text that a caller gives, or hand a
  /// connection on.
  void follow(const clang::FunctionDecl *Function, const Body &Calls, UnitFacts &Out);
  /// When all functions have been followed: what the destructor of a class resets
  /// is reset where its objects are local, and for its own methods.
  void finish(std::vector<SqlSite> &Sites);

private:
  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  /// Bits of what the destructor of a class resets.
  llvm::DenseMap<const clang::CXXRecordDecl *, unsigned> ResetByDestructor;
  struct Owner {
    size_t Site;
    const clang::FunctionDecl *Function;
  };
  std::vector<Owner> Owners;
};

} // namespace tenantscan

#endif
