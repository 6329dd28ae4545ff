//===- Session.h - Statements that steer the session ------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What PostgreSQL keeps beside the rows: settings, role, search path, and whether
// a transaction is open. Read from the tokens: these statements are flat, and the
// parser refuses some of them as soon as there is a hole in them.
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_SQLSCAN_SESSION_H
#define TENANTSCAN_SQLSCAN_SESSION_H

#include "sqlscan/Query.h"
#include "sqlscan/Verdict.h"

namespace tenantscan::sql {

enum class SessionAction : uint8_t {
  Set,      ///< SET name, set_config(name, ...)
  Reset,    ///< RESET name, SET name TO DEFAULT, SET ROLE NONE
  ResetAll, ///< RESET ALL
  Discard,  ///< DISCARD ALL
  Begin,    ///< BEGIN, START TRANSACTION
  End,      ///< COMMIT, END, ROLLBACK, ABORT, PREPARE TRANSACTION
};

/// How long a setting stays. Unknown: set_config() with a third argument that is
/// no literal.
enum class SettingScope : uint8_t { Session, Transaction, Unknown };

/// What a setting is set to, the worst of its parts last.
enum class SettingValue : uint8_t {
  Constant, ///< It is in the text.
  Bound,    ///< A placeholder, or an expression of SQL.
  Escaped,  ///< A hole that is a number, or an escaped literal or name.
  Raw,      ///< A hole that may be anything.
};

/// One thing that a text does to its session.
struct SessionEffect {
  SessionAction Action = SessionAction::Set;
  /// For Set and Reset: the name of the setting in lower case, as pg_settings has
  /// it (`role`, `session_authorization`, `search_path`); empty where it is not known.
  std::string Setting;
  SettingScope Scope = SettingScope::Session;
  SettingValue Value = SettingValue::Constant;
  /// For a constant: without quotes, several joined by commas.
  std::string Constant;
  /// For Escaped and Raw: index into Query::Holes of the first such hole.
  int Hole = -1;
  /// `SET name`, `set_config(...)`; what a message is about.
  ByteRange Range;
  /// It is done by set_config(), not by SET.
  bool IsCall = false;
  /// For a call: its statement reads or writes rows as well.
  bool BesideRows = false;
  /// Statements of the text that come behind this one. A text of several
  /// statements is one transaction if it opens none.
  unsigned StatementsAfter = 0;

  /// Whether \p Name is back at its default after this.
  bool resets(std::string_view Name) const;
};

/// What \p Q does to its session, in the order of the text. Never fails: what is
/// not understood is left out. Names and bodies of functions are not looked into,
/// and neither are settings that ALTER ROLE, ALTER DATABASE or CREATE FUNCTION keep.
std::vector<SessionEffect> sessionEffects(const Query &Q);

/// What the options in \p Q, a connection string of libpq (`options='-c a.b=1'`
/// or a URI with `options=-c%20a.b%3D1`), set for every session.
std::vector<SessionEffect> connectionEffects(const Query &Q);

/// Whether setting \p Name to \p Constant is as good as a reset: nothing, zero, or
/// the schemas that every database has.
bool isNeutralValue(std::string_view Name, std::string_view Constant);

} // namespace tenantscan::sql

#endif
