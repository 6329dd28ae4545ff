#include "db.h"
void fatal(Db &D) { D.run("SELECT 1"); }
#pragma clang __debug llvm_fatal_error
