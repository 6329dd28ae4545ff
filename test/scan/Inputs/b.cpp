#include "db.h"
void b(Db &D) { D.run("SELECT * FROM invoices WHERE tenant_id = $1"); }
