//===- TextParts.h - The text report, part by part ----------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_REPORT_TEXTPARTS_H
#define TENANTSCAN_TOOL_REPORT_TEXTPARTS_H

#include "tool/report/Report.h"

#include <functional>

namespace tenantscan {

/// Takes the next part of a report.
using ReportSink = std::function<void(std::string_view Part)>;
/// The text of renderText(), which may be longer than all that was scanned, part by part.
void writeText(const ScanResult &R, const RunInfo &Info, const ReportSink &Sink);

} // namespace tenantscan

#endif
