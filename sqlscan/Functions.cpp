//===- Functions.cpp - What built-in functions do to values ---------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "sqlscan/Functions.h"

#include "sqlscan/Lexer.h"

#include <algorithm>
#include <array>

namespace tenantscan::sql {

template <size_t N> static bool isOneOf(std::string_view Name, const std::array<std::string_view, N> &Names) {
  return std::any_of(Names.begin(), Names.end(), [&](std::string_view Known) { return equalsIgnoreCase(Known, Name); });
}

bool isAggregate(Node Call) {
  static constexpr std::array<std::string_view, 16> Names{
      "count",   "sum",   "avg",      "min",       "max",    "array_agg", "string_agg",      "bool_and",
      "bool_or", "every", "json_agg", "jsonb_agg", "stddev", "variance",  "json_object_agg", "jsonb_object_agg"};
  std::string_view Name = lastName(Call["funcname"]);
  // SQLite's max(a, b) is none.
  bool IsOfRow = Call["args"].size() > 1 && (equalsIgnoreCase(Name, "max") || equalsIgnoreCase(Name, "min"));
  return Call && isBuiltIn(Call["funcname"]) && !Call["over"] && !IsOfRow && isOneOf(Name, Names);
}

bool mayAggregate(Node Call) {
  static constexpr std::array<std::string_view, 22> Names{"total",
                                                          "group_concat",
                                                          "json_group_array",
                                                          "json_group_object",
                                                          "json_arrayagg",
                                                          "json_objectagg",
                                                          "any_value",
                                                          "std",
                                                          "bit_and",
                                                          "bit_or",
                                                          "bit_xor",
                                                          "xmlagg",
                                                          "range_agg",
                                                          "listagg",
                                                          "median",
                                                          "mode",
                                                          "corr",
                                                          "percentile_cont",
                                                          "percentile_disc",
                                                          "range_intersect_agg",
                                                          "jsonb_group_array",
                                                          "jsonb_group_object"};
  static constexpr std::array<std::string_view, 4> Families{"stddev_", "var_", "covar_", "regr_"};
  std::string_view Name = lastName(Call["funcname"]);
  auto IsOf = [&](std::string_view Family) { return Name.size() > Family.size() && equalsIgnoreCase(Name.substr(0, Family.size()), Family); };
  return Call && !Call["over"] && (isAggregate(Call) || isOneOf(Name, Names) || std::any_of(Families.begin(), Families.end(), IsOf));
}

bool hasEffect(Node Call) {
  static constexpr std::array<std::string_view, 8> Names{"nextval", "setval",    "set_config", "pg_notify",
                                                         "setseed", "lo_unlink", "lo_put",     "lo_create"};
  std::string_view Name = lastName(Call["funcname"]);
  return isOneOf(Name, Names) || Name.substr(0, 11) == "pg_advisory" || Name.substr(0, 15) == "pg_try_advisory";
}

Node respelled(Node Call, bool &IsInjective) {
  // Case and spaces get lost in some; that is what somebody says who calls them for a value.
  static constexpr std::array<std::string_view, 20> Names{"lower", "upper",       "trim",        "btrim",  "uuid",   "text",        "hex",
                                                          "unhex", "uuid_to_bin", "bin_to_uuid", "to_hex", "encode", "decode",      "convert_to",
                                                          "int4",  "int8",        "replace",     "quote",  "binary", "convert_from"};
  static constexpr std::array<std::string_view, 5> Injective{"hex", "bin_to_uuid", "to_hex", "encode", "text"};
  std::string_view Name = lastName(Call["funcname"]);
  if (!isBuiltIn(Call["funcname"]) || !isOneOf(Name, Names) || Call["over"] || Call["agg_filter"])
    return {};
  IsInjective = isOneOf(Name, Injective);
  Node First;
  for (Node Argument : Call["args"].elements())
    if (!First)
      First = Argument;
    else if (Argument.kind() != "A_Const")
      return {};
  return First;
}

// "C", "en_US.utf8", "de-x-icu": of those that come with the server none is
// nondeterministic; one that somebody creates may be.
bool isDeterministicCollation(Node Clause) {
  static constexpr std::array<std::string_view, 5> Names{"C", "POSIX", "ucs_basic", "default", "unicode"};
  std::string_view Name = lastName(Clause["collname"]);
  if (isOneOf(Name, Names) || (Name.size() > 6 && Name.substr(Name.size() - 6) == "-x-icu"))
    return true;
  auto IsLower = [](char C) { return C >= 'a' && C <= 'z'; };
  auto IsUpper = [](char C) { return C >= 'A' && C <= 'Z'; };
  size_t Language = 0;
  while (Language < Name.size() && IsLower(Name[Language]))
    ++Language;
  return Language >= 2 && Language <= 3 && Name.size() >= Language + 3 && Name[Language] == '_' && IsUpper(Name[Language + 1]) &&
         IsUpper(Name[Language + 2]) && (Name.size() == Language + 3 || Name[Language + 3] == '.' || Name[Language + 3] == '@');
}

bool hasStar(Node List) {
  for (Node Item : List.elements())
    for (Node Field : Item.as("ColumnRef")["fields"].elements())
      if (Field.kind() == "A_Star")
        return true;
  return false;
}

} // namespace tenantscan::sql
