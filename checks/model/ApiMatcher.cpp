//===- ApiMatcher.cpp - Calls of the functions in the rule packs --------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/model/ApiMatcher.h"

#include "checks/model/CacheShape.h"
#include "checks/model/RequestShape.h"
#include "checks/model/Words.h"

#include <algorithm>
#include <functional>

using namespace clang;

namespace tenantscan::model {

static std::string lastNameOf(const FunctionDecl *F) {
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
    return Constructor->getParent()->getName().str();
  return F->getDeclName().isIdentifier() ? F->getName().str() : F->getDeclName().getAsString();
}

static llvm::StringRef lastPart(llvm::StringRef Name) {
  size_t Colons = Name.rfind("::");
  return Colons == llvm::StringRef::npos ? Name : Name.substr(Colons + 2);
}

ApiMatcher::ApiMatcher(const Project &P) {
  for (const RulePack &Pack : P.Packs) {
    for (const Api &A : Pack.Apis)
      ByLastName[lastPart(A.Function)].push_back(&A);
    for (const TextApi &T : Pack.Texts)
      TextsByLastName[lastPart(T.Function)].push_back(&T);
    for (const InputApi &I : Pack.Inputs)
      InputsByLastName[lastPart(I.Function)].push_back(&I);
    for (const std::string &Type : Pack.TextTypes)
      TextTypes.insert(Type);
    for (const std::string &Word : Pack.RunWords)
      RunWords.insert(Word);
    for (const std::string &Type : Pack.TextLists)
      TextLists.insert(Type);
    for (const std::string &Type : Pack.TextSequences)
      TextSequences.insert(Type);
    for (const std::string &Type : Pack.TextHolders)
      TextHolders.insert(Type);
    for (const std::string &Method : Pack.TextMethods)
      TextMethods[lastPart(Method)].push_back(Method);
    for (const SettingApi &S : Pack.Settings)
      SettingsByLastName[lastPart(S.Function)].push_back(&S);
    for (const ConnectApi &C : Pack.Connects)
      ConnectsByLastName[lastPart(C.Function)].push_back(&C);
    for (const RouteApi &R : Pack.Consumers)
      ConsumersByLastName[lastPart(R.Function)].push_back(&R);
    ConsumerMethods.insert(ConsumerMethods.end(), Pack.ConsumerMethods.begin(), Pack.ConsumerMethods.end());
    HandlerMethods.insert(HandlerMethods.end(), Pack.HandlerMethods.begin(), Pack.HandlerMethods.end());
    for (const std::string &Map : Pack.CacheMaps)
      CacheMaps.insert(Map);
    for (const RouteApi &R : Pack.Routes)
      RoutesByLastName[lastPart(R.Function)].push_back(&R);
    for (const std::string &Class : Pack.Requests)
      Requests.insert(Class);
    for (const std::string &Class : Pack.Messages)
      Messages.insert(Class);
    for (const KeyApi &K : Pack.Keys)
      KeysByLastName[lastPart(K.Function)].push_back(&K);
    for (const std::string &Function : Pack.Inquiries)
      InquiriesByLastName[lastPart(Function)].push_back(Function);
    for (const TransactionClass &T : Pack.Transactions)
      Transactions[T.Class] = &T;
    for (const TransactionApi &T : Pack.TransactionCalls)
      TransactionsByLastName[lastPart(T.Function)].push_back(&T);
    ConnectionClasses.insert(Pack.Connections.begin(), Pack.Connections.end());
  }
}

// Whether a method that is spelled so belongs to a class above.
static bool hasMethodAbove(const CXXRecordDecl *Class, llvm::StringRef Wanted) {
  size_t Colons = Wanted.rfind("::");
  if (Class == nullptr || !Class->hasDefinition() || Colons == llvm::StringRef::npos)
    return false;
  bool Found = false;
  Class->forallBases([&](const CXXRecordDecl *Base) {
    Found = Found || qualifiedName(Base) == Wanted.take_front(Colons);
    return true;
  });
  return Found;
}

// A method counts for its own class, and for the classes above that have a
// method of this name: overriders and redeclarations are the same function to us.
static bool isMethodOf(const FunctionDecl *F, llvm::StringRef Wanted) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  return Method != nullptr && !isa<CXXConstructorDecl>(F) && hasMethodAbove(Method->getParent(), Wanted);
}

const std::vector<const Api *> &ApiMatcher::candidates(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  auto [It, IsNew] = Seen.try_emplace(F);
  if (!IsNew)
    return It->second;
  auto Named = ByLastName.find(lastNameOf(F));
  if (Named == ByLastName.end())
    return It->second;
  std::string Name = qualifiedName(F);
  std::vector<const Api *> Found;
  for (const Api *A : Named->second)
    if (A->Function == Name || isMethodOf(F, A->Function))
      Found.push_back(A);
  return Seen[F] = std::move(Found);
}

bool ApiMatcher::isText(QualType T) {
  // In code with errors.
  if (T.isNull())
    return false;
  T = T.getNonReferenceType().getCanonicalType();
  if (T->isPointerType() || T->isArrayType()) {
    QualType Element = T->isPointerType() ? T->getPointeeType() : QualType(T->getArrayElementTypeNoTypeQual(), 0);
    return Element->isAnyCharacterType() || Element->isWideCharType();
  }
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (Record == nullptr)
    return false;
  auto [It, IsNew] = IsTextClass.try_emplace(Record->getCanonicalDecl(), false);
  if (!IsNew)
    return It->second;
  std::string Name = qualifiedName(Record);
  bool Text = TextTypes.contains(Name);
  const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Record);
  if (!Text && Template != nullptr && Template->getTemplateArgs().size() > 0 && Template->getTemplateArgs()[0].getKind() == TemplateArgument::Type) {
    QualType First = Template->getTemplateArgs()[0].getAsType();
    Text = (TextSequences.contains(Name) && First->isCharType()) || (TextHolders.contains(Name) && isText(First));
  }
  return IsTextClass[Record->getCanonicalDecl()] = Text;
}

ApiMatcher::Fields ApiMatcher::fieldsOf(const RecordDecl *Class, llvm::function_ref<Fields()> Find) {
  if (auto Known = FieldsOfClass.find(Class); Known != FieldsOfClass.end())
    return Known->second;
  return FieldsOfClass.try_emplace(Class, Find()).first->second;
}

bool ApiMatcher::runsItself(const CXXMethodDecl *Method) const {
  std::vector<std::string> Words = wordsOf(Method->getNameAsString());
  return llvm::any_of(Words, [&](const std::string &Word) { return RunWords.contains(Word); });
}

bool ApiMatcher::isTextList(QualType T) {
  if (T.isNull())
    return false;
  const CXXRecordDecl *Record = T.getNonReferenceType().getCanonicalType()->getAsCXXRecordDecl();
  if (Record == nullptr || Record->getIdentifier() == nullptr)
    return false;
  auto [It, IsNew] = IsListClass.try_emplace(Record->getCanonicalDecl(), false);
  if (!IsNew)
    return It->second;
  bool IsList = false;
  if (TextLists.contains(qualifiedName(Record))) {
    const auto *Template = dyn_cast<ClassTemplateSpecializationDecl>(Record);
    IsList = Template == nullptr || (Template->getTemplateArgs().size() > 0 && Template->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
                                     isText(Template->getTemplateArgs()[0].getAsType()));
  }
  return IsListClass[Record->getCanonicalDecl()] = IsList;
}

bool ApiMatcher::hasType(QualType T, const std::string &Name) {
  if (Name == "string")
    return isText(T);
  const CXXRecordDecl *Record = T.getNonReferenceType().getCanonicalType()->getAsCXXRecordDecl();
  if (Record == nullptr) {
    QualType Pointee = T.getNonReferenceType()->getPointeeType();
    if (Pointee.isNull())
      return false;
    Record = Pointee->getAsCXXRecordDecl();
  }
  return Record != nullptr && qualifiedName(Record) == Name;
}

// The type that the callee sees, or the one that was written where it is a
// reference to whatever was given.
static QualType parameterType(const Call &C, unsigned Index) {
  if (C.Callee != nullptr && Index < C.Callee->getNumParams())
    return C.Callee->getParamDecl(Index)->getType();
  return Index < C.Arguments.size() ? C.Arguments[Index]->getType() : QualType();
}

bool ApiMatcher::fits(const Call &C, const Api &A) {
  if (C.Arguments.size() < A.MinArguments || C.Arguments.size() > A.MaxArguments)
    return false;
  for (const auto &[Index, Type] : A.Types)
    if (Index >= C.Arguments.size() || !hasType(parameterType(C, Index), Type))
      return false;
  for (const auto &[Index, Type] : A.NotTypes)
    if (Index < C.Arguments.size() && hasType(parameterType(C, Index), Type))
      return false;
  if (A.What != Role::StatementName && A.Sql)
    return argument(C, *A.Sql) != nullptr;
  return true;
}

const Expr *ApiMatcher::argument(const Call &C, const ArgumentSelector &S) {
  if (S.Type.empty())
    return S.Index < C.Arguments.size() ? C.Arguments[S.Index] : nullptr;
  unsigned Left = S.Nth;
  for (unsigned I = 0; I < C.Arguments.size(); ++I)
    if (hasType(parameterType(C, I), S.Type) && Left-- == 0)
      return C.Arguments[I];
  return nullptr;
}

const Api *ApiMatcher::match(const Call &C) {
  if (C.Callee == nullptr)
    return nullptr;
  for (const Api *A : candidates(C.Callee))
    if (fits(C, *A))
      return A;
  return nullptr;
}

bool ApiMatcher::isSink(const ParmVarDecl *Parameter) {
  const auto *Function = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
  if (Function == nullptr)
    return false;
  const std::vector<const Api *> &Found = candidates(Function);
  return std::any_of(Found.begin(), Found.end(), [&](const Api *A) {
    return A->What == Role::Sql && A->Sql && A->Sql->Type.empty() && A->Sql->Index == Parameter->getFunctionScopeIndex();
  });
}

const TextApi *ApiMatcher::matchText(const Call &C) {
  if (C.Callee == nullptr)
    return nullptr;
  auto Named = TextsByLastName.find(lastNameOf(C.Callee));
  if (Named == TextsByLastName.end())
    return nullptr;
  std::string Name = qualifiedName(C.Callee);
  for (const TextApi *T : Named->second) {
    // Overloads that return the text, and that write it into an argument.
    QualType Target = T->Into && *T->Into < C.Callee->getNumParams() ? C.Callee->getParamDecl(*T->Into)->getType() : QualType();
    bool Fits = T->Into ? Target.isNull() || !Target->isReferenceType() || !Target->getPointeeType().isConstQualified()
                        : isa<CXXConstructorDecl>(C.Callee) || !C.Callee->getReturnType()->isVoidType();
    if (Fits && (T->Function == Name || isMethodOf(C.Callee, T->Function)))
      return T;
  }
  return nullptr;
}

// `request.get("X-Tenant")`, where the class of the request has get() from one above it.
static bool isInheritedBy(const Expr *Object, llvm::StringRef Wanted) {
  QualType T = Object->IgnoreParenImpCasts()->getType();
  const CXXRecordDecl *Class = T->isPointerType() ? T->getPointeeCXXRecordDecl() : T->getAsCXXRecordDecl();
  return Class != nullptr && (qualifiedName(Class) == Wanted.rsplit("::").first || hasMethodAbove(Class, Wanted));
}

const InputApi *ApiMatcher::matchInput(const NamedDecl *D, const Expr *Object) {
  const auto *F = dyn_cast<FunctionDecl>(D);
  auto Named = InputsByLastName.find(F != nullptr ? lastNameOf(F) : D->getNameAsString());
  if (Named == InputsByLastName.end())
    return nullptr;
  std::string Name = qualifiedName(D);
  for (const InputApi *I : Named->second)
    if (I->Function == Name || (F != nullptr && isMethodOf(F, I->Function)) ||
        (Object != nullptr && isa<CXXMethodDecl>(D) && isInheritedBy(Object, I->Function)))
      return I;
  return nullptr;
}

bool ApiMatcher::isOneOf(const FunctionDecl *F, llvm::ArrayRef<std::string> Names) {
  std::string Last = lastNameOf(F);
  return llvm::any_of(Names,
                      [&](const std::string &Wanted) { return lastPart(Wanted) == Last && (qualifiedName(F) == Wanted || isMethodOf(F, Wanted)); });
}

/// The entry of \p Table whose function is \p F.
template <typename Entry> static const Entry *entryFor(const llvm::StringMap<std::vector<const Entry *>> &Table, const FunctionDecl *F) {
  if (F == nullptr)
    return nullptr;
  auto Named = Table.find(lastNameOf(F));
  if (Named == Table.end())
    return nullptr;
  std::string Name = qualifiedName(F);
  for (const Entry *E : Named->second)
    if (E->Function == Name || isMethodOf(F, E->Function))
      return E;
  return nullptr;
}

const SettingApi *ApiMatcher::matchSetting(const Call &C) {
  const SettingApi *S = entryFor(SettingsByLastName, C.Callee);
  return S != nullptr && std::max(S->Name, S->Value) < C.Arguments.size() ? S : nullptr;
}

const ConnectApi *ApiMatcher::matchConnect(const Call &C) { return entryFor(ConnectsByLastName, C.Callee); }

bool ApiMatcher::isLent(const Call &C, const ConnectApi &A) {
  return !A.Pool.empty() &&
         ((C.Object != nullptr && hasType(C.Object->getType(), A.Pool)) || (!C.Arguments.empty() && hasType(C.Arguments.front()->getType(), A.Pool)));
}

const TransactionApi *ApiMatcher::matchTransaction(const Call &C) { return entryFor(TransactionsByLastName, C.Callee); }

const KeyApi *ApiMatcher::matchKey(const Call &C) {
  if (const KeyApi *K = entryFor(KeysByLastName, C.Callee))
    return K;
  static const KeyApi FirstArgument;
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  // Methods of caches and maps whose first argument is a key.
  static const WordList &Verbs = wordList("cacheVerbs");
  // A memoizer keeps what it makes; what is const and is called so hashes or compares keys.
  bool IsOperator =
      Method != nullptr && (Method->getOverloadedOperator() == OO_Subscript || (Method->getOverloadedOperator() == OO_Call && !Method->isConst()));
  if (Method == nullptr || C.Arguments.empty() || isa<CXXConstructorDecl>(Method) ||
      (!IsOperator && (!Method->getDeclName().isIdentifier() || !Verbs.fitsFirst(std::string_view(Method->getName())))))
    return nullptr;
  if (!CacheMaps.empty() && C.Object != nullptr) {
    const Expr *Object = C.Object->IgnoreParenImpCasts();
    const NamedDecl *D = nullptr;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Object))
      D = Reference->getDecl();
    else if (const auto *Member = dyn_cast<MemberExpr>(Object))
      D = Member->getMemberDecl();
    if (D != nullptr && CacheMaps.contains(qualifiedName(D)))
      return &FirstArgument;
  }
  return isCacheAccess(C, parameterType(C, 0)) ? &FirstArgument : nullptr;
}

bool ApiMatcher::isInquiry(const FunctionDecl *F) {
  auto Named = InquiriesByLastName.find(lastNameOf(F));
  if (Named == InquiriesByLastName.end())
    return false;
  std::string Name = qualifiedName(F);
  return llvm::any_of(Named->second, [&](const std::string &Wanted) { return Wanted == Name || isMethodOf(F, Wanted); });
}

// The class of an object, or of what a pointer, smart ones included, leads to.
static const CXXRecordDecl *classOf(QualType T) {
  T = T.getNonReferenceType().getCanonicalType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  // std::unique_ptr<pqxx::work>
  if (const auto *Pointer = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record);
      Pointer != nullptr && Pointer->isInStdNamespace() && Pointer->getTemplateArgs().size() > 0 &&
      Pointer->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Record = Pointer->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return Record;
}

bool ApiMatcher::isOneOf(QualType T, const llvm::StringSet<> &Classes) {
  const CXXRecordDecl *Record = Classes.empty() ? nullptr : classOf(T);
  if (Record == nullptr)
    return false;
  if (Classes.contains(qualifiedName(Record)))
    return true;
  bool Found = false;
  if (Record->hasDefinition())
    Record->forallBases([&](const CXXRecordDecl *Base) {
      Found = Found || Classes.contains(qualifiedName(Base));
      return true;
    });
  return Found;
}

const RouteApi *ApiMatcher::matchRoute(const Call &C) { return entryFor(RoutesByLastName, C.Callee); }

const RouteApi *ApiMatcher::matchConsumer(const Call &C) { return entryFor(ConsumersByLastName, C.Callee); }

bool ApiMatcher::isConsumer(const FunctionDecl *F) { return isa<CXXMethodDecl>(F) && isOneOf(F, ConsumerMethods); }

bool ApiMatcher::isTextHandler(const FunctionDecl *F) { return isa<CXXMethodDecl>(F) && isOneOf(F, HandlerMethods); }

bool ApiMatcher::isRequest(QualType T) {
  const CXXRecordDecl *Record = classOf(T);
  if (Record == nullptr || isOneOf(T, Requests))
    return Record != nullptr;
  auto [It, IsNew] = IsRequestClass.try_emplace(Record->getCanonicalDecl(), false);
  return IsNew ? It->second = looksLikeRequest(Record) : It->second;
}

bool ApiMatcher::isMessage(QualType T) { return isOneOf(T, Messages); }

bool ApiMatcher::isConnection(QualType T) { return isOneOf(T, ConnectionClasses) || transactionClass(T) != nullptr; }

const TransactionClass *ApiMatcher::transactionClass(QualType T) {
  if (Transactions.empty())
    return nullptr;
  const CXXRecordDecl *Record = classOf(T);
  if (Record == nullptr || !Record->hasDefinition())
    return nullptr;
  if (auto It = Transactions.find(qualifiedName(Record)); It != Transactions.end())
    return It->second;
  const TransactionClass *Found = nullptr;
  Record->forallBases([&](const CXXRecordDecl *Base) {
    if (auto It = Transactions.find(qualifiedName(Base)); Found == nullptr && It != Transactions.end())
      Found = It->second;
    return true;
  });
  return Found;
}

bool ApiMatcher::returnsItsText(const FunctionDecl *F) {
  auto Named = TextMethods.find(lastNameOf(F));
  if (Named == TextMethods.end())
    return false;
  std::string Name = qualifiedName(F);
  for (const std::string &Wanted : Named->second)
    if (Wanted == Name || isMethodOf(F, Wanted))
      return true;
  return false;
}

} // namespace tenantscan::model
