#include "db.h"
#include "missing.h"
void broken(Db &D) { D.run("DELETE FROM customers"); }
