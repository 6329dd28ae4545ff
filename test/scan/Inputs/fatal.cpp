#pragma clang __debug llvm_fatal_error
