#include "db.h"
void crash(Db &D) { D.run("SELECT 1"); }
#pragma clang __debug crash
