//===- Places.cpp - From Clang's locations to places --------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/Places.h"

#include "checks/model/ApiMatcher.h"
#include "checks/values/Contents.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace tenantscan {

std::string pathOf(FileID File, const SourceManager &SM) {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  if (!Entry)
    return {};
  llvm::StringRef Name = Entry->getName();
  if (llvm::sys::path::is_absolute(Name) && !Name.contains("/.") && !Name.contains("//"))
    return Name.str();
  llvm::SmallString<256> Path(Name);
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

bool isProjectCode(SourceLocation Loc, const SourceManager &SM, const model::Project &P) {
  Loc = SM.getExpansionLoc(Loc);
  if (Loc.isInvalid() || SM.isInSystemHeader(Loc))
    return false;
  FileID File = SM.getFileID(Loc);
  return File == SM.getMainFileID() || P.owns(pathOf(File, SM));
}

Place placeAt(SourceLocation Begin, unsigned Length, const SourceManager &SM) {
  Place Result;
  Result.RawLocation = Begin.getRawEncoding();
  auto [File, Offset] = SM.getDecomposedLoc(Begin);
  Result.File = pathOf(File, SM);
  bool Invalid = false;
  llvm::StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid || Offset > Text.size())
    return Result;
  size_t LineStart = Text.take_front(Offset).rfind('\n');
  LineStart = LineStart == llvm::StringRef::npos ? 0 : LineStart + 1;
  llvm::StringRef Line = Text.substr(LineStart).take_until([](char C) { return C == '\n' || C == '\r'; });
  Result.Line = SM.getLineNumber(File, Offset);
  Result.Column = static_cast<uint32_t>(Offset - LineStart + 1);
  Result.EndColumn = static_cast<uint32_t>(std::min<size_t>(Result.Column + Length, Line.size() + 1));
  Result.EndColumn = std::max(Result.EndColumn, Result.Column);
  Result.LineText = Line.str();
  return Result;
}

Place tokenPlace(SourceLocation Loc, const ASTContext &AST) {
  const SourceManager &SM = AST.getSourceManager();
  Loc = SM.getExpansionLoc(Loc);
  return placeAt(Loc, Lexer::MeasureTokenLength(Loc, SM, AST.getLangOpts()), SM);
}

static Slot slotOf(const ParmVarDecl *Parameter) {
  Slot S;
  if (const auto *Function = dyn_cast<FunctionDecl>(Parameter->getDeclContext())) {
    S.What = Slot::Kind::Parameter;
    S.Function = usrOf(Function);
    S.Name = model::qualifiedName(Function);
    S.Index = Parameter->getFunctionScopeIndex();
  }
  return S;
}

static Slot slotOf(const strings::Piece &P) {
  Slot S;
  if (P.Parameter != nullptr) {
    S = slotOf(P.Parameter);
    S.Formatted = P.Formatted;
  }
  if (P.HeldIn != nullptr) {
    S.What = Slot::Kind::Parameter;
    S.Function = usrOf(P.HeldIn);
    S.Name = model::qualifiedName(P.HeldIn);
    S.Index = P.HeldAt;
  }
  if (P.Result != nullptr) {
    S.What = Slot::Kind::Result;
    S.Function = usrOf(P.Result);
    S.Name = model::qualifiedName(P.Result);
    if (P.Into && !S.Function.empty())
      S.Function += WrittenTo + std::to_string(*P.Into) + (P.SuspectAt == OwnTexts ? std::string(1, WrittenTo) : "");
    const auto *Method = dyn_cast<CXXMethodDecl>(P.Result);
    S.Index = Method != nullptr && Method->isVirtual() ? 1 : 0;
  }
  if (P.Suspect != nullptr) {
    const auto *Method = dyn_cast<CXXMethodDecl>(P.Suspect);
    S.What = Slot::Kind::Result;
    S.Function = usrOf(P.Suspect);
    S.Name = model::qualifiedName(P.Suspect);
    S.Index = Method != nullptr && Method->isVirtual() ? 1 : 0;
    if (!S.Function.empty())
      S.Function += KeepsNothing + (P.SuspectAt ? std::to_string(*P.SuspectAt) : "");
  }
  if (P.Variable != nullptr) {
    S.What = Slot::Kind::Result;
    S.Function = usrOf(P.Variable);
    S.Name = model::qualifiedName(P.Variable);
    if (isa<FieldDecl>(P.Variable))
      S.Index = P.Variable->getAccess() == AS_public || P.Variable->getAccess() == AS_none ? 4 : 3;
    else
      S.Index = P.Variable->getType().isConstQualified() ? 0 : 2;
  }
  if (S.Function.empty())
    S.What = Slot::Kind::None;
  return S;
}

// Empty for a member of which no caller is told.
static Slot slotOf(const strings::Need &N) {
  if (N.Field == nullptr)
    return slotOf(N.Parameter);
  strings::Piece Member;
  Member.HeldIn = N.HeldIn;
  Member.HeldAt = N.HeldAt;
  return slotOf(Member);
}

SourceText sourceText(const strings::Alternative &A, const ASTContext &AST, ValueFinder ValueOf) {
  const SourceManager &SM = AST.getSourceManager();
  SourceText Result;
  for (const strings::Piece &P : A.Pieces) {
    TextPiece Piece;
    Piece.Text = P.Text;
    Piece.IsHole = P.IsHole;
    Piece.IsValue = P.IsValue;
    Piece.IsIdentifier = P.IsIdentifier;
    Piece.Name = P.Name;
    if (P.Given)
      for (const strings::GivenText &G : *P.Given) {
        GivenText &Out = Piece.Given.emplace_back();
        Out.Index = G.Index;
        Out.Formatted = G.Formatted;
        Out.LeastLength = G.LeastLength;
        Out.Number = G.Number;
        for (const strings::Alternative &Each : G.Texts)
          Out.Texts.push_back(sourceText(Each, AST, ValueOf));
      }
    if (P.JoinedBy)
      for (const strings::Alternative &Each : *P.JoinedBy)
        Piece.JoinedBy.push_back(sourceText(Each, AST, ValueOf));
    if (P.IsHole) {
      Piece.From = slotOf(P);
      // As a part of a text it is better known by its name than by all that it may be.
      if (A.Pieces.size() != 1 && Piece.From.What == Slot::Kind::Result && Piece.From.Index >= 3)
        Piece.From = Slot();
      if (P.Source != nullptr)
        Piece.Value = ValueOf(P.Source);
      using Kind = ValueSource::Kind;
      if (P.Keeper != nullptr && (Piece.Value.What == Kind::Unknown || Piece.Value.What == Kind::OtherId)) {
        Piece.Value.What = Kind::Tenant;
        Piece.Name = P.Keeper->getNameAsString();
      }
      if (std::optional<Slot> Document = values::takeDocument(Piece.Value); Document && Piece.From.What == Slot::Kind::None)
        Piece.From = std::move(*Document);
    }
    for (const strings::Stretch &S : strings::stretchesOf(P, AST))
      Piece.Runs.push_back({S.Offset, S.Length, placeAt(S.Begin, S.Length, SM)});
    if (Piece.Runs.empty())
      Piece.At = tokenPlace(strings::locationOf(P), AST);
    Result.Pieces.push_back(std::move(Piece));
  }
  for (const strings::Need &N : A.Needs)
    if (Slot Of = slotOf(N); Of.What == Slot::Kind::Parameter)
      Result.Needs.push_back({std::move(Of), static_cast<Need::Kind>(N.What), N.Number});
  // A variable that is used several times is on the way once.
  for (const strings::Stop &S : A.Stops) {
    Step Here{tokenPlace(S.Where, AST), S.Message};
    if (llvm::none_of(Result.Steps, [&](const Step &Known) { return Known.Where == Here.Where && Known.Message == Here.Message; }))
      Result.Steps.push_back(std::move(Here));
  }
  return Result;
}

std::vector<SourceText> sourceTexts(const strings::AbstractString &S, const ASTContext &AST, ValueFinder ValueOf) {
  // Alternatives, and texts that double, have the same holes again and again.
  llvm::DenseMap<const Expr *, ValueSource> Known;
  auto Once = [&](const Expr *E) {
    auto It = Known.find(E);
    return It != Known.end() ? It->second : Known.try_emplace(E, ValueOf(E)).first->second;
  };
  std::vector<SourceText> Result;
  for (const strings::Alternative &A : S)
    Result.push_back(sourceText(A, AST, Once));
  return Result;
}

std::vector<const FunctionDecl *> handedOverBy(const Expr *E) {
  static constexpr unsigned MaxDepth = 12;
  std::vector<const FunctionDecl *> Found;
  auto Find = [&](auto &&Self, const Stmt *S, unsigned Depth) -> void {
    if (S == nullptr || Depth > MaxDepth)
      return;
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      Found.push_back(Lambda->getCallOperator());
      return;
    }
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *F = dyn_cast<FunctionDecl>(Reference->getDecl()))
        Found.push_back(F);
      if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()); V != nullptr && V->isLocalVarDecl() && V->getInit() != nullptr)
        Self(Self, V->getInit(), Depth + 1);
      return;
    }
    // A lambda that becomes a pointer to a function.
    if (const auto *Converted = dyn_cast<CXXMemberCallExpr>(S);
        Converted != nullptr && isa_and_nonnull<CXXConversionDecl>(Converted->getMethodDecl()))
      return Self(Self, Converted->getImplicitObjectArgument(), Depth + 1);
    // std::bind(&C::f, this): what is given counts, not who makes a handler of it.
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      for (const Expr *Argument : Call->arguments())
        Self(Self, Argument, Depth + 1);
      return;
    }
    for (const Stmt *Child : S->children())
      Self(Self, Child, Depth + 1);
  };
  Find(Find, E, 0);
  return Found;
}

std::string usrOf(const Decl *D) {
  llvm::SmallString<128> Usr;
  return index::generateUSRForDecl(D, Usr) ? std::string() : Usr.str().str();
}

} // namespace tenantscan
