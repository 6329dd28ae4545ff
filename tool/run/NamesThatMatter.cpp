//===- NamesThatMatter.cpp - What a unit must name to add to a scan -------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/run/NamesThatMatter.h"

#include "checks/SqlBindingCheck.h"
#include "checks/SqlSessionCheck.h"
#include "checks/model/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

namespace tenantscan {

using Where = NameThatMatters::Where;

static std::vector<std::string> partsOf(llvm::StringRef Qualified) {
  llvm::SmallVector<llvm::StringRef, 6> Parts;
  Qualified.split(Parts, "::", -1, /*KeepEmpty=*/false);
  return {Parts.begin(), Parts.end()};
}

static bool isWord(llvm::StringRef Text) {
  return !Text.empty() && !llvm::isDigit(Text.front()) && llvm::all_of(Text, [](char C) { return llvm::isAlnum(C) || C == '_' || C < 0; });
}

static bool isOperator(llvm::StringRef Name) {
  return Name.consume_front("operator") && (Name.empty() || !(llvm::isAlnum(Name.front()) || Name.front() == '_'));
}

NamesThatMatter::NamesThatMatter(const model::Project &P) : P(P) {
  for (const model::RulePack &Pack : P.Packs) {
    for (const model::Api &A : Pack.Apis)
      if (A.What != model::Role::SqlText)
        addFunction(A.Function);
    for (const model::SettingApi &S : Pack.Settings)
      addFunction(S.Function);
    for (const model::ConnectApi &C : Pack.Connects)
      addFunction(C.Function);
    // A loop in a header may take messages from a queue and run what it is given.
    static const model::WordList &Pops = model::wordList("pops");
    auto MayPop = [](const model::KeyApi &K) {
      bool IsCommand = K.What == model::KeyApi::Takes::Command || K.What == model::KeyApi::Takes::Words;
      return IsCommand && (K.Command.empty() || Pops.contains(llvm::StringRef(K.Command).lower()));
    };
    for (const model::KeyApi &K : Pack.Keys)
      addFunction(K.Function, MayPop(K) ? Where::Ours : Where::Own);
    for (const std::string &Map : Pack.CacheMaps)
      addFunction(Map, Where::Ours);
    // Who consumes messages may be registered in a header, and be anywhere; what runs on
    // another thread and loses the tenant is a lambda.
    for (const model::RouteApi &R : Pack.Consumers)
      addFunction(R.Function, R.Detaches ? Where::Named : Where::Ours);
    for (const std::string &Method : Pack.ConsumerMethods)
      addFunction(Method, Where::Ours);
    for (const std::string &Method : Pack.HandlerMethods)
      addFunction(Method, Where::Ours);
    for (const model::RouteApi &R : Pack.Routes)
      addClass(R.Function);
    for (const std::string &Class : Pack.Requests)
      addClass(Class);
    for (const std::string &Class : Pack.Messages)
      addClass(Class);
    for (const model::InputApi &I : Pack.Inputs)
      addClass(I.Function);
  }
  add({Where::Cache, "", {}});
  add({Where::Request, "", {}});
  add({Where::Worker, "", {}});
  for (const std::string &Function : P.BindsTenant)
    addFunction(Function, Where::Worker);
  for (const std::string &Glob : P.TaskHandlers)
    addFunction(Glob, Where::Ours);
  if (P.StrictParameters)
    add({Where::Tenant, "", {}});
}

void NamesThatMatter::add(NameThatMatters N) {
  if (Known.insert(N).second)
    New.push_back(std::move(N));
}

void NamesThatMatter::addFunction(const std::string &Qualified, Where In) {
  std::vector<std::string> Parts = partsOf(Qualified);
  if (Parts.empty())
    return;
  std::string Last = std::move(Parts.back());
  Parts.pop_back();
  llvm::erase_if(Parts, [](const std::string &Part) { return !isWord(Part); });
  // `operator""_sql` is used by the suffix of a literal.
  if (size_t Suffix = Last.find("\"\""); Suffix != std::string::npos) {
    In = In == Where::Defined ? Where::Own : In;
    Last = llvm::StringRef(Last).substr(Suffix + 2).trim().str();
  }
  if (isOperator(Last) || !isWord(Last))
    return add({Where::Nowhere, "", std::move(Parts)});
  bool IsConstructor = !Parts.empty() && Parts.back() == Last;
  if (IsConstructor && In == Where::Own)
    In = Where::Object;
  if (IsConstructor && (In == Where::Defined || In == Where::Called))
    In = Where::Made;
  if (!IsConstructor && (In == Where::Made || In == Where::Named))
    In = Where::Own;
  add({In, std::move(Last), std::move(Parts)});
}

// Something of a class is used, or may be, where its name is in sight; that matters
// where the tenant is spoken of, too.
void NamesThatMatter::addClass(const std::string &Qualified) {
  std::vector<std::string> Parts = partsOf(Qualified);
  llvm::erase_if(Parts, [](const std::string &Part) { return !isWord(Part); });
  add({Where::Tenant, "", std::move(Parts)});
}

// The classes and namespaces around the name of a function, a variable or a member in
// Clang's USR, `c:@N@space@S@Class@F@name#I#`.
static std::vector<std::string> partsAround(llvm::StringRef Usr) {
  llvm::SmallVector<llvm::StringRef, 8> Parts;
  Usr.take_until([](char C) { return C == '#' || C == '('; }).split(Parts, '@');
  std::vector<std::string> Around;
  for (size_t I = 0; I + 1 < Parts.size() && Parts[I] != "F" && Parts[I] != "FT"; ++I)
    if ((Parts[I] == "N" || Parts[I] == "S") && isWord(Parts[I + 1]))
      Around.push_back(Parts[++I].str());
  return Around;
}

// A lambda is called where it is written, or through what holds it.
static bool isOfLambda(llvm::StringRef Usr) {
  size_t Function = Usr.rfind("@F@");
  return Function != llvm::StringRef::npos && Usr.take_front(Function).ends_with("@Sa") && Usr.substr(Function).starts_with("@F@operator()") &&
         !Usr.substr(Function).contains("@FI@");
}

// Of templates the name is one of several words.
void NamesThatMatter::addUsr(const std::string &Usr) {
  if (isOfLambda(Usr))
    return;
  llvm::StringRef Rest = Usr;
  size_t Function = std::max(Rest.rfind("@F@") == llvm::StringRef::npos ? 0 : Rest.rfind("@F@") + 3,
                             Rest.rfind("@FT@") == llvm::StringRef::npos ? 0 : Rest.rfind("@FT@") + 4);
  if (Function == 0)
    Function = Rest.rfind('@') == llvm::StringRef::npos ? 0 : Rest.rfind('@') + 1;
  Rest = Rest.substr(Function);
  if (Usr.find("@FT@") == std::string::npos) {
    std::vector<std::string> Parts = partsAround(Usr);
    Parts.push_back(Rest.take_until([](char C) { return C == '#' || C == '('; }).str());
    return addFunction(llvm::join(Parts, "::"), Where::Made);
  }
  while (!Rest.empty()) {
    llvm::StringRef Word = Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_' || C < 0; });
    for (llvm::StringRef Name = Word; isWord(Name); Name = Name.drop_front()) {
      add({Where::Own, Name.str(), {}});
      if (Name.front() != 'T' && Name.front() != 'N')
        break;
    }
    Rest = Rest.drop_front(std::max<size_t>(1, Word.size()));
  }
}

// A member is given its text also where nobody spells its name: in a list that makes an
// object, in a structured binding. Then the class is named, or what takes or gives objects
// of it; where the member is not public, by the class itself or its friends.
void NamesThatMatter::addMaker(const std::string &Member, bool IsPublic) {
  std::vector<std::string> Parts = partsOf(Member);
  Parts.pop_back();
  if (Parts.empty() || !isWord(Parts.back()))
    return add({Where::Nowhere, "", std::move(Parts)});
  std::string Class = std::move(Parts.back());
  Parts.pop_back();
  llvm::erase_if(Parts, [](const std::string &Part) { return !isWord(Part); });
  add({IsPublic ? Where::Made : Where::Own, std::move(Class), std::move(Parts)});
}

// Without what says that it is something else than its result that is asked for.
static std::string functionOf(const std::string &Function) { return Function.substr(0, Function.find(WrittenTo)); }

// A function that is no template, nor a member of one: only those that define it, or one that
// overrides it, tell what it returns. Of a template it is whoever uses it.
static bool isDefinedOnce(const Slot &S) {
  llvm::StringRef Usr = llvm::StringRef(S.Function).split(WrittenTo).first;
  Usr = Usr.take_front(Usr.find_first_of("#(", Usr.find("@F@")));
  return S.What == Slot::Kind::Result && S.Index < 2 && Usr.find_first_of("<>") == llvm::StringRef::npos &&
         Usr.ends_with("@F@" + partsOf(S.Name).back());
}

void NamesThatMatter::want(const Slot &S) {
  bool IsNew = S.What == Slot::Kind::Parameter ? Called.insert(S.Function).second : Returning.insert(functionOf(S.Function)).second;
  if (!IsNew || isOfLambda(S.Function))
    return;
  addFunction(S.Name, S.What == Slot::Kind::Parameter ? Where::Called : isDefinedOnce(S) ? Where::Defined : Where::Made);
  if (bool IsPublic = S.Index == 4; S.What == Slot::Kind::Result && S.Index >= 3)
    addMaker(S.Name, IsPublic);
}

void NamesThatMatter::follow(const std::vector<const UnitFacts *> &Facts) {
  // The number of units counts: what only one can see is not what several can.
  static const UnitFacts NotParsed;
  std::vector<const UnitFacts *> All;
  llvm::transform(Facts, std::back_inserter(All), [](const UnitFacts *U) { return U != nullptr ? U : &NotParsed; });
  // What the link asks for; and of the values that are handed on, those that a tenant
  // predicate gets.
  Program Linked = linkProgram(All, P);
  for (const Slot &S : Linked.Asked)
    want(S);
  for (const Slot &S : followedParameters(Linked))
    want(S);
  for (const Slot &S : followedConnections(Linked)) {
    want(S);
    GivenConnections.insert(S.Function);
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const UnitFacts *U : All) {
      for (const SessionCall &C : U->SessionCalls)
        if (GivenConnections.count(C.Callee) != 0 && C.Entry.What != Slot::Kind::None && GivenConnections.insert(C.Entry.Function).second) {
          want(C.Entry);
          Changed = true;
        }
      // Who calls the base, or the variable, calls the function.
      for (const Override &O : U->Overrides)
        if (Called.count(O.Method) != 0 && Called.insert(O.Base).second) {
          addUsr(O.Base);
          Changed = true;
        }
      // What the base returns, those that override it return.
      for (const Override &O : U->Overrides)
        if (Returning.count(O.Base) != 0 && Returning.insert(O.Method).second) {
          addUsr(O.Method);
          Changed = true;
        }
      // Others of a kind of which one binds the tenant itself.
      for (const TaskBody &T : U->TaskBodies)
        if (T.Binds && !T.Overrides.empty() && Returning.insert(T.Overrides).second)
          addUsr(T.Overrides);
      for (const TenantInput &I : U->TenantInputs)
        for (const std::string *Usr : {&I.Handler, &I.Result})
          if (!Usr->empty() && Returning.insert(*Usr).second)
            addUsr(*Usr);
    }
  }
}

std::vector<NameThatMatters> NamesThatMatter::takeNew() { return std::exchange(New, {}); }

} // namespace tenantscan
