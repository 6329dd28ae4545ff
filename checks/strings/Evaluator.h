//===- Evaluator.h - From an expression to its texts --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H
#define TENANTSCAN_CHECKS_STRINGS_EVALUATOR_H

#include "checks/model/ApiMatcher.h"
#include "checks/strings/AbstractString.h"
#include "checks/strings/Flow.h"
#include "checks/strings/LocalUses.h"
#include "checks/strings/MemberNumbers.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <utility>

namespace tenantscan::strings {

/// Evaluates expressions of text types: literals and what is built from them by
/// operators, conversions, conditional operators, local variables as they change,
/// and functions of the project whose body is in sight. Everything else is a hole.
class Evaluator {
public:
  Evaluator(clang::ASTContext &AST, model::ApiMatcher &Apis, const model::Project &P) : AST(AST), Apis(Apis), P(P) {}

  /// The function that the expressions to come are in; may be null. `this` is its object.
  void enter(const clang::FunctionDecl *Around) { Current = Around; }
  AbstractString evaluate(const clang::Expr *E);
  /// What a function with a body returns; its parameters are holes.
  AbstractString returnedBy(const clang::FunctionDecl *Body) { return settled(resultOf(Body)); }
  /// The same of a method whose result has texts of its object in it: those are holes, whatever is known of them in
  /// the unit; nullopt for others.
  std::optional<AbstractString> returnedOfObject(const clang::FunctionDecl *Body);
  /// Whether \p Function changes a variable that isSharedText(), or may do so.
  bool changesShared(const clang::FunctionDecl *Function, const clang::VarDecl *Variable);
  /// What \p Function puts into members that isSharedText(); an unknown text where it does
  /// something else to them.
  std::vector<std::pair<const clang::FieldDecl *, AbstractString>> putBy(const clang::FunctionDecl *Function);
  /// Text that is not known, as \p E holds it.
  AbstractString unknown(const clang::Expr *E) { return hole(E); }
  /// The text of an expression of a function that is not the one that is looked at.
  AbstractString evaluateIn(const clang::FunctionDecl *F, const clang::Expr *E) {
    Scope Inside(*this, F);
    return evaluate(E);
  }
  /// The text of a member of the object that \p Object is or points to; nullopt where
  /// nothing is known of it.
  std::optional<AbstractString> memberText(const clang::Expr *Object, const clang::FieldDecl *Field);
  /// What a function with a body returns in a text member of an object; nullopt where
  /// nothing is known of it.
  std::optional<AbstractString> returnedIn(const clang::FunctionDecl *Body, const clang::FieldDecl *Field);
  /// A text that a function leaves at a place that it is given, numbered as Piece::Into.
  struct LeftText {
    unsigned Into = 0;
    AbstractString Text;
  };
  /// What a function with a body leaves in the buffers, the references and the objects that it is given, and in its
  /// own object: of each of them that nothing but the function itself may write to later.
  std::vector<LeftText> leftBy(const clang::FunctionDecl *Body);
  /// The methods of other units that a method with a body runs on its object, where it leaves no pointer into the
  /// text members of the object behind, if those do not; nullopt where it may leave one, or there are no such members.
  std::optional<std::vector<const clang::FunctionDecl *>> keepsNothing(const clang::FunctionDecl *Method);
  /// The methods of other units that a method with a body runs on its object, where it names no text member of the
  /// object and hands the object to nobody; nullopt where it may.
  std::optional<std::vector<const clang::FunctionDecl *>> leavesOwnTexts(const clang::FunctionDecl *Method);
  /// What a method leaves in a text of its own object that it is given as an argument, too, as \p E says; nullopt
  /// where it may do something else to it by its own name.
  std::optional<AbstractString> afterOwnPlace(const Event &E, const AbstractString &Before);
  /// So many elements a list has at least, wherever this is asked.
  size_t leastLength(const clang::Expr *List);
  /// What a call gives the parameters of the function it calls that are text, or lists.
  std::vector<GivenText> givenBy(const model::Call &C, bool IsOutermost = true);
  /// What of parameters and members has to be so for \p Point, an expression of the function around, to be reached.
  llvm::SmallVector<Need, 1> neededAt(const clang::Expr *Point);
  /// Whether a branch of a function in sight asks for a number that it is given.
  bool asksNumbers(const clang::FunctionDecl *Function);
  /// Every text of \p Left with every text of \p Right behind it; a hole at
  /// \p Source where that were too many.
  AbstractString concatenate(const AbstractString &Left, const AbstractString &Right, const clang::Expr *Source);

  /// While a Flow is solved: cells have the text that they have at its point.
  struct Scope {
    Scope(Evaluator &Strings, Flow &Following, Flow::State &Now) : Scope(Strings, &Following, &Now, Following.function()) {}
    /// In a function, and at no point of it.
    Scope(Evaluator &Strings, const clang::FunctionDecl *Function) : Scope(Strings, nullptr, nullptr, Function) {}
    ~Scope() {
      Strings.Following = OuterFlow;
      Strings.Now = OuterState;
      Strings.Current = OuterFunction;
    }
    Scope(const Scope &) = delete;

  private:
    Scope(Evaluator &Strings, Flow *Following, Flow::State *Now, const clang::FunctionDecl *Function)
        : Strings(Strings), OuterFlow(std::exchange(Strings.Following, Following)), OuterState(std::exchange(Strings.Now, Now)),
          OuterFunction(std::exchange(Strings.Current, Function)) {}
    Evaluator &Strings;
    Flow *OuterFlow;
    Flow::State *OuterState;
    const clang::FunctionDecl *OuterFunction;
  };
  /// What is kept of a block; null within other variables and calls, where less may be known.
  Flow::Reached *reached() { return Active.size() <= 1 && Calling.empty() && GivenDepth == 0 && Following == nullptr ? &Reached : nullptr; }
  /// The texts of a cell behind \p E, if they were \p Before.
  AbstractString afterEvent(const Event &E, const AbstractString &Before);
  /// The format text of a call, filled in with the arguments from \p First on.
  AbstractString format(model::FormatStyle Style, const AbstractString &Format, llvm::ArrayRef<const clang::Expr *> Arguments,
                        const clang::Expr *Source);
  /// What a cell holds where \p Function begins.
  AbstractString atEntry(const Cell &C, const clang::FunctionDecl *Function);
  /// Whether something else than \p Function and constructors changes a member,
  /// or may do so out of sight.
  bool isChangedByOthers(const clang::FieldDecl *Field, const clang::FunctionDecl *Function);
  /// Whether a call within a method may come back to its object.
  bool maySeeObject(const clang::Expr *Call, const clang::FunctionDecl *Method);
  /// Whether \p Call may write to \p Static, a text that outlives the function, by its name.
  bool mayWrite(const clang::Expr *Call, const clang::VarDecl *Static);

private:
  /// Calls within calls are followed this deep.
  static constexpr size_t MaxCalls = 6;
  /// Of results that are given to functions whose results are given, this many are kept.
  static constexpr unsigned MaxGiven = 4;
  AbstractString visit(const clang::Expr *E);
  AbstractString visitNamed(const clang::Expr *E);
  AbstractString visitVariable(const clang::VarDecl *Variable, const clang::Expr *Use);
  AbstractString visitLocal(const clang::VarDecl *Variable, const clang::Expr *Use);
  AbstractString visitCell(const Cell &C, Flow &F, const clang::Expr *Use);
  AbstractString visitCall(const clang::CallExpr *Call);
  AbstractString visitConstruction(const clang::CXXConstructExpr *Construction);
  AbstractString visitConditional(const clang::AbstractConditionalOperator *Choice);
  AbstractString visitBranch(const clang::AbstractConditionalOperator *Choice, bool IsTrue);
  AbstractString literal(const clang::StringLiteral *Literal, const clang::Expr *Source);
  AbstractString hole(const clang::Expr *E);
  /// Whether the configuration says that the function returns a text of a file.
  bool readsStatement(const clang::FunctionDecl *Callee) const;
  bool isUnchanged(const clang::VarDecl *Variable);
  /// Whether nothing in the function around changes a local variable, parameter or binding.
  bool isUntouched(const clang::ValueDecl *Local);
  std::optional<AbstractString> changed(const clang::Expr *E);

  // Constants.cpp
  /// What the compiler has computed: a pointer to characters, or a view of them.
  AbstractString constant(const clang::APValue &Of, const clang::Expr *Use);
  AbstractString constant(const clang::VarDecl *Variable, const clang::Expr *Use);
  std::optional<AbstractString> computed(const clang::CallExpr *Call);
  const clang::StringLiteral *writtenIn(const clang::CallExpr *E);
  /// What a call of a literal operator gives; \p Value is what the compiler has computed, or null.
  AbstractString userLiteral(const clang::CallExpr *E, const clang::APValue *Value);

  // Tables.cpp
  /// The initialisers of what \p E, an element of a constant table, may be; empty
  /// where they are not known.
  std::vector<const clang::Expr *> initialisersOf(const clang::Expr *E);
  AbstractString visitElement(const clang::Expr *E);
  AbstractString visitChosen(const clang::Expr *E);
  /// The same of \p E, a member or part of an element.
  std::vector<const clang::Expr *> elementPartsOf(const clang::Expr *E);
  /// The elements that a pointer or an iterator leads to, from the one that it is at.
  std::vector<const clang::Expr *> elementsFrom(const clang::Expr *E);
  /// Callables.cpp: what the lambdas and functions return that a constant table or variable holds.
  std::optional<AbstractString> calledFrom(const clang::CallExpr *Call);
  const clang::Expr *tableOf(const clang::Expr *E, const clang::Expr **At = nullptr);
  /// The elements of a list that never changes; empty where they are not known.
  std::vector<const clang::Expr *> elementsOf(const clang::Expr *List);
  const clang::VarDecl *constantOf(const clang::Expr *E);

  // Events.cpp
  AbstractString afterCall(const Event &E, const AbstractString &Before);
  AbstractString cutOff(AbstractString Made, const Event &E, const model::Call &C, const model::TextApi *T);
  AbstractString afterMethod(const Event &E, const AbstractString &Before);
  std::optional<AbstractString> afterReplacing(const model::Call &C, const Cell &Inside, const AbstractString &Before);

  // Calls.cpp
  Flow &flowOf(const clang::FunctionDecl *Function);
  const clang::FunctionDecl *bodyOf(const model::Call &C, bool MayBeVariadic = false);
  AbstractString formatted(const Piece &Parameter, const AbstractString &Format, const model::Call &C);
  AbstractString resultOf(const clang::FunctionDecl *Body);
  AbstractString visitReturned(const clang::Expr *E, const clang::FunctionDecl *Body);
  std::optional<AbstractString> resultOf(const model::Call &C);
  AbstractString substitute(const AbstractString &Text, const clang::FunctionDecl *Callee, const model::Call &C);
  const clang::Expr *argumentOf(const model::Call &C, const clang::ParmVarDecl *Parameter);
  /// Needs.cpp: what of a text is left where a call gives what it needs.
  using Fulfilled = llvm::SmallDenseMap<Cell, AbstractString, 4>;
  using FindText = llvm::function_ref<AbstractString(const Piece &)>;
  std::optional<Alternative> fulfilled(const Alternative &A, const clang::FunctionDecl *Callee, const model::Call &C, FindText GivenFor,
                                       FindText HeldIn, Fulfilled &Left);
  bool mayBeHeld(const Need &N, const clang::Expr *Object, Alternative &Into);
  std::optional<int64_t> memberNumber(const clang::Expr *Object, const clang::FieldDecl *Field, unsigned Steps = 0);
  bool mayBeGiven(const Need &N, const clang::Expr *Argument, Alternative &Into);
  std::optional<GivenText> givenFlag(const clang::Expr *Argument, const clang::ParmVarDecl *Parameter);
  std::optional<int64_t> givenNumber(const clang::Expr *Argument, clang::QualType Type);
  /// The parameter, never changed, that an argument is.
  const clang::ParmVarDecl *ownParameter(const clang::Expr *Argument);
  /// What a cell of a function that is called holds in the end, as the caller sees it.
  std::optional<AbstractString> afterBody(const clang::FunctionDecl *Body, const Cell &Inside, const model::Call &C);

  // Making.cpp
  AbstractString shown(const clang::Expr *E);
  AbstractString converted(const clang::Expr *E, char Conversion);
  AbstractString fedWith(const AbstractString &Format, const clang::Expr *Argument, const clang::Expr *Source);
  AbstractString firstOf(const AbstractString &Text, const clang::Expr *Number, const model::Call &C);
  bool isSizeOfText(const clang::Expr *Size, const clang::Expr *Text);
  AbstractString makeText(const model::Call &C, const model::TextApi &T);
  /// \p Before, or the text that the call names, with one text in it replaced.
  AbstractString makeReplaced(const model::Call &C, const model::TextApi &T, const AbstractString &Before);
  AbstractString replaced(const AbstractString &Text, const AbstractString &Pattern, const AbstractString &Value, bool All,
                          const clang::Expr *Source);

  // Lists.cpp
  /// The texts of a list one behind the other, each with ElementEnd behind it.
  AbstractString visitList(const clang::Expr *E);
  AbstractString element(const AbstractString &Text, const clang::Expr *Source);
  /// The elements of a list with a text between them.
  AbstractString joined(const AbstractString &List, const AbstractString &Between, const clang::Expr *Source);
  AbstractString joined(const model::Call &C, const model::TextApi &T);
  bool isListHole(const Piece &P);
  std::optional<AbstractString> joinedBy(const model::Call &C);
  std::optional<AbstractString> accumulated(const model::Call &C);
  /// Any element of a list that is followed.
  AbstractString anyElement(const clang::Expr *List);

  // Queues.cpp
  /// What is taken out of a list that is a member: any text that methods put into it.
  AbstractString queued(const clang::Expr *E);

  // Bindings.cpp
  AbstractString visitBinding(const clang::BindingDecl *Binding, const clang::Expr *Use);
  /// The text of one part of a pair or tuple; nullopt where it is not known.
  std::optional<AbstractString> textInPart(const clang::Expr *Object, unsigned Index);
  bool isSettled(const clang::Stmt *S);

  // Objects.cpp
  AbstractString visitField(const clang::FieldDecl *Field, const clang::Expr *Use);
  /// The text of a member of the object that \p Object is or points to.
  std::optional<AbstractString> textIn(const clang::Expr *Object, const clang::FieldDecl *Field);
  /// The same where it is an element of a constant table, or a pointer or an iterator into one.
  std::optional<AbstractString> textInElements(const clang::Expr *Object, const clang::FieldDecl *Field);
  std::optional<AbstractString> textInCell(const Cell &C, const clang::Expr *Use, bool Behind);
  std::optional<AbstractString> textInConstructed(const model::Call &C, const clang::FieldDecl *Field);
  std::optional<AbstractString> textInResult(const model::Call &C, const clang::FieldDecl *Field);
  std::optional<AbstractString> textReturned(const clang::FunctionDecl *Body, const clang::FieldDecl *Field);

  // Members.cpp
  /// Members as they are at the beginning of methods, by all that is in sight.
  AbstractString settled(const AbstractString &Text);
  Piece heldBefore(const clang::FieldDecl *Field, const clang::FunctionDecl *Method, const Piece &Hole);
  AbstractString anywhere(const clang::FieldDecl *Field, const clang::FunctionDecl *Method, const Piece &Hole, bool WithNothing = false);
  bool settle(Alternative &Of, const Need &N);
  struct Writers {
    /// All code that can change the member is in sight.
    bool IsClosed = false;
    /// Code in sight keeps its address, or gives a reference to it away.
    bool IsLeaked = false;
    /// Only methods that are in sight change it, wherever its object goes.
    bool IsKept = false;
    /// The methods and constructors that do.
    std::vector<const clang::FunctionDecl *> Functions;
  };
  /// Whether nothing in the unit changes a variable that only this file can name.
  bool isNeverChanged(const clang::VarDecl *Variable);
  std::vector<const clang::FunctionDecl *> functionsOfUnit();
  unsigned GivenDepth = 0;
  const Writers &writersOf(const clang::FieldDecl *Field);

  // Elsewhere.cpp
  /// How the unit of a function tells what it leaves somewhere: as Piece::Into, and as what index it asks for what was
  /// there before.
  struct Told {
    unsigned Into = 0;
    unsigned Held = 0;
  };
  std::optional<Told> toldAs(const Event &E, const clang::FunctionDecl *Callee);
  std::vector<GivenText> givenWithMembers(const model::Call &C);
  AbstractString filledFromList(const Event &E, const model::Call &C);
  AbstractString handedOn(model::FormatStyle Style, const AbstractString &Format, const clang::Expr *Source);
  AbstractString filledBy(const Event &E, const model::Call &C);
  AbstractString leftElsewhere(const Event &E, const AbstractString &Before);
  std::optional<AbstractString> leftIn(const clang::FunctionDecl *Body, const Cell &C);
  AbstractString withHeld(AbstractString Text, const clang::FunctionDecl *Body);
  AbstractString lost(const Event &E, AbstractString Text);

  // Reach.cpp
  bool reachesMethods(const clang::FunctionDecl *F, const clang::CXXRecordDecl *Class, unsigned Steps);
  bool mayWrite(const clang::FunctionDecl *F, const clang::VarDecl *Static, unsigned Steps);

  // Statics.cpp
  /// Who changes a text that outlives the function that writes it.
  struct StaticWriters {
    llvm::SmallPtrSet<const clang::FunctionDecl *, 4> Functions;
    /// One of them is a virtual method.
    bool HasVirtual = false;
    /// A pointer to it goes somewhere.
    bool IsLeaked = false;
  };
  const StaticWriters &writersOf(const clang::VarDecl *Static);
  Flow *flowOfStatic(const clang::VarDecl *Static);
  /// The function that a cell is followed in.
  const clang::FunctionDecl *functionAround(const Cell &C) const;
  AbstractString leftInside(const Event &E, const AbstractString &Before);

  clang::ASTContext &AST;
  model::ApiMatcher &Apis;
  const model::Project &P;
  MemberNumbers Numbers;
  llvm::DenseMap<const clang::FunctionDecl *, bool> AskingNumbers;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Flow>> Flows;
  llvm::DenseMap<const clang::FunctionDecl *, AbstractString> Results;
  /// The texts of variables that never change.
  llvm::DenseMap<const clang::VarDecl *, AbstractString> Constants;
  llvm::DenseMap<const clang::FunctionDecl *, LocalUses> Uses;
  llvm::DenseMap<const clang::FieldDecl *, Writers> Members;
  /// Members that something was put into of which nobody knows anything: what else is does not matter.
  llvm::DenseSet<const clang::FieldDecl *> NotKnown;
  std::optional<llvm::DenseSet<const clang::VarDecl *>> ChangedGlobals;
  llvm::DenseMap<std::pair<const clang::FunctionDecl *, const clang::CXXRecordDecl *>, bool> Reaches;
  llvm::DenseMap<std::pair<const clang::FunctionDecl *, const clang::VarDecl *>, bool> Writes;
  std::optional<llvm::DenseMap<const clang::VarDecl *, StaticWriters>> Statics;
  /// Functions whose result is being found; stops recursion.
  llvm::SmallVector<const clang::FunctionDecl *, 8> Calling;
  Flow::Reached Reached;
  Flow *Following = nullptr;
  Flow::State *Now = nullptr;
  const clang::FunctionDecl *Current = nullptr;
  /// Variables, and members in functions, that are being evaluated; stops cycles.
  llvm::DenseSet<std::pair<const clang::Decl *, const clang::Decl *>> Active;
  unsigned Depth = 0;
};

/// So many elements a list of texts has at least.
size_t leastLength(const AbstractString &List);
/// Every function with a body in a context, those of nested classes too.
void functionsIn(const clang::DeclContext *Context, std::vector<const clang::FunctionDecl *> &Out);
/// Whether a method is declared whose body is elsewhere.
bool hasUnseenMethods(const clang::CXXRecordDecl *Class);
/// Whether every constructor of a class is in sight, with what it gives the members.
bool hasConstructorsInSight(const clang::CXXRecordDecl *Class);
/// The elements of a braced list, or of what is constructed from one.
std::vector<const clang::Expr *> listedIn(const clang::Expr *E);
/// The part of a pair or tuple that is written in one place; null for others.
const clang::Expr *partOf(const clang::Expr *Element, unsigned Index);
/// What is left of an expression for an object without conversions, copies and temporaries.
const clang::Expr *plainObject(const clang::Expr *E);
/// What a list that makes an object gives a member; null where it does not say.
const clang::Expr *initialiserIn(const clang::InitListExpr *List, const clang::FieldDecl *Field);
/// The text of a macro that makes a lambda of it and calls that, such as QStringLiteral or
/// FMT_STRING; null where \p Call is none such.
const clang::StringLiteral *literalOfMacro(const clang::CXXOperatorCallExpr *Call);
/// How a function of the project joins a list of texts: which parameter is the list,
/// and what stands between its elements, another parameter or a known text.
struct JoinShape {
  unsigned List = 0;
  /// The list is this member of the object, and no parameter.
  const clang::FieldDecl *Member = nullptr;
  std::optional<unsigned> Between;
  std::string Known;
};
/// Whether all that \p Body does is to join the texts of a list that it is given, or that its
/// object has.
std::optional<JoinShape> joinShapeOf(const clang::FunctionDecl *Body, model::ApiMatcher &Apis, const model::Project &P);

/// What a lambda puts between two texts: `[](auto a, auto b) { return a + ", " + b; }`.
std::optional<std::string> foldSeparatorOf(const clang::Expr *Function);

/// How a variadic function in the manner of `printf` fills in a format text, to which it
/// does nothing else: which parameter that is, and which one it writes to. Without one it
/// returns what comes of it.
struct FormatShape {
  unsigned Format = 0;
  std::optional<unsigned> Into;
};
/// The format text of a function in the manner of `vsnprintf`, by its name and its parameters: the one before the list
/// of arguments.
std::optional<unsigned> listFormatOf(const clang::FunctionDecl *Callee, model::ApiMatcher &Apis);
std::optional<FormatShape> formatShapeOf(const clang::FunctionDecl *Body, model::ApiMatcher &Apis, const model::Project &P);
/// Whether a text is a null pointer only, and so no text at all.
bool isNullPointer(const AbstractString &Text, clang::ASTContext &AST);
/// The other texts that it may be, if there are any.
AbstractString withoutNull(AbstractString Text, clang::ASTContext &AST);
/// Whether others may override it.
bool isVirtual(const clang::FunctionDecl *F);
/// `va_list`, or what it decays to.
bool isVaList(clang::QualType T);
/// Whether a parameter may be written to by a function in the manner of snprintf: `char *`,
/// `char *&`, a reference to an object that has nothing but one `char *`.
bool isFilled(clang::QualType Parameter);

/// What an expression is called: the variable, member or function it names.
std::string nameOf(const clang::Expr *E);

} // namespace tenantscan::strings

#endif
