//===- ApiMatcher.h - Calls of the functions in the rule packs ----*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_MODEL_APIMATCHER_H
#define TENANTSCAN_CHECKS_MODEL_APIMATCHER_H

#include "checks/model/Call.h"
#include "checks/model/Project.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace tenantscan::model {

/// Looks up declarations of one translation unit in the rule packs. What it
/// found is kept per declaration, so that a call costs one look-up.
class ApiMatcher {
public:
  explicit ApiMatcher(const Project &P);

  /// The first entry that fits the call; nullptr where none does.
  const Api *match(const Call &C);
  /// Whether a pack says that the function takes SQL as this parameter.
  bool isSink(const clang::ParmVarDecl *Parameter);
  /// What the call makes of text; nullptr where no pack says.
  const TextApi *matchText(const Call &C);
  /// Whether a pack says that the function or data member gives what a client
  /// sent; nullptr where none does.
  /// A method that \p Object inherits is one of its own class, too.
  const InputApi *matchInput(const clang::NamedDecl *D, const clang::Expr *Object = nullptr);
  /// Whether \p F is one of the functions that \p Names spells as packs do.
  static bool isOneOf(const clang::FunctionDecl *F, llvm::ArrayRef<std::string> Names);
  /// The argument that a selector names; nullptr where the call has none such.
  const clang::Expr *argument(const Call &C, const ArgumentSelector &S);

  /// Whether \p T, a reference to it or a pointer to it is the class \p Name, as packs spell it.
  bool hasType(clang::QualType T, const std::string &Name);
  /// The entries that tell about the session of a call; nullptr where none does.
  const SettingApi *matchSetting(const Call &C);
  const ConnectApi *matchConnect(const Call &C);
  /// Whether the connection that the call gives is lent by a pool.
  bool isLent(const Call &C, const ConnectApi &A);
  /// The entry for a call that begins or ends a transaction; nullptr where none fits.
  const TransactionApi *matchTransaction(const Call &C);
  /// Whether \p T, a reference to it or a pointer to it is a connection or leads to one.
  bool isConnection(clang::QualType T);
  /// The entry that says where a call has its key or message; nullptr where none does.
  const KeyApi *matchKey(const Call &C);
  /// The entry for a call that registers handlers; nullptr where none fits.
  const RouteApi *matchRoute(const Call &C);
  /// The entry for a call that is given consumers of messages; nullptr where none fits.
  const RouteApi *matchConsumer(const Call &C);
  /// Whether \p F overrides a method that libraries call with messages.
  bool isConsumer(const clang::FunctionDecl *F);
  /// Whether \p F overrides a method that libraries call with a text that a client sent.
  bool isTextHandler(const clang::FunctionDecl *F);
  /// Whether \p T, a reference or a pointer to it, smart ones included, is a request.
  bool isRequest(clang::QualType T);
  /// Whether \p T, a reference or a pointer to it, is a message of a client.
  bool isMessage(clang::QualType T);
  /// Whether a pack says that the function only looks at its connection.
  bool isInquiry(const clang::FunctionDecl *F);
  /// The entry for the class of an object or a pointer to one, smart ones
  /// included; nullptr where no pack knows it.
  const TransactionClass *transactionClass(clang::QualType T);

  /// A character pointer or array, or a class that holds text.
  bool isText(clang::QualType T);
  /// A list of texts: `std::vector<std::string>`.
  bool isTextList(clang::QualType T);
  using Fields = llvm::SmallVector<const clang::FieldDecl *, 4>;
  /// Some of the members of a class, which \p Find tells at the first time; one question per matcher.
  Fields fieldsOf(const clang::RecordDecl *Class, llvm::function_ref<Fields()> Find);
  /// Whether the name of a method says that it runs what its object holds: `execute`.
  bool runsItself(const clang::CXXMethodDecl *Method) const;
  /// Whether the function returns the text of its object or first argument.
  bool returnsItsText(const clang::FunctionDecl *F);

private:
  bool fits(const Call &C, const Api &A);
  bool isOneOf(clang::QualType T, const llvm::StringSet<> &Classes);
  const std::vector<const Api *> &candidates(const clang::FunctionDecl *F);

  llvm::StringMap<std::vector<const Api *>> ByLastName;
  llvm::StringSet<> TextTypes;
  llvm::StringSet<> TextSequences;
  llvm::StringSet<> TextHolders;
  llvm::StringSet<> TextLists;
  llvm::StringSet<> RunWords;
  llvm::StringMap<std::vector<std::string>> TextMethods;
  llvm::StringMap<std::vector<const TextApi *>> TextsByLastName;
  llvm::StringMap<std::vector<const InputApi *>> InputsByLastName;
  llvm::StringMap<std::vector<const SettingApi *>> SettingsByLastName;
  llvm::StringMap<std::vector<const ConnectApi *>> ConnectsByLastName;
  llvm::StringMap<std::vector<const KeyApi *>> KeysByLastName;
  llvm::StringMap<std::vector<const RouteApi *>> RoutesByLastName;
  llvm::StringMap<std::vector<const RouteApi *>> ConsumersByLastName;
  std::vector<std::string> ConsumerMethods;
  std::vector<std::string> HandlerMethods;
  llvm::StringSet<> CacheMaps;
  llvm::StringSet<> Requests;
  llvm::StringSet<> Messages;
  llvm::StringMap<std::vector<std::string>> InquiriesByLastName;
  llvm::StringMap<const TransactionClass *> Transactions;
  llvm::StringMap<std::vector<const TransactionApi *>> TransactionsByLastName;
  llvm::StringSet<> ConnectionClasses;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<const Api *>> Seen;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> IsTextClass;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> IsListClass;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> IsRequestClass;
  llvm::DenseMap<const clang::RecordDecl *, Fields> FieldsOfClass;
};

} // namespace tenantscan::model

#endif
