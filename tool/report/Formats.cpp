//===- Formats.cpp - What the formats share ------------------------------===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/report/Report.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace tenantscan {

const std::vector<ReportFormat> &reportFormats() {
  static const std::vector<ReportFormat> Formats{{"text", renderText},   {"compact", renderCompact},       {"json", renderJson},
                                                 {"sarif", renderSarif}, {"github", renderGitHub},         {"gitlab", renderGitLab},
                                                 {"junit", renderJUnit}, {"checkstyle", renderCheckstyle}, {"markdown", renderMarkdown}};
  return Formats;
}

std::string_view levelName(Severity Level) {
  switch (Level) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  }
  return "error";
}

std::string_view verdictName(VerdictKind Kind) {
  switch (Kind) {
  case VerdictKind::Scoped:
    return "scoped";
  case VerdictKind::Leaks:
    return "leaks";
  case VerdictKind::Unresolved:
    return "unresolved";
  }
  return "unresolved";
}

std::string counted(size_t Number, std::string_view What) { return fmt::format("{} {}{}", Number, What, Number == 1 ? "" : "s"); }

std::string relativePath(const std::string &Path, const ScanResult &R) {
  llvm::StringRef P(Path);
  P.consume_front(R.Root + "/");
  return P.str();
}

// RFC 3986: everything but unreserved characters and the slash is escaped.
std::string uriPath(const std::string &Path) {
  std::string Out;
  for (char C : Path) {
    auto U = static_cast<unsigned char>(C);
    if (llvm::isAlnum(C) || std::string_view("-._~/").find(C) != std::string_view::npos)
      Out += C;
    else
      Out += fmt::format("%{:02X}", U);
  }
  return Out;
}

std::vector<std::pair<const char *, size_t>> verdictCounts(const ScanResult &R) {
  auto Key = [&](KeyVerdict::Kind What) { return count(R.Keys, What, /*IsMessage=*/false); };
  auto Message = [&](KeyVerdict::Kind What) { return count(R.Keys, What, /*IsMessage=*/true); };
  return {{"scoped", R.count(VerdictKind::Scoped)},
          {"leaking", R.count(VerdictKind::Leaks)},
          {"unresolved", R.count(VerdictKind::Unresolved)},
          {"uncalled", R.Uncalled.size()},
          {"boundTenant", R.Bindings.Tenant},
          {"boundOther", R.Bindings.Other},
          {"boundUnknown", R.Bindings.Unknown},
          {"keysWithTenant", Key(KeyVerdict::Kind::Tenant)},
          {"keysWithoutTenant", Key(KeyVerdict::Kind::None)},
          {"keysShared", Key(KeyVerdict::Kind::Shared)},
          {"keysUnknown", Key(KeyVerdict::Kind::Unknown)},
          {"messagesWithTenant", Message(KeyVerdict::Kind::Tenant)},
          {"messagesWithoutTenant", Message(KeyVerdict::Kind::None)},
          {"messagesUnknown", Message(KeyVerdict::Kind::Unknown)}};
}

std::string summary(const ScanResult &R, const RunInfo &Info) {
  std::string Against;
  if (const std::optional<Comparison> &C = Info.Deciding.Compared)
    Against = fmt::format(" ({} new, {} known, {} gone)", C->countNew(), R.Findings.size() - C->countNew(), C->Absent.size());
  std::string Suppressed = R.Suppressed.empty() ? "" : fmt::format(", {} suppressed", R.Suppressed.size());
  return fmt::format("{}: {} scoped, {} leak, {} unresolved; {}{}{}; {} scanned, {} failed", counted(R.Sites.size(), "SQL site"),
                     R.count(VerdictKind::Scoped), R.count(VerdictKind::Leaks), R.count(VerdictKind::Unresolved),
                     counted(R.Findings.size(), "finding"), Against, Suppressed, counted(R.Files, "file"),
                     R.Failures.empty() ? "none" : std::to_string(R.Failures.size()));
}

} // namespace tenantscan
