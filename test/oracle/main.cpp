//===- main.cpp - sqlscan against a real PostgreSQL -----------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Generates statements, asks sqlscan for a verdict on each, and runs each on
// pairs of databases to see whether it leaks. Fails where a statement leaks and
// is called scoped. Starts no server; see run.sh.
//
//===----------------------------------------------------------------------===//
#include "test/oracle/Generator.h"
#include "test/oracle/Report.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string_view>

using namespace tenantscan::oracle;
using Clock = std::chrono::steady_clock;

namespace {

struct Options {
  std::string Connection;
  uint64_t Seed = 1;
  size_t First = 0;
  size_t Count = 3000;
  /// Where it is not empty, these statements instead of First and those after it.
  std::vector<size_t> Only;
  size_t Pairs = 12;
  /// How many times all contents are made anew for statements that look quiet and are
  /// called leaking.
  size_t Pools = 6;
  /// See Generator.
  unsigned Bystanders = 6;
  unsigned Choices = 0;
  unsigned Spellings = 0;
  unsigned Strays = 0;
  /// Seconds; 0: none.
  long TimeLimit = 0;
  /// Shrinking takes seconds; missed statements beyond this are counted only.
  size_t MaxShrunk = 60;
  bool PrintAll = false;
  /// The server gets only what is called scoped.
  bool OnlyScoped = false;
};

} // namespace

/// Pairs of databases for each one that every statement is run on.
static constexpr size_t PoolFactor = 16;
static constexpr size_t StatementsPerVacuum = 4000;

static constexpr const char *Usage = "usage: oracle [--seed N] [--first N] [--count N] [--only N,N...] [--pairs N] [--pools N] [--time-limit S] "
                                     "[--max-shrunk N] [--bystanders N] [--choices N] "
                                     "[--spellings N] [--strays N] [--print-all] [--scoped-only] CONNECTION\n";

static bool parse(int Count, char **Arguments, Options &O) {
  for (int I = 1; I < Count; ++I) {
    std::string_view Name = Arguments[I];
    if (Name == "--print-all") {
      O.PrintAll = true;
      continue;
    }
    if (Name == "--scoped-only") {
      O.OnlyScoped = true;
      continue;
    }
    if (Name.substr(0, 2) != "--") {
      O.Connection = Name;
      continue;
    }
    if (I + 1 == Count)
      return false;
    char *End = nullptr;
    if (Name == "--only") {
      for (const char *At = Arguments[++I]; *At != '\0'; At = *End == ',' ? End + 1 : End) {
        O.Only.push_back(std::strtoull(At, &End, 10));
        if (End == At)
          return false;
      }
      continue;
    }
    long long Value = std::strtoll(Arguments[++I], &End, 10);
    if (*End != '\0' || End == Arguments[I] || Value < 0)
      return false;
    if (Name == "--seed")
      O.Seed = static_cast<uint64_t>(Value);
    else if (Name == "--first")
      O.First = static_cast<size_t>(Value);
    else if (Name == "--count")
      O.Count = static_cast<size_t>(Value);
    else if (Name == "--pairs")
      O.Pairs = static_cast<size_t>(Value);
    else if (Name == "--pools")
      O.Pools = static_cast<size_t>(Value);
    else if (Name == "--bystanders")
      O.Bystanders = static_cast<unsigned>(Value);
    else if (Name == "--choices")
      O.Choices = static_cast<unsigned>(Value);
    else if (Name == "--spellings")
      O.Spellings = static_cast<unsigned>(Value);
    else if (Name == "--strays")
      O.Strays = static_cast<unsigned>(Value);
    else if (Name == "--time-limit")
      O.TimeLimit = static_cast<long>(Value);
    else if (Name == "--max-shrunk")
      O.MaxShrunk = static_cast<size_t>(Value);
    else
      return false;
  }
  return !O.Connection.empty() && O.Pairs > 0;
}

static Node generate(const Options &O, uint64_t Seed, bool &Intact) {
  Random R(Seed);
  Node Statement = Generator(R, O.Bystanders, O.Choices, O.Spellings, O.Strays).statement();
  static constexpr unsigned Mistakes[] = {40, 38, 15, 7};
  size_t Count = R.weighted(Mistakes);
  Intact = Count == 0;
  for (; Count > 0; --Count)
    mutate(Statement, R);
  return Statement;
}

static void examine(const Node &Statement, const Judged &Found, uint64_t Seed, Judge &J, Report &Results, std::set<std::string> &Seen) {
  std::vector<std::vector<int>> Values = J.values(Seed);
  Node Small = shrink(Statement, J, Values);
  Judged Smallest = J.again(Small, Values);
  // One report for each smallest statement.
  if (Seen.insert(Smallest.Text).second)
    Results.addMissed(Found, Smallest, J.server().pairs()[Smallest.Truth.Pair], Values[Smallest.Truth.Pair]);
}

static std::vector<ContentPair> makePairs(const Options &O, uint64_t Seed, int Own) {
  Random R(Seed);
  std::vector<ContentPair> Pairs;
  // Most are for shrinking and for statements that look quiet: a leak may need luck to be seen.
  for (size_t I = 0; I < PoolFactor * O.Pairs; ++I)
    Pairs.push_back(makePair(R, Own));
  return Pairs;
}

namespace {

/// A statement that looks quiet and is called leaking.
struct Alarm {
  size_t Number;
  uint64_t Seed;
  bool Intact;
  Judged Found;
};

} // namespace

static void print(const Options &O, size_t Number, const Judged &Found) {
  if (O.PrintAll)
    std::printf("%zu\t%s\t%s\t%s\n", Number, Found.IsSkipped ? "not run" : nameOf(Found.Truth),
                Found.OtherValue ? "other value" : nameOf(Found.Verdict.Kind), Found.Text.c_str());
}

// Other tenants too: `tenant_id = $1 AND tenant_id = 4` leaks nothing to tenant 2.
static void doubt(const Options &O, Server &S, Judge &J, std::vector<Alarm> Alarms, Report &Results) {
  static constexpr int Tenants[] = {1, 3, 4, 2};
  for (size_t I = 0; I < O.Pools && S.problem().empty(); ++I) {
    int Own = Tenants[I % std::size(Tenants)];
    if (!S.refill(makePairs(O, O.Seed + 104729 * (I + 1), Own), Own))
      return;
    for (Alarm &A : Alarms) {
      bool Intact = false;
      J.doubt(A.Found, generate(O, A.Seed, Intact), A.Seed + I + 1, 1);
    }
  }
  for (const Alarm &A : Alarms) {
    print(O, A.Number, A.Found);
    Results.add(A.Found, A.Intact);
  }
}

static bool run(const Options &O, Server &S, Report &Results) {
  Judge J(S, O.Pairs);
  std::set<std::string> Seen;
  Clock::time_point Start = Clock::now();
  size_t Shrunk = 0;
  std::vector<Alarm> Alarms;
  size_t Count = O.Only.empty() ? O.Count : O.Only.size();
  for (size_t I = 0; I < Count && S.problem().empty(); ++I) {
    if (O.TimeLimit != 0 && Clock::now() - Start > std::chrono::seconds(O.TimeLimit))
      break;
    if (I % StatementsPerVacuum == StatementsPerVacuum - 1)
      S.vacuum();
    // Any statement of a run can be had again by --first.
    size_t Number = O.Only.empty() ? O.First + I : O.Only[I];
    uint64_t Seed = O.Seed * 1000003 + Number;
    bool Intact = false;
    Node Statement = generate(O, Seed, Intact);
    Judged Found = J.judge(Statement, Seed, O.OnlyScoped);
    if (Found.falseAlarm() && Found.Truth.AnyRow) {
      if (O.PrintAll)
        std::printf("%zu\tdoubted\tleaks\t%s\n", Number, Found.Text.c_str());
      Alarms.push_back({Number, Seed, Intact, std::move(Found)});
      continue;
    }
    Results.add(Found, Intact);
    print(O, Number, Found);
    if (!Found.missed())
      continue;
    if (++Shrunk <= O.MaxShrunk)
      examine(Statement, Found, Seed, J, Results, Seen);
  }
  doubt(O, S, J, std::move(Alarms), Results);
  Results.print();
  std::printf("seed %llu, %.1f s\n", static_cast<unsigned long long>(O.Seed), std::chrono::duration<double>(Clock::now() - Start).count());
  return Results.missed() == 0;
}

int main(int Count, char **Arguments) {
  Options O;
  if (!parse(Count, Arguments, O)) {
    std::fputs(Usage, stderr);
    return 2;
  }
  Server S(O.Connection, makePairs(O, O.Seed, Tenant));
  Report Results;
  bool Sound = S.problem().empty() && run(O, S, Results);
  if (!S.problem().empty()) {
    std::fprintf(stderr, "oracle: %s\n", S.problem().c_str());
    return 2;
  }
  return Sound ? 0 : 1;
}
