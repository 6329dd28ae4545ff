"""A source whose texts grow beyond all bounds."""
print("""#include "db.h"
#include <string>

void run_sql(Db &db, const std::string &text);""")
double = " ".join("std::string k%d = k%d + k%d;" % (i, i - 1, i - 1) for i in range(1, 60))
print('void doubled(Db &db, const std::string &tenant_id) { std::string k0 = tenant_id; %s run_sql(db, k59); }' % double)
print('void longer(Db &db, const std::string &tenant_id) { run_sql(db, %s); }' % " + ".join(["tenant_id"] * 500))
branches = " ".join("if (tenant_id.size() > %d) k += tenant_id;" % i for i in range(300))
print('void branches(Db &db, const std::string &tenant_id) { std::string k; %s run_sql(db, k); }' % branches)
