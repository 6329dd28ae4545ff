// RUN: %check_tenant %s tenant-sql-session -- -I/usr/include/postgresql
#include <libpq-fe.h>
#include <stdio.h>

void connect_as(const char *tenant) {
  char info[200];
  snprintf(info, sizeof info, "dbname=app options='-c app.tenant_id=%s'", tenant);
  PGconn *c = PQconnectdb(info);
  // FINDING@-2:55: 'app.tenant_id' is an option of the connection
  PQfinish(c);
  c = PQconnectdb("dbname=app options='-c statement_timeout=5s'");
  PQfinish(c);
}

void request(PGconn *c, long tenant) {
  char sql[100];
  snprintf(sql, sizeof sql, "SET app.tenant_id = '%ld'", tenant);
  PQclear(PQexec(c, sql));
  // FINDING@-2:30: 'app.tenant_id' is set for the whole session
  PQclear(PQexec(c, "BEGIN"));
  snprintf(sql, sizeof sql, "SET LOCAL app.tenant_id = '%ld'", tenant);
  PQclear(PQexec(c, sql));
  PQclear(PQexec(c, "COMMIT"));
  const char *values[] = {"1"};
  PQclear(PQexecParams(c, "SELECT set_config('app.tenant_id', $1, false)", 1, 0, values, 0, 0, 0));
  // FINDING@-1:35: 'app.tenant_id' is set for the whole session
  PQclear(PQexecParams(c, "SELECT set_config('app.tenant_id', $1, true)", 1, 0, values, 0, 0, 0));
  // FINDING@-1:35: 'app.tenant_id' is set for a transaction, but none is open here
}
