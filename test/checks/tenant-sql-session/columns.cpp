// RUN: %check_tenant %s tenant-sql-session --config %S/Inputs/columns.json -- -std=c++17
//
// A setting that is called like the tenant column holds the tenant.
struct Db {
  void run(const char *sql);
};

void derived(Db &db) {
  db.run("SET app.org_id = '7'");
  // FINDING@-1:11: 'app.org_id' is set for the whole session
  db.run("SET app.tenant_id = '7'");
  // FINDING@-1:11: 'app.tenant_id' is set for the whole session
  db.run("SET who.am_i = '7'");
  // FINDING@-1:11: 'who.am_i' is set for the whole session
  db.run("SET app.user_id = '7'");
  db.run("SET LOCAL app.org_id = '7'");
}
