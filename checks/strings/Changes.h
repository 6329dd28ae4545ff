//===- Changes.h - What a function does to its texts --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_CHANGES_H
#define TENANTSCAN_CHECKS_STRINGS_CHANGES_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <optional>

namespace tenantscan::strings {

/// What one statement does to the text of a cell.
struct Event {
  enum class Kind : uint8_t {
    Declare, ///< Value is its initialiser, or that of its object; may be null.
    Assign,  ///< It has the text of Value from now on.
    Copy,    ///< Its object is assigned Value, another object.
    Append,
    Prepend,
    Replace, ///< The text of Pattern in it is replaced by Value: all of it, or the
             ///< first. Without Pattern it is a format that is given its next argument.
    Clear,
    DropLast, ///< Loses its last character.
    Call,     ///< Value is a call that may change it through its argument Argument.
    Method,   ///< At is a call of a method of its object.
    Inside,   ///< At is a call of a function that may change it by its name.
    Share,    ///< Another variable leads to it from now on, and what is written there is not seen.
    Unknown,
  };
  Kind What = Kind::Unknown;
  Cell Where;
  /// The expression that does it; null for Declare.
  const clang::Expr *At = nullptr;
  const clang::Expr *Value = nullptr;
  const clang::Expr *Pattern = nullptr;
  /// Of a method: what it returns is taken for its object, if its unit says so.
  bool All = false;
  unsigned Argument = 0;
  /// For Call: what is given is the cell from here on, as in `buffer + strlen(buffer)`.
  const clang::Expr *Position = nullptr;
};

/// The text members of a class and of its bases; empty for classes that are not
/// the project's own, whose methods nobody looks into.
llvm::SmallVector<const clang::FieldDecl *, 4> textFieldsOf(const clang::RecordDecl *Class, model::ApiMatcher &Apis, const model::Project &P);
/// The text members that are told of an object that functions of several units hand on:
/// none of objects with many, which are no statements.
llvm::SmallVector<const clang::FieldDecl *, 4> handedFieldsOf(clang::QualType Object, model::ApiMatcher &Apis, const model::Project &P);
/// Whether a parameter is a pointer to an object that is a text, and that the function may write to: `std::string *`.
bool isObjectPlace(clang::QualType Parameter, model::ApiMatcher &Apis);
/// Whether a parameter is characters that the function may write to.
bool isBuffer(clang::QualType Parameter);
/// What a text that a call is given is in the body that it runs: a parameter, or a member of the object that one is.
Cell insideOf(const Event &E, const clang::FunctionDecl *Body);
/// The class of an object that is held by value, by reference, by pointer or by std::unique_ptr.
const clang::RecordDecl *objectClass(clang::QualType T);
/// The cell that an expression names, if it is one: a variable, or a member of a
/// variable or of `*this`.
std::optional<Cell> cellOf(const clang::Expr *E);
/// Whether something of the type cannot be changed by who is given it.
bool isReadOnly(clang::QualType Parameter);
/// Whether the method returns a reference to its own object, or to a part of its class.
bool givesItself(const clang::CXXMethodDecl *Method, clang::QualType Object);
/// Whether a variable holds text, or is an array of texts, that only this file can name.
bool isTextOfFile(const clang::VarDecl *Variable, model::ApiMatcher &Apis);
/// Whether a variable is an array of structs that only this file can name.
bool isTableOfFile(const clang::VarDecl *Variable);
/// Whether what is done with a table, or with an element of it, only reads it; \p Above: what it is in, outermost first.
bool isOnlyRead(const clang::Expr *Reference, llvm::ArrayRef<const clang::Stmt *> Above);
/// Where a local pointer or iterator begins that only ever goes on from there, and through which nothing is
/// changed; null for others.
const clang::Expr *walkedFrom(const clang::VarDecl *Variable);
/// Whether a variable holds text that outlives the function that writes it: `static char sql[500]`, in a function or a file.
bool isStaticText(const clang::VarDecl *Variable, model::ApiMatcher &Apis);
/// Whether a variable holds text, and other units see it.
bool isSharedText(const clang::VarDecl *Variable, model::ApiMatcher &Apis);
/// Whether a member holds text that is known by all that is ever put into it, whatever object
/// it is a member of: of objects on the heap that go from hand to hand, such as jobs.
bool isSharedText(const clang::FieldDecl *Field, model::ApiMatcher &Apis, const model::Project &P);
/// Whether a parameter is a `std::ostream &`, which may be what a caller makes its text with.
bool isStreamParameter(const clang::VarDecl *Variable);
/// Whether a call gives another place in the list of an iterator: `std::next(i)`, `i + 1`.
bool isIteratorStep(const clang::CallExpr *Call);
/// What the length of is taken: `strlen(x)`, `x.size()`, `x.end()`; null for other expressions.
const clang::Expr *measuredBy(const clang::Expr *Length);
/// Whether a number is the length of a text: `strlen(text)`, or that of a literal.
bool isLengthOfText(const clang::Expr *Length, const clang::Expr *Text, const clang::ASTContext &AST);
/// Whether a method returns `*this`, wherever it returns.
bool returnsThis(const clang::FunctionDecl *Method, unsigned Steps = 0);
/// The same, or it may do so: its body is in another unit, which tells.
bool mayReturnThis(const clang::FunctionDecl *Method, const model::Project &P);

/// Reads a function once, and notes what each statement does to the local
/// variables, parameters and data members that hold text.
class Changes {
public:
  Changes(const clang::FunctionDecl *Function, clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P);

  bool follows(const Cell &C) const { return Index.count(C) != 0; }
  /// Something else may hold a pointer to it, anywhere or from some point on.
  bool isEscaped(const Cell &C) const { return Escaped.count(C) != 0 || Shared.count(C) != 0; }
  /// Whether that is so of the member itself, and not only of its object, which a thread may be given.
  bool isEscapedItself(const Cell &C) const { return EscapedItself.count(C) != 0 || Shared.count(C) != 0; }
  /// Whether a reference to it, or a pointer into it, is returned: who calls the function may write there.
  bool isGivenAway(const Cell &C) const { return GivenAway.count(C) != 0; }
  /// Whether it is not followed since it may be a member of another object that the function changes.
  bool isMixed(const Cell &C) const { return Mixed.count(C) != 0; }
  /// Whether it never changes after its declaration.
  bool isConstant(const Cell &C) const { return Changed.count(C) == 0; }
  /// Whether a pointer stays where it is, and is given to functions: it stands for its buffer.
  bool onlyHandsOn(const Cell &Pointer) const;
  bool hasChanges() const { return !Changed.empty(); }
  /// Whether something changes the cell further down in the source.
  bool changesAfter(const Cell &C, clang::SourceLocation Where) const;
  /// What statements do to the cell, in the order of the source.
  std::vector<const Event *> eventsOf(const Cell &C) const;
  /// Whether \p Length is the number of characters in the cell, wherever it is used or
  /// when \p At writes there: `strlen(buffer)`, or a variable that counts what is written.
  bool isLengthOf(const clang::Expr *Length, const Cell &C, const clang::Expr *At = nullptr) const;
  const clang::FunctionDecl *Function;
  /// In the order of their first appearance.
  std::vector<Cell> Cells;
  llvm::SmallDenseMap<Cell, unsigned, 8> Index;
  llvm::DenseMap<const clang::Stmt *, llvm::SmallVector<Event, 1>> Events;
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<Event, 1>> Declarations;
  /// What the declaration of another variable does.
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<Event, 1>> AfterDeclaration;
  /// What the initialiser of a member, in a constructor, does.
  llvm::DenseMap<const clang::Expr *, llvm::SmallVector<Event, 1>> AfterInitialiser;
  llvm::DenseMap<const clang::Expr *, const clang::LambdaExpr *> InLambdas;
  std::vector<const clang::Expr *> Returned;
  /// Calls that are no event, in methods: they may come back to the object.
  std::vector<const clang::Expr *> Calls;
  /// Members that are changed through something that is not followed.
  llvm::DenseSet<const clang::FieldDecl *> ChangedElsewhere;
  /// What is done to members of objects that are not followed.
  std::vector<Event> Foreign;
  /// Variables of the file that are changed, or whose address goes somewhere.
  llvm::DenseSet<const clang::VarDecl *> ChangedGlobals;
  /// Variables that hold no text, and are not only read.
  llvm::DenseSet<const clang::VarDecl *> MaybeChanged;
  bool HasTry = false;

private:
  bool isLengthSince(const clang::VarDecl *Length, const Cell &C, const clang::Expr *At) const;
  using Ancestors = llvm::SmallVector<const clang::Stmt *, 32>;
  struct Climb;
  void collect(const clang::Stmt *S, Ancestors &Above, const clang::LambdaExpr *Lambda);
  void collectDeclaration(const clang::VarDecl *Variable, const Ancestors &Above);
  // Changes to a text: Classify.cpp. Each climbs from a name to what is done with
  // it, and returns whether it goes on.
  void classify(const clang::Expr *Reference, const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above, bool InLambda, bool IsAddress = false);
  void classifyPlace(const clang::Expr *Pointer, const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above, bool InLambda);
  bool climb(Climb &Now, const clang::Expr *Parent);
  bool climbCast(Climb &Now, const clang::CastExpr *Cast);
  bool climbMethod(Climb &Now, const clang::MemberExpr *Member);
  bool climbList(Climb &Now, const clang::CXXMethodDecl *Method, const clang::CXXMemberCallExpr *Call);
  bool onlyLooks(const Climb &Now, size_t Steps) const;
  bool climbOperator(Climb &Now, const clang::CXXOperatorCallExpr *Operator);
  bool climbCall(Climb &Now, const clang::Expr *Call);
  bool climbBinary(Climb &Now, const clang::BinaryOperator *Operator);
  bool climbElement(Climb &Now, const clang::ArraySubscriptExpr *Element);
  void reachDeclaration(Climb &Now, const clang::DeclStmt *Declaration);
  void note(Climb &Now, Event::Kind What, const clang::Expr *At, const clang::Expr *Value = nullptr);
  static bool isKept(const Climb &Now);
  void pass(Climb &Now, const clang::Expr *Call, unsigned Argument, clang::QualType Parameter);
  // Places to write at: Cursors.cpp.
  void findCursors();
  void checkCursors();
  bool seeCursor(const clang::DeclRefExpr *Reference, llvm::ArrayRef<const clang::Stmt *> Above);
  bool beginsCursor(const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above);
  // Changes to an object: Objects.cpp.
  void classifyObject(const clang::Expr *Reference, const clang::VarDecl *Object, llvm::ArrayRef<const clang::Stmt *> Above, bool InLambda);
  const clang::Expr *soughtAt(const clang::Expr *Position, const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above, bool &All) const;
  void noteView(const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above, clang::QualType Given);
  void noteAlias(const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above);
  void moved(const Cell &C, llvm::ArrayRef<const clang::Stmt *> Above, bool InLambda);
  void followReferences();
  void separateAliases();
  void add(Event E, bool InLambda);
  void escape(const Cell &C);
  void share(const Climb &Now);
  /// Its last characters go: \p Count of them.
  void drop(const Climb &Now, const clang::Expr *At, unsigned Count);
  bool isCandidate(const clang::VarDecl *Variable);
  /// The cells of an object; of `*this` for null.
  llvm::ArrayRef<unsigned> cellsOf(const clang::VarDecl *Object);
  void follow(const Cell &C);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  const clang::CXXRecordDecl *ThisClass = nullptr;
  llvm::SmallDenseMap<const clang::VarDecl *, llvm::SmallVector<unsigned, 4>, 4> Objects;
  llvm::DenseSet<Cell> Escaped;
  llvm::DenseSet<Cell> EscapedItself;
  llvm::DenseSet<Cell> GivenAway;
  llvm::DenseSet<Cell> Mixed;
  /// What is classified is an object as a whole.
  bool IsWhole = false;
  llvm::DenseSet<Cell> Shared;
  /// Variables that lead to the text of another one.
  llvm::SmallVector<const clang::VarDecl *, 2> Leading;
  llvm::DenseSet<Cell> Changed;
  /// References, and the cells that they stand for.
  std::vector<std::pair<const clang::VarDecl *, Cell>> References;
  /// Integer variables, and all that is assigned to them; null for what is not known.
  struct Assigned {
    const clang::Expr *Value;
    bool Adds;
  };
  llvm::SmallDenseMap<const clang::VarDecl *, llvm::SmallVector<Assigned, 2>, 4> Numbers;
  /// Variables that are where the next part of a text goes, and the texts.
  llvm::DenseMap<const clang::VarDecl *, Cell> Cursors;
  /// What moves one of them, or begins it.
  llvm::DenseSet<const clang::Stmt *> AtCursors;
  const clang::Expr *Initialising = nullptr;
  /// What is classified is a member of an object that is not followed.
  bool IsForeign = false;
  /// There are labels to jump back to.
  bool IsRepeated = false;
};

} // namespace tenantscan::strings

#endif
