//===- SourceText.h - Text with its places in the sources ---------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_SOURCETEXT_H
#define TENANTSCAN_CHECKS_SOURCETEXT_H

#include "checks/Finding.h"
#include "checks/model/RulePack.h"
#include "sqlscan/Query.h"

namespace clang {
class Expr;
}

namespace tenantscan {

/// What a method does with its object's own text is told like what it does with a
/// parameter: see Slot::Index.
inline constexpr unsigned MemberSlots = 1000;

/// The index of the \p Member-th text member of the object that a parameter is.
inline constexpr unsigned memberSlot(unsigned Parameter, unsigned Member) { return MemberSlots * (Parameter + 2) + Member; }

/// What a method leaves in the text members of its own object is told from here on, one index each.
inline constexpr unsigned ThisSlots = 10'000'000;
/// The same of a method that returns its object.
inline constexpr unsigned ChainSlots = ThisSlots + MemberSlots;
/// What a method returns, made of the texts that its object has, is told as this.
inline constexpr unsigned ResultOfObject = ThisSlots - 1;

/// What a call "gives" this index has no text, and needs what has to be so for the call to be reached.
inline constexpr unsigned WayThere = ~0U;

/// Stands, with the index of a parameter, behind the USR of a function in Slot::Function
/// and ResultFlow::Function: it is what the function leaves in that parameter. From
/// MemberSlots on: in a text member of the object that it returns; memberSlot() of one that is a parameter; from
/// ThisSlots on, or ChainSlots: of its own object. With another one behind: if it does nothing else to its own texts.
inline constexpr char WrittenTo = '\x02';

/// Stands behind the USR of a method in Slot::Function and ResultFlow::Function: whether the method leaves no
/// pointer into the text members of its object behind, through which they are written to later. The texts of the
/// ResultFlow are those of the methods that it runs in turn, one hole each. With an index as behind WrittenTo it asks
/// the same of what the function is given there: it keeps none if its unit tells what it leaves there. With OwnTexts
/// it asks whether the method, and those that it runs, name no text member of their object at all.
inline constexpr char KeepsNothing[] = "\x02k";
inline constexpr unsigned OwnTexts = ~0U - 1;

/// Where a value comes from that is not known where it is used: its content is
/// what other functions, perhaps of other units, put there.
struct Slot {
  enum class Kind : uint8_t {
    None,
    Parameter, ///< The value that a caller gives.
    Result,    ///< What a function returns whose body is not in sight.
  };
  Kind What = Kind::None;
  /// Clang's USR of the function, and its qualified name.
  std::string Function;
  std::string Name;
  /// 0-based index of the parameter; from MemberSlots on, of a text member of the object
  /// that a method is called on, and then those of objects that are parameters: memberSlot().
  /// For a result: 1 where the function is virtual, and others may override it; 2 for a
  /// variable, which others may change; 3 for a member of any object, 4 for a public one.
  unsigned Index = 0;
  /// The parameter is a format text, filled in with the arguments that follow it.
  std::optional<model::FormatStyle> Formatted;
};

/// Whose value an expression has, as far as its name, type and origin tell.
struct ValueSource {
  enum class Kind : uint8_t {
    Unknown,
    Tenant,  ///< The tenant of the request, or something that holds it.
    OtherId, ///< The identifier of something else.
    Literal, ///< A constant in the code.
    Client,  ///< Something that the client sent: a header, a part of the path.
  };
  Kind What = Kind::Unknown;
  /// For what is not known to be the tenant: whether it may have it in itself.
  enum class Part : uint8_t {
    None,  ///< It is something else by its name: `email`, `user_id`, or made of such.
    Maybe, ///< Nothing tells.
    Mixed, ///< A function made it that was given the tenant, or it is what the callers of a function give, who do not tell.
  };
  Part Holds = Part::Maybe;
  /// As the source has it: `ctx.user_id()`.
  std::string Name;
  /// For Client: header, path, query, body, cookie or host.
  std::string From;
  Place At;
  /// Where the value comes from, before At.
  std::vector<Step> Steps;
  /// The parameter of the enclosing function whose value, unchanged, it is.
  Slot Parameter;
};

/// What a call gives a parameter that is called a tenant.
struct TenantArgument {
  std::string Callee; ///< USR.
  unsigned Index = 0;
  ValueSource Value;
  /// Qualified name of the function that calls.
  std::string Function;
  Place Call;
};

/// A value that is bound to a placeholder.
struct BoundValue {
  /// 1-based, in the order of the text; 0 where the name counts.
  unsigned Placeholder = 0;
  /// As the text has it, without `:` and the like.
  std::string Name;
  ValueSource Value;
  /// The expression, while its unit is in memory; null for an element of a list that the function is given.
  const clang::Expr *Source = nullptr;
};

/// Bytes of a text that stand side by side on one line of a source file.
struct Run {
  uint32_t Offset = 0; ///< In the piece.
  uint32_t Length = 0;
  Place At; ///< Of the first byte.
};

struct SourceText;

/// What has to be so for a text: of what a function is given. The by-value counterpart of
/// strings::Need.
struct Need {
  enum class Kind : uint8_t { Empty, NotEmpty, Equal, NotEqual, AtMost, AtLeast };
  Slot Of;
  Kind What = Kind::Empty;
  int64_t Number = 0;
};

/// What a call gives a parameter that is text, or a list.
struct GivenText {
  unsigned Index = 0;
  /// The texts are what comes of it as a format text.
  std::optional<model::FormatStyle> Formatted;
  std::vector<SourceText> Texts;
  /// Of a list: so many elements it has at least. One that is not of texts has only this.
  size_t LeastLength = 0;
  /// Of a flag or an enumerator: its value, where that is a constant.
  std::optional<int64_t> Number = std::nullopt;
};

/// A stretch of known text, or a hole. The by-value counterpart of strings::Piece.
struct TextPiece {
  /// Empty for a hole.
  std::string Text;
  /// In the order of their offsets; bytes that are written nowhere have none.
  std::vector<Run> Runs;
  /// For a hole: the expression; for text without runs: what it is made from.
  Place At;
  bool IsHole = false;
  /// A hole that is a number or an escaped literal, which cannot be SQL grammar.
  bool IsValue = false;
  /// A hole that is an escaped name, with its quotes.
  bool IsIdentifier = false;
  /// What a hole is called.
  std::string Name;
  Slot From;
  /// For the result of a function: what the call gives it.
  std::vector<GivenText> Given;
  /// For a list of texts: what is put between its elements; empty for others.
  std::vector<SourceText> JoinedBy;
  /// For a hole: whose value it is.
  ValueSource Value;
};

/// One text that an expression may be, and the way that it takes.
struct SourceText {
  std::vector<TextPiece> Pieces;
  std::vector<Step> Steps;
  /// What has to be so of parameters.
  std::vector<Need> Needs = {};
  /// Of a table of statements that are prepared in a loop: the name of this one; empty for others.
  std::string Statement = {};

  /// Nothing at all is known of the text.
  bool isUnknown() const { return Pieces.size() == 1 && Pieces.front().IsHole; }
};

/// A call that takes text.
struct TextSite {
  Place Call;
  /// Qualified name of the function that is called; empty for a statement of an
  /// SQL file.
  std::string Callee;
  /// Qualified name of the named function around the call.
  std::string Function;
  /// Never empty.
  std::vector<SourceText> Texts;
  /// How the text goes on from the call to the function that takes it in the end.
  std::vector<Step> Way;
};

/// A call that takes SQL text.
struct SqlSite : TextSite {
  sql::Dialect Language = sql::Dialect::Generic;
  sql::PlaceholderStyles Placeholders = 0;
  /// Whether a transaction is open when the text is run.
  model::TransactionState Transaction = model::TransactionState::Unknown;
  /// It is as it was where the function around was called: the parameter that the connection is.
  Slot Entry;
  enum class ConnectionKind : uint8_t {
    Unknown,  ///< It is not seen where the connection comes from, or where it goes.
    Borrowed, ///< The function gets it from somewhere, and hands it to nobody.
    Own,      ///< The function opens and closes it.
  };
  ConnectionKind Connection = ConnectionKind::Unknown;
  /// Of `search_path`, `role`, `session_authorization`: what is reset before the
  /// function around the call ends, whatever way it takes.
  std::vector<std::string> ResetLater;
  /// What is known of the values that are bound.
  std::vector<BoundValue> Bound;
  /// The name that the statement is prepared under; empty where it has none, or each text has its own.
  std::string Statement;

  /// What one of the texts is prepared under; empty where it has no name.
  const std::string &nameOf(const SourceText &Text) const { return Text.Statement.empty() ? Statement : Text.Statement; }
};

/// A call that runs a statement prepared under a name.
struct Execution {
  std::string Statement;
  Place Call;
  std::string Callee;
  std::string Function;
  std::vector<BoundValue> Bound;
};

/// A literal that something can be put into, and the tenant that is at hand there.
struct Splice {
  enum class Kind : uint8_t {
    Joined, ///< The left operand of a `+` that makes a string.
    Printf, ///< A format text.
    Braces, ///< A format text as `std::format` takes it.
  };
  Kind What = Kind::Joined;
  /// The token of the literal, on one line.
  Place Literal;
  /// Empty ranges before the arguments of a format text, in their order.
  std::vector<Place> Arguments;
  /// `ctx.tenant_id`
  std::string Tenant;
  /// As an operand of `+`, or as an argument of the format: `std::to_string(ctx.tenant_id)`.
  std::string Value;
  /// What stands for it in a format text: `%lld`.
  std::string Marker;
};

/// A call that reads or writes what a key names, or hands on a message.
struct KeySite : TextSite {
  enum class Kind : uint8_t {
    Key,     ///< The text is the key.
    Command, ///< The text is a Redis command, with blanks between its words.
    Words,   ///< The text is a Redis command, with WordEnd behind its words.
    Message, ///< The text has the parts of a message one behind the other.
  };
  Kind What = Kind::Key;
  /// Literals of the texts, where the tenant could be put in.
  std::vector<Splice> Splices;
};
inline constexpr char WordEnd = '\x1f';

/// The step from the text to the call of \p Site.
Step handedOver(const TextSite &Site);

/// A call of one of the project's own functions that takes text: if the function
/// hands the text on to a database, this is a site.
struct CallFlow {
  /// USR and qualified name of the function that is called.
  std::string CalleeId;
  std::string Callee;
  Place Call;
  std::string Function;
  /// The arguments of text types, in their order.
  std::vector<GivenText> Arguments;
};

/// A call of one of the project's own functions that is given a connection.
struct SessionCall {
  /// USR of the function that is called, and index of the parameter.
  std::string Callee;
  unsigned Index = 0;
  Place Call;
  /// Whether a transaction is open on it.
  model::TransactionState Transaction = model::TransactionState::Unknown;
  /// As for SqlSite.
  Slot Entry;
};

/// What one function returns, with its parameters where they are put into it.
struct ResultFlow {
  std::string Function; ///< USR.
  std::vector<SourceText> Texts;
  /// It joins the texts of a list.
  struct Joining {
    unsigned List = 0;
    /// The parameter that stands between the elements, or else the known text that does.
    std::optional<unsigned> Between;
    std::string Known;
  };
  std::optional<Joining> Joins;
};

/// Stands behind each element of a list of texts, as a piece of its own.
inline constexpr char ElementEnd = '\x1e';

/// A method that hands text on, and the method of a base class that it overrides.
struct Override {
  std::string Method; ///< USR.
  std::string Base;   ///< USR.
};

/// A place where a handler may take the tenant from what the client sent.
struct TenantInput {
  Place Where;
  /// Qualified name of the function around.
  std::string Function;
  /// The parameter, or the expression.
  std::string Name;
  /// path, query, body or message; empty for a parameter.
  std::string From;
  std::vector<Step> Steps;
  /// For a parameter: USR of its function.
  std::string Handler;
  /// The function is registered for a route, or has a request among its parameters.
  bool IsRegistered = false;
  bool IsHandler = false;
  /// USR of the function whose result it is, which perhaps gives a part of the request.
  std::string Result;
};

/// The body of a task, or of a consumer of messages, and what it does on ways
/// where no tenant has been bound.
struct TaskBody {
  Place Where;
  /// Qualified name of the named function that it is, or is in.
  std::string Function;
  /// The calls that lead to a database, a cache or a queue; empty where none does.
  std::vector<Step> Reaches;
  /// Calls of functions of other units, by qualified name.
  struct Call {
    Step Here;
    std::string Callee;
  };
  std::vector<Call> Elsewhere;
  /// USR of the method of the project that it overrides, where nothing but that makes it a task.
  std::string Overrides;
  /// It binds a tenant somewhere.
  bool Binds = false;
};

/// A function of a template in a header: what it does is seen where the template is
/// used, perhaps in another unit.
struct TemplatePattern {
  std::string File;
  /// Its text, in bytes.
  uint32_t Begin = 0;
  uint32_t End = 0;
  /// The name that it is used by; empty where it is used without one: operators,
  /// constructors, destructors.
  std::string Name;
};

/// Everything that the checks take from one translation unit, by value: what
/// is found in the unit alone, and what can be judged only beside other units.
struct UnitFacts {
  std::vector<SqlSite> Sites;
  std::vector<KeySite> Keys;
  /// Something of the project's own is called after the tenant.
  bool NamesTenant = false;
  /// Calls that open a connection; the texts are connection strings.
  std::vector<SqlSite> Connects;
  std::vector<CallFlow> Calls;
  std::vector<SessionCall> SessionCalls;
  std::vector<ResultFlow> Results;
  std::vector<Override> Overrides;
  std::vector<Execution> Executions;
  std::vector<TenantArgument> TenantArguments;
  std::vector<TaskBody> TaskBodies;
  /// Something binds a tenant to what runs after it.
  bool BindsTenant = false;
  std::vector<TenantInput> TenantInputs;
  /// USRs of functions that return a part of the request they are given.
  std::vector<std::string> ClientResults;
  /// USRs of functions of the project that are called with a tenant.
  std::vector<std::string> CalledWithTenant;
  std::vector<TemplatePattern> Patterns;
  /// USRs of functions with a text that a caller completes: those that only code of the
  /// project calls, by their name, and those that others may call.
  std::vector<std::string> Closed;
  std::vector<std::string> Reachable;
  /// USRs of functions with a text or a flag whose name stands somewhere else than in a call.
  std::vector<std::string> Taken;
};

/// A text as sqlscan takes it, with the way back to the pieces.
struct ComposedText {
  explicit ComposedText(const SourceText &From);
  /// What sqlscan judges for \p Site.
  sql::Query query(const SqlSite &Site) const;
  /// The place of a range of Text: inside the literal that it comes from.
  Place placeOf(sql::ByteRange Range) const;
  /// The piece that is hole \p Index of Holes.
  const TextPiece &holeAt(size_t Index) const;
  /// Whether the byte at \p Offset is written in a source file.
  bool isWritten(uint32_t Offset) const;

  std::string Text;
  std::vector<sql::Hole> Holes;

private:
  const SourceText &Source;
  /// Offset in Text of every piece.
  std::vector<uint32_t> Starts;
};

} // namespace tenantscan

#endif
