//===- Arguments.cpp - Compile commands that may be run on anybody's code -===//
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tool/unit/Arguments.h"

#include "clang/Config/config.h"
#include "checks/Compat.h"
#if CLANG_VERSION_MAJOR >= 22
#include "clang/Options/Options.h"
#else
#include "clang/Driver/Options.h"
#endif
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"

#include <algorithm>
#include <array>

using namespace llvm;

namespace tenantscan {

#if CLANG_VERSION_MAJOR >= 22
namespace options = clang::options;
static const opt::OptTable &driverOptions() { return clang::getDriverOptTable(); }
#else
namespace options = clang::driver::options;
static const opt::OptTable &driverOptions() { return clang::driver::getDriverOptTable(); }
#endif

// -Xclang passes anything to the compiler proper, plugins included: only what a
// precompiled header needs is let through.
static bool isAllowedFrontendArgument(StringRef Argument) {
  static constexpr std::array<StringRef, 4> Allowed{"-include-pch", "-include", "-fno-pch-timestamp", "-fno-validate-pch"};
  return is_contained(Allowed, Argument);
}

static bool takesNoCode(const opt::Option &O) {
  switch (O.getID()) {
  // Load code.
  case options::OPT_fplugin_EQ:
  case options::OPT_fplugin_arg:
  case options::OPT_fpass_plugin_EQ:
  case options::OPT_mllvm:
  case options::OPT_Xclang:
  case options::OPT_Xpreprocessor:
  case options::OPT_Xlinker:
  case options::OPT_Xassembler:
  case options::OPT_fuse_ld_EQ:
  case options::OPT_B:
  case options::OPT_specs_EQ:
  case options::OPT_config:
  case options::OPT_config_user_dir_EQ:
  case options::OPT_config_system_dir_EQ:
  // Write files.
  case options::OPT_o:
  case options::OPT_MF:
  case options::OPT_MD:
  case options::OPT_MMD:
  case options::OPT_MP:
  case options::OPT_MT:
  case options::OPT_MQ:
  case options::OPT_MG:
  case options::OPT_MJ:
  case options::OPT_M:
  case options::OPT_MM:
  case options::OPT_save_temps:
  case options::OPT_save_temps_EQ:
  case options::OPT_ftime_trace:
  case options::OPT_ftime_trace_EQ:
  case options::OPT__serialize_diags:
  case options::OPT_gen_cdb_fragment_path:
  case options::OPT_fmodules_cache_path:
  case options::OPT_fcrash_diagnostics_dir:
  case options::OPT_fmodule_output:
  case options::OPT_fmodule_output_EQ:
  case options::OPT_fstack_usage:
  case options::OPT_fsave_optimization_record:
  case options::OPT_fsave_optimization_record_EQ:
  case options::OPT_foptimization_record_file_EQ:
  // Another action than a syntax check.
  case options::OPT_c:
  case options::OPT_S:
  case options::OPT_E:
  case options::OPT_emit_llvm:
  case options::OPT_emit_ast:
  // Talk.
  case options::OPT_v:
  case options::OPT__HASH_HASH_HASH:
  // GCC's own.
  case options::OPT_UNKNOWN:
    return false;
  default:
    return true;
  }
}

std::vector<std::string> safeArguments(const std::vector<std::string> &Arguments) {
  std::vector<std::string> Safe;
  if (Arguments.empty())
    return Safe;
  Safe.push_back(Arguments.front());
  std::vector<const char *> Raw;
  // A command in Clang's internal form could ask for any action: it is read as
  // one for the driver, to which these options are names of libraries.
  for (size_t I = 1; I < Arguments.size(); ++I) {
    StringRef A(Arguments[I]);
    if (A == "-load" || A == "-plugin" || A == "-add-plugin")
      ++I;
    else if (A != "-cc1" && A != "-cc1as")
      Raw.push_back(Arguments[I].c_str());
  }
  unsigned MissingIndex = 0;
  unsigned MissingCount = 0;
  opt::InputArgList Parsed = driverOptions().ParseArgs(Raw, MissingIndex, MissingCount, opt::Visibility(options::ClangOption));
  std::vector<const opt::Arg *> Frontend;
  for (const opt::Arg *A : Parsed) {
    if (A->getOption().matches(options::OPT_Xclang)) {
      Frontend.push_back(A);
      continue;
    }
    if (!takesNoCode(A->getOption()))
      continue;
    opt::ArgStringList Spelled;
    A->render(Parsed, Spelled);
    Safe.insert(Safe.end(), Spelled.begin(), Spelled.end());
  }
  // -Xclang -include-pch -Xclang file
  for (size_t I = 0; I < Frontend.size(); ++I) {
    StringRef Value = Frontend[I]->getValue();
    if (!isAllowedFrontendArgument(Value))
      continue;
    Safe.insert(Safe.end(), {"-Xclang", Value.str()});
    if ((Value == "-include-pch" || Value == "-include") && I + 1 < Frontend.size())
      Safe.insert(Safe.end(), {"-Xclang", Frontend[++I]->getValue()});
  }
  return Safe;
}

std::string resourceFolder() {
  std::string Folder = TENANTSCAN_RESOURCE_DIR;
  return sys::fs::exists(Folder + "/include/stddef.h") ? Folder : std::string();
}

} // namespace tenantscan
