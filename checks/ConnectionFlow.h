//===- ConnectionFlow.h - One connection of one function ----------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_CONNECTIONFLOW_H
#define TENANTSCAN_CHECKS_CONNECTIONFLOW_H

#include "checks/Connections.h"

#include "clang/Analysis/CFG.h"

namespace tenantscan {

/// The settings whose reset is followed; bit N of a set stands for the Nth.
inline constexpr const char *FollowedSettings[] = {"search_path", "role", "session_authorization"};
inline constexpr unsigned AllFollowed = (1u << std::size(FollowedSettings)) - 1;

/// Whether a transaction may be open at a point: a set of what may be so.
enum PossibleTransaction : uint8_t {
  NoneOpen = 1,
  SomeOpen = 2,
  Unseen = 4,  ///< Something happened that is not understood.
  AtEntry = 8, ///< As it was when the function was called.
};

/// What the texts of one call do.
struct SessionUse {
  /// Transactions: how it is behind the call, whatever it was before.
  std::optional<uint8_t> After;
  bool BeginsFirst = false;
  unsigned Resets = 0;
  bool Switches = false;
  bool NeedsTransaction = false;
  /// A text begins with what is not known here, and may be known to a caller.
  bool IsOpen = false;
};

/// The variable or member that a connection is reached by; null where there is none.
const clang::ValueDecl *connectionRoot(const clang::Expr *E, model::ApiMatcher &Apis);

/// Follows one connection over the control flow graph of a function.
class ConnectionFlow {
public:
  ConnectionFlow(const clang::FunctionDecl *Function, const clang::ValueDecl *Root, const clang::CFG &Graph, clang::ASTContext &AST,
                 model::ApiMatcher &Apis, const model::Project &P)
      : Function(Function), Root(Root), Graph(Graph), AST(AST), Apis(Apis), P(P) {}

  struct Use {
    const ConnectionUse *From;
    SessionUse Does;
  };
  llvm::DenseMap<const clang::Stmt *, Use> Uses;
  /// Calls that are given the connection, and the index of the one in the list of run().
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<size_t, 1>> HandedOn;

  /// Completes the sites of Uses, and the calls of HandedOn.
  void run(std::vector<SqlSite> &Sites, llvm::MutableArrayRef<SessionCall> Calls);

private:
  bool isRoot(const clang::Expr *E) const;
  bool isGivenBack() const;
  uint8_t opened(const clang::Expr *Init) const;
  std::optional<uint8_t> transactionAfter(const model::Call &C) const;
  std::optional<uint8_t> transfer(const clang::Stmt *S) const;
  bool callsTransaction(bool Begins) const;
  model::TransactionState stateOf(uint8_t Here, Slot &Entry) const;
  void forward(std::vector<SqlSite> &Sites, llvm::MutableArrayRef<SessionCall> Calls);
  void backward(std::vector<SqlSite> &Sites);
  SqlSite::ConnectionKind kind() const;

  const clang::FunctionDecl *Function;
  const clang::ValueDecl *Root;
  const clang::CFG &Graph;
  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
};

} // namespace tenantscan

#endif
