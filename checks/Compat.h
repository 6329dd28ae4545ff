//===- Compat.h - Differences between LLVM 19 and 22 --------------*- C++ -*-===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_COMPAT_H
#define TENANTSCAN_CHECKS_COMPAT_H

#include "clang/Basic/Version.h"

// Deprecated in 22, where its content moved to ClangTidyModule.h; the only home
// of the registry before.
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#else
#include "clang-tidy/ClangTidyModule.h"
#endif

#endif
