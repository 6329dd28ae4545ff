//===- Revision.cpp - The work tree beside another revision ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/gate/Revision.h"

#include "tool/gate/Git.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

using namespace llvm;

namespace tenantscan {

/// Of git commands that look at the whole work tree.
static constexpr unsigned Patience = 600;

Revision::Revision(Revision &&Other) noexcept
    : Root(std::move(Other.Root)), Top(std::move(Other.Top)), InTop(std::move(Other.InTop)), Commit(std::move(Other.Commit)),
      Folder(std::exchange(Other.Folder, {})), Changed(Other.Changed), Files(std::move(Other.Files)), ChangedNames(std::move(Other.ChangedNames)),
      OldNames(std::move(Other.OldNames)), Submodules(std::move(Other.Submodules)) {}

Revision::~Revision() {
  if (!Folder.empty())
    sys::fs::remove_directories(Folder);
}

std::string Revision::absolute(StringRef InRepository) const {
  StringRef Rest = InRepository;
  return Rest.consume_front(InTop) ? Root + "/" + Rest.str() : Top + "/" + InRepository.str();
}

// Compilers may know the project by a path with links in it, or by the one without.
void Revision::add(StringRef InRepository, const std::string &Content) {
  std::string Path = absolute(InRepository);
  std::string RealPath = Top + "/" + InRepository.str();
  Files.add(Path, Content);
  if (Path != RealPath)
    Files.add(RealPath, Content);
}

// Through an index of its own: the filters of the repository apply, and neither
// index nor work tree of the user change.
Error Revision::checkOut(const std::string &Prefix, const std::string &Names) const {
  GitOptions Options;
  Options.IndexFile = Folder + "/index";
  Options.Seconds = Patience;
  if (!sys::fs::exists(Options.IndexFile))
    if (Expected<std::string> Read = git(Top, {"read-tree", Commit}, Options); !Read)
      return Read.takeError();
  Options.Input = Names;
  return git(Top, {"checkout-index", "-f", "-z", "--stdin", "--prefix=" + Prefix}, Options).takeError();
}

namespace {

/// The words of a list with a zero after each.
class Words {
public:
  explicit Words(StringRef Text) : Rest(Text) {}
  explicit operator bool() const { return !Rest.empty(); }
  StringRef next() {
    auto [Word, After] = Rest.split('\0');
    Rest = After;
    return Word;
  }

private:
  StringRef Rest;
};

} // namespace

Expected<Revision> Revision::compare(const std::string &Root, const std::string &Name) {
  Revision R;
  R.Root = Root;
  R.Top = gitLine(Root, {"rev-parse", "--show-toplevel"});
  if (R.Top.empty())
    return createStringError(fmt::format("{} is in no git repository, or git is not installed", Root));
  R.InTop = gitLine(Root, {"rev-parse", "--show-prefix"});
  std::string Other = gitLine(Root, {"rev-parse", "--verify", "--quiet", "--end-of-options", Name + "^{commit}"});
  if (Other.empty())
    return createStringError(fmt::format("the repository at {} has no revision {}; a checkout of CI may have to fetch it", R.Top, Name));
  R.Commit = gitLine(Root, {"merge-base", "HEAD", Other});
  if (R.Commit.empty())
    return createStringError(fmt::format(
        "HEAD and {} have no commit in common here; a shallow clone must fetch more history (fetch-depth: 0, or git fetch --unshallow)", Name));
  SmallString<128> Folder;
  if (std::error_code Failure = sys::fs::createUniqueDirectory("tenantscan", Folder))
    return createStringError(Failure, "cannot make a temporary folder: %s", Failure.message().c_str());
  R.Folder = Folder.str().str();

  GitOptions Long;
  Long.Seconds = Patience;
  Expected<std::string> Diff = git(R.Top, {"diff", "--no-ext-diff", "--no-textconv", "--raw", "--no-abbrev", "-z", "-M", R.Commit, "--"}, Long);
  if (!Diff)
    return Diff.takeError();
  Expected<std::string> Untracked = git(R.Top, {"ls-files", "--others", "--exclude-standard", "-z"}, Long);
  if (!Untracked)
    return Untracked.takeError();

  const std::string Then = R.Folder + "/then/";
  std::string Wanted;
  std::vector<std::string> WereThere;
  auto WasThere = [&](StringRef File) {
    Wanted += File.str() + '\0';
    WereThere.push_back(File.str());
  };
  auto WasNot = [&](StringRef File) { R.add(File, ""); };
  // :MODE MODE HASH HASH STATUS, FILE, and the new name where it has another.
  for (Words All(*Diff); All;) {
    StringRef Head = All.next();
    StringRef File = All.next();
    char Status = Head.substr(Head.rfind(' ') + 1).front();
    ++R.Changed;
    R.ChangedNames.push_back(File.str());
    if (Head.starts_with(":160000") || Head.substr(8).starts_with("160000")) {
      R.Submodules.push_back(File.str());
      continue;
    }
    if (Status == 'A')
      WasNot(File);
    else
      WasThere(File);
    if (Status == 'R' || Status == 'C') {
      StringRef New = All.next();
      R.ChangedNames.push_back(New.str());
      WasNot(New);
      if (Status == 'R')
        R.OldNames[R.absolute(New)] = R.absolute(File);
    }
  }
  for (Words All(*Untracked); All;) {
    StringRef File = All.next();
    ++R.Changed;
    R.ChangedNames.push_back(File.str());
    WasNot(File);
  }
  if (!WereThere.empty())
    if (Error Failure = R.checkOut(Then, Wanted))
      return std::move(Failure);
  for (const std::string &File : WereThere)
    R.add(File, Then + File);
  return std::move(R);
}

static bool endsIn(StringRef Name, ArrayRef<StringRef> Endings) {
  return any_of(Endings, [&](StringRef Ending) { return Name.ends_with(Ending); });
}

bool Revision::differsIn(ArrayRef<StringRef> Endings) const {
  return any_of(ChangedNames, [&](const std::string &Name) { return endsIn(Name, Endings); });
}

Expected<std::string> Revision::layOut(ArrayRef<StringRef> Endings, const std::vector<std::string> &Also) const {
  GitOptions Long;
  Long.Seconds = Patience;
  Expected<std::string> Listed = git(Top, {"ls-tree", "-r", "-z", "--name-only", "--full-tree", Commit, "--", InTop.empty() ? "." : InTop}, Long);
  if (!Listed)
    return Listed.takeError();
  std::string Wanted;
  for (Words All(*Listed); All;) {
    StringRef Name = All.next();
    if (endsIn(Name, Endings) || is_contained(Also, absolute(Name)))
      Wanted += Name.str() + '\0';
  }
  const std::string Tree = Folder + "/tree/";
  if (std::error_code Failure = sys::fs::create_directories(Tree + InTop))
    return createStringError(Failure, "cannot make %s: %s", Tree.c_str(), Failure.message().c_str());
  if (!Wanted.empty())
    if (Error Failure = checkOut(Tree, Wanted))
      return std::move(Failure);
  return StringRef(Tree + InTop).rtrim('/').str();
}

} // namespace tenantscan
