//===- Serialize.cpp - Unit results as JSON -----------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Unit.h"

#include <nlohmann/json.hpp>

#include <unordered_map>

namespace tenantscan {

using nlohmann::json;

namespace {

/// File names, lines and names of functions come again and again: they are
/// written once, and by number from then on.
class Writer {
public:
  json write(const UnitResult &R);

private:
  size_t string(const std::string &S) {
    auto [It, IsNew] = Numbers.try_emplace(S, Strings.size());
    if (IsNew)
      Strings.push_back(S);
    return It->second;
  }
  json place(const Place &P) { return json::array({string(P.File), P.Line, P.Column, P.EndColumn, string(P.LineText)}); }
  json steps(const std::vector<Step> &Steps);
  json slot(const Slot &S);
  json value(const ValueSource &V);
  json bound(const std::vector<BoundValue> &Values);
  json texts(const std::vector<SourceText> &Texts);
  json given(const std::vector<GivenText> &Given);
  json splices(const std::vector<Splice> &Splices);
  json textSite(const TextSite &S);
  json site(const SqlSite &S);
  json call(const CallFlow &C);

  json Strings = json::array();
  std::unordered_map<std::string, size_t> Numbers;
};

/// The way back.
class Reader {
public:
  explicit Reader(const json &Strings) : Strings(Strings) {}
  UnitResult read(const json &J) const;

private:
  std::string string(const json &J) const { return Strings.at(J.get<size_t>()); }
  Place place(const json &J) const;
  std::vector<Step> steps(const json &J) const;
  Slot slot(const json &J) const;
  ValueSource value(const json &J) const;
  std::vector<BoundValue> bound(const json &J) const;
  std::vector<SourceText> texts(const json &J) const;
  std::vector<GivenText> given(const json &J) const;
  std::vector<Splice> splices(const json &J) const;
  void textSite(const json &J, TextSite &S) const;
  SqlSite site(const json &J) const;
  CallFlow call(const json &J) const;

  const json &Strings;
};

/// What \p One makes of every element.
template <typename Elements, typename Function> json list(const Elements &From, const Function &One) {
  json Out = json::array();
  for (const auto &E : From)
    Out.push_back(One(E));
  return Out;
}

template <typename T, typename Function> std::vector<T> vectorOf(const json &From, const Function &One) {
  std::vector<T> Out;
  for (const json &E : From)
    Out.push_back(One(E));
  return Out;
}

json binary(const Digest &D) { return json::binary(std::vector<uint8_t>(D.begin(), D.end())); }

Digest digestFrom(const json &J) {
  const auto &Bytes = J.get_binary();
  Digest D{};
  std::copy_n(Bytes.begin(), std::min(Bytes.size(), D.size()), D.begin());
  return D;
}

json style(const std::optional<model::FormatStyle> &S) { return S ? json(static_cast<int>(*S)) : json(); }

std::optional<model::FormatStyle> styleOf(const json &J) {
  return J.is_null() ? std::nullopt : std::optional(static_cast<model::FormatStyle>(J.get<int>()));
}

} // namespace

json Writer::steps(const std::vector<Step> &Steps) {
  return list(Steps, [&](const Step &S) { return json::array({place(S.Where), S.Message}); });
}

json Writer::slot(const Slot &S) {
  return S.What == Slot::Kind::None ? json()
                                    : json::array({static_cast<int>(S.What), string(S.Function), string(S.Name), S.Index, style(S.Formatted)});
}

json Writer::value(const ValueSource &V) {
  bool IsNone = V.What == ValueSource::Kind::Unknown && V.Holds == ValueSource::Part::Maybe && V.Name.empty();
  return IsNone ? json()
                : json::array({static_cast<int>(V.What), string(V.Name), string(V.From), place(V.At), steps(V.Steps), slot(V.Parameter),
                               static_cast<int>(V.Holds)});
}

json Writer::bound(const std::vector<BoundValue> &Values) {
  return list(Values, [&](const BoundValue &B) { return json::array({B.Placeholder, B.Name, value(B.Value)}); });
}

json Writer::texts(const std::vector<SourceText> &Texts) {
  return list(Texts, [&](const SourceText &T) {
    json Pieces = list(T.Pieces, [&](const TextPiece &P) {
      json Runs = list(P.Runs, [&](const Run &R) { return json::array({R.Offset, R.Length, place(R.At)}); });
      return json::array({P.Text, Runs, Runs.empty() ? place(P.At) : json(), P.IsHole, P.IsValue, P.Name, slot(P.From), value(P.Value),
                          P.IsIdentifier, given(P.Given), P.JoinedBy.empty() ? json() : texts(P.JoinedBy)});
    });
    json Needs = list(T.Needs, [&](const Need &N) { return json::array({slot(N.Of), static_cast<int>(N.What), N.Number}); });
    return json::array({Pieces, steps(T.Steps), Needs.empty() ? json() : Needs, T.Statement});
  });
}

json Writer::given(const std::vector<GivenText> &Given) {
  return Given.empty() ? json() : list(Given, [&](const GivenText &G) {
    return json::array({G.Index, style(G.Formatted), texts(G.Texts), G.LeastLength, G.Number ? json(*G.Number) : json()});
  });
}

json Writer::splices(const std::vector<Splice> &Splices) {
  return list(Splices, [&](const Splice &S) {
    return json::array(
        {static_cast<int>(S.What), place(S.Literal), list(S.Arguments, [&](const Place &P) { return place(P); }), S.Tenant, S.Value, S.Marker});
  });
}

json Writer::textSite(const TextSite &S) { return json::array({place(S.Call), string(S.Callee), string(S.Function), texts(S.Texts), steps(S.Way)}); }

json Writer::site(const SqlSite &S) {
  return json::array({textSite(S), static_cast<int>(S.Language), S.Placeholders, static_cast<int>(S.Transaction), static_cast<int>(S.Connection),
                      S.ResetLater, bound(S.Bound), S.Statement, slot(S.Entry)});
}

json Writer::call(const CallFlow &C) {
  return json::array({string(C.CalleeId), string(C.Callee), place(C.Call), string(C.Function), given(C.Arguments)});
}

json Writer::write(const UnitResult &R) {
  const UnitFacts &U = R.Facts;
  json Out = {{"file", R.File}, {"failure", R.Failure}};
  Out["sites"] = list(U.Sites, [&](const SqlSite &S) { return site(S); });
  Out["keys"] = list(U.Keys, [&](const KeySite &S) { return json::array({textSite(S), static_cast<int>(S.What), splices(S.Splices)}); });
  Out["namesTenant"] = U.NamesTenant;
  Out["connects"] = list(U.Connects, [&](const SqlSite &S) { return site(S); });
  Out["calls"] = list(U.Calls, [&](const CallFlow &C) { return call(C); });
  Out["sessionCalls"] = list(U.SessionCalls, [&](const SessionCall &C) {
    return json::array({string(C.Callee), C.Index, place(C.Call), static_cast<int>(C.Transaction), slot(C.Entry)});
  });
  Out["results"] = list(U.Results, [&](const ResultFlow &F) {
    json Joins;
    if (F.Joins)
      Joins = json::array({F.Joins->List, F.Joins->Between ? json(*F.Joins->Between) : json(), F.Joins->Known});
    return json::array({string(F.Function), texts(F.Texts), Joins});
  });
  Out["overrides"] = list(U.Overrides, [&](const Override &O) { return json::array({string(O.Method), string(O.Base)}); });
  Out["closed"] = U.Closed;
  Out["reachable"] = U.Reachable;
  Out["taken"] = U.Taken;
  Out["executions"] = list(U.Executions, [&](const Execution &E) {
    return json::array({E.Statement, place(E.Call), string(E.Callee), string(E.Function), bound(E.Bound)});
  });
  Out["tenantArguments"] = list(U.TenantArguments, [&](const TenantArgument &A) {
    return json::array({string(A.Callee), A.Index, value(A.Value), string(A.Function), place(A.Call)});
  });
  Out["taskBodies"] = list(U.TaskBodies, [&](const TaskBody &T) {
    json Elsewhere = list(T.Elsewhere, [&](const TaskBody::Call &C) { return json::array({steps({C.Here}), string(C.Callee)}); });
    return json::array({place(T.Where), string(T.Function), steps(T.Reaches), Elsewhere, string(T.Overrides), T.Binds});
  });
  Out["bindsTenant"] = U.BindsTenant;
  Out["tenantInputs"] = list(U.TenantInputs, [&](const TenantInput &I) {
    return json::array(
        {place(I.Where), string(I.Function), I.Name, I.From, steps(I.Steps), string(I.Handler), I.IsRegistered, I.IsHandler, string(I.Result)});
  });
  Out["clientResults"] = U.ClientResults;
  Out["calledWithTenant"] = U.CalledWithTenant;
  Out["patterns"] = list(U.Patterns, [&](const TemplatePattern &T) { return json::array({string(T.File), T.Begin, T.End, string(T.Name)}); });
  Out["included"] = list(R.Included, [&](const IncludedFile &F) { return json::array({F.Path, F.Context ? binary(*F.Context) : json()}); });
  Out["leading"] = list(R.Leading, [&](const LeadingIncludes &L) { return json::array({L.Size, L.Bytes, binary(L.What)}); });
  Out["strings"] = std::move(Strings);
  return Out;
}

Place Reader::place(const json &J) const {
  Place P;
  P.File = string(J.at(0));
  P.Line = J.at(1);
  P.Column = J.at(2);
  P.EndColumn = J.at(3);
  P.LineText = string(J.at(4));
  return P;
}

std::vector<Step> Reader::steps(const json &J) const {
  return vectorOf<Step>(J, [&](const json &S) { return Step{place(S.at(0)), S.at(1)}; });
}

Slot Reader::slot(const json &J) const {
  return J.is_null() ? Slot() : Slot{static_cast<Slot::Kind>(J.at(0).get<int>()), string(J.at(1)), string(J.at(2)), J.at(3), styleOf(J.at(4))};
}

ValueSource Reader::value(const json &J) const {
  ValueSource V;
  if (J.is_null())
    return V;
  V.What = static_cast<ValueSource::Kind>(J.at(0).get<int>());
  V.Name = string(J.at(1));
  V.From = string(J.at(2));
  V.At = place(J.at(3));
  V.Steps = steps(J.at(4));
  V.Parameter = slot(J.at(5));
  V.Holds = static_cast<ValueSource::Part>(J.at(6).get<int>());
  return V;
}

std::vector<BoundValue> Reader::bound(const json &J) const {
  return vectorOf<BoundValue>(J, [&](const json &B) { return BoundValue{B.at(0), B.at(1), value(B.at(2))}; });
}

std::vector<SourceText> Reader::texts(const json &J) const {
  return vectorOf<SourceText>(J, [&](const json &T) {
    SourceText Text;
    Text.Pieces = vectorOf<TextPiece>(T.at(0), [&](const json &Piece) {
      TextPiece P;
      P.Text = Piece.at(0);
      P.Runs = vectorOf<Run>(Piece.at(1), [&](const json &R) { return Run{R.at(0), R.at(1), place(R.at(2))}; });
      if (!Piece.at(2).is_null())
        P.At = place(Piece.at(2));
      P.IsHole = Piece.at(3);
      P.IsValue = Piece.at(4);
      P.Name = Piece.at(5);
      P.IsIdentifier = Piece.at(8);
      P.From = slot(Piece.at(6));
      P.Value = value(Piece.at(7));
      P.Given = given(Piece.at(9));
      if (const json &Between = Piece.at(10); !Between.is_null())
        P.JoinedBy = texts(Between);
      return P;
    });
    Text.Steps = steps(T.at(1));
    if (const json &Needs = T.at(2); !Needs.is_null())
      Text.Needs = vectorOf<Need>(Needs, [&](const json &N) { return Need{slot(N.at(0)), static_cast<Need::Kind>(N.at(1).get<int>()), N.at(2)}; });
    Text.Statement = T.at(3);
    return Text;
  });
}

std::vector<GivenText> Reader::given(const json &J) const {
  if (J.is_null())
    return {};
  return vectorOf<GivenText>(J, [&](const json &G) {
    const json &Number = G.at(4);
    return GivenText{G.at(0), styleOf(G.at(1)), texts(G.at(2)), G.at(3), Number.is_null() ? std::nullopt : std::optional(Number.get<int64_t>())};
  });
}

std::vector<Splice> Reader::splices(const json &J) const {
  return vectorOf<Splice>(J, [&](const json &S) {
    return Splice{static_cast<Splice::Kind>(S.at(0).get<int>()),
                  place(S.at(1)),
                  vectorOf<Place>(S.at(2), [&](const json &P) { return place(P); }),
                  S.at(3),
                  S.at(4),
                  S.at(5)};
  });
}

void Reader::textSite(const json &J, TextSite &S) const {
  S.Call = place(J.at(0));
  S.Callee = string(J.at(1));
  S.Function = string(J.at(2));
  S.Texts = texts(J.at(3));
  S.Way = steps(J.at(4));
}

SqlSite Reader::site(const json &J) const {
  SqlSite S;
  textSite(J.at(0), S);
  S.Language = static_cast<sql::Dialect>(J.at(1).get<int>());
  S.Placeholders = J.at(2);
  S.Transaction = static_cast<model::TransactionState>(J.at(3).get<int>());
  S.Connection = static_cast<SqlSite::ConnectionKind>(J.at(4).get<int>());
  S.ResetLater = J.at(5).get<std::vector<std::string>>();
  S.Bound = bound(J.at(6));
  S.Statement = J.at(7);
  S.Entry = slot(J.at(8));
  return S;
}

CallFlow Reader::call(const json &J) const {
  CallFlow C;
  C.CalleeId = string(J.at(0));
  C.Callee = string(J.at(1));
  C.Call = place(J.at(2));
  C.Function = string(J.at(3));
  C.Arguments = given(J.at(4));
  return C;
}

UnitResult Reader::read(const json &J) const {
  UnitResult R;
  R.File = J.at("file");
  R.Failure = J.at("failure");
  UnitFacts &U = R.Facts;
  U.Sites = vectorOf<SqlSite>(J.at("sites"), [&](const json &S) { return site(S); });
  U.Keys = vectorOf<KeySite>(J.at("keys"), [&](const json &K) {
    KeySite S;
    textSite(K.at(0), S);
    S.What = static_cast<KeySite::Kind>(K.at(1).get<int>());
    S.Splices = splices(K.at(2));
    return S;
  });
  U.NamesTenant = J.at("namesTenant");
  U.Connects = vectorOf<SqlSite>(J.at("connects"), [&](const json &S) { return site(S); });
  U.Calls = vectorOf<CallFlow>(J.at("calls"), [&](const json &C) { return call(C); });
  U.SessionCalls = vectorOf<SessionCall>(J.at("sessionCalls"), [&](const json &C) {
    return SessionCall{string(C.at(0)), C.at(1), place(C.at(2)), static_cast<model::TransactionState>(C.at(3).get<int>()), slot(C.at(4))};
  });
  U.Results = vectorOf<ResultFlow>(J.at("results"), [&](const json &F) {
    ResultFlow Result{string(F.at(0)), texts(F.at(1)), std::nullopt};
    if (const json &Joins = F.at(2); !Joins.is_null())
      Result.Joins = ResultFlow::Joining{Joins.at(0), Joins.at(1).is_null() ? std::nullopt : std::optional<unsigned>(Joins.at(1)), Joins.at(2)};
    return Result;
  });
  U.Closed = J.at("closed").get<std::vector<std::string>>();
  U.Taken = J.at("taken").get<std::vector<std::string>>();
  U.Reachable = J.at("reachable").get<std::vector<std::string>>();
  U.Overrides = vectorOf<Override>(J.at("overrides"), [&](const json &O) { return Override{string(O.at(0)), string(O.at(1))}; });
  U.Executions = vectorOf<Execution>(
      J.at("executions"), [&](const json &E) { return Execution{E.at(0), place(E.at(1)), string(E.at(2)), string(E.at(3)), bound(E.at(4))}; });
  U.TenantArguments = vectorOf<TenantArgument>(J.at("tenantArguments"), [&](const json &A) {
    return TenantArgument{string(A.at(0)), A.at(1), value(A.at(2)), string(A.at(3)), place(A.at(4))};
  });
  U.TaskBodies = vectorOf<TaskBody>(J.at("taskBodies"), [&](const json &T) {
    TaskBody B{place(T.at(0)), string(T.at(1)), steps(T.at(2)), {}, string(T.at(4)), T.at(5)};
    B.Elsewhere = vectorOf<TaskBody::Call>(T.at(3), [&](const json &C) { return TaskBody::Call{steps(C.at(0)).at(0), string(C.at(1))}; });
    return B;
  });
  U.BindsTenant = J.at("bindsTenant");
  U.TenantInputs = vectorOf<TenantInput>(J.at("tenantInputs"), [&](const json &I) {
    return TenantInput{place(I.at(0)), string(I.at(1)), I.at(2), I.at(3), steps(I.at(4)), string(I.at(5)), I.at(6), I.at(7), string(I.at(8))};
  });
  U.ClientResults = J.at("clientResults").get<std::vector<std::string>>();
  U.CalledWithTenant = J.at("calledWithTenant").get<std::vector<std::string>>();
  U.Patterns =
      vectorOf<TemplatePattern>(J.at("patterns"), [&](const json &T) { return TemplatePattern{string(T.at(0)), T.at(1), T.at(2), string(T.at(3))}; });
  R.Included = vectorOf<IncludedFile>(
      J.at("included"), [&](const json &F) { return IncludedFile{F.at(0), F.at(1).is_null() ? std::nullopt : std::optional(digestFrom(F.at(1)))}; });
  R.Leading = vectorOf<LeadingIncludes>(J.at("leading"), [&](const json &L) { return LeadingIncludes{L.at(0), L.at(1), digestFrom(L.at(2))}; });
  return R;
}

json toJson(const CompileCommand &C) {
  return {{"directory", C.Directory},
          {"file", C.File},
          {"arguments", C.Arguments},
          {"unsaved", C.Unsaved},
          {"isSurvey", C.IsSurvey},
          {"ownFiles", C.OwnFiles ? json(*C.OwnFiles) : json()},
          {"preamble", C.Preamble ? json::array({C.Preamble->File, C.Preamble->Size, C.Preamble->IsMade}) : json()}};
}

CompileCommand commandFromJson(const json &J) {
  CompileCommand C{J.at("directory").get<std::string>(), J.at("file").get<std::string>(), J.at("arguments").get<std::vector<std::string>>(),
                   J.at("unsaved").get<std::map<std::string, std::string>>()};
  C.IsSurvey = J.at("isSurvey");
  if (!J.at("ownFiles").is_null())
    C.OwnFiles = J.at("ownFiles").get<std::vector<std::string>>();
  if (const json &P = J.at("preamble"); !P.is_null())
    C.Preamble = PreambleFile{P.at(0), P.at(1), P.at(2)};
  return C;
}

json toJson(const UnitResult &R) { return Writer().write(R); }

UnitResult resultFromJson(const json &J) { return Reader(J.at("strings")).read(J); }

} // namespace tenantscan
