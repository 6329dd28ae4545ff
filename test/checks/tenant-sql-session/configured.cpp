// RUN: %check_tenant %s tenant-sql-session --config %S/Inputs/tenantscan.json -- -std=c++17
//
// Which settings hold the tenant, and which may stay set.
struct Db {
  void run(const char *sql);
};

void configured(Db &db) {
  db.run("SET my.current_org = '7'");
  // FINDING@-1:11: 'my.current_org' is set for the whole session
  db.run("SET MY.Other_Org = '7'");
  // FINDING@-1:11: 'my.other_org' is set for the whole session
  db.run("SET my.default_org = '7'");
  db.run("SET app.tenant_id = '7'");
  db.run("SET app.org_id = '7'");
  db.run("SET row_security = off");
}
