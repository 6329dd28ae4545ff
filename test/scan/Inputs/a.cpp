#include "db.h"
void a(Db &D) { D.run("SELECT * FROM customers"); }
