//===- Escape.h - Hostile text in reports -----------------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_TOOL_REPORT_ESCAPE_H
#define TENANTSCAN_TOOL_REPORT_ESCAPE_H

#include <string>

namespace tenantscan {

/// Valid UTF-8 with every wrong byte replaced.
std::string cleanUtf8(const std::string &Text);

/// One line of text that steers no terminal: control characters as `\x1b`, C1
/// controls and the marks that break lines or reorder text as `?`. Valid UTF-8.
std::string printable(const std::string &Text);

/// \c printable for the content of an XML element or a quoted attribute.
std::string xmlText(const std::string &Text);

/// \c printable for a cell of a Markdown table on GitHub or GitLab: nothing in it
/// is markup, HTML, a link or a mention.
std::string markdownText(const std::string &Text);

/// \c printable for the message of a GitHub workflow command.
std::string commandMessage(const std::string &Text);
/// The same for a property, such as the file.
std::string commandProperty(const std::string &Text);

} // namespace tenantscan

#endif
