// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/consumers.json -- -std=c++20 -I/usr/include/postgresql
//
// Coroutines as the bodies of tasks.
#include "../Inputs/coroutine.h"
#include <libpq-fe.h>
#include <string>

void set_tenant_context(const std::string &tenant);
PGconn *db();
Task<std::string> next_tenant();

Task<int> load() {
  PQexec(db(), "SELECT total FROM reports WHERE tenant_id = current_setting('app.tenant_id')::int");
  co_return 1;
}

struct ReportJob {
  Task<int> run(std::string tenant) {
    co_await load();
    // FINDING@-1:14: the task 'ReportJob::run' reaches a database, a cache or a queue before it binds the tenant
    set_tenant_context(tenant);
    co_return 1;
  }
};
struct BranchJob {
  Task<int> run(std::string tenant) {
    if (!tenant.empty())
      set_tenant_context(co_await next_tenant());
    co_return co_await load();
    // FINDING@-1:24: the task 'BranchJob::run' reaches a database, a cache or a queue before it binds the tenant
  }
};
struct MailJob {
  Task<int> run() {
    set_tenant_context(co_await next_tenant());
    co_await load();
    co_return 1;
  }
};
