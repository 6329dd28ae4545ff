#include "generated.h"
void other(Db &D) { D.run("SELECT * FROM customers WHERE tenant_id = $1"); }
