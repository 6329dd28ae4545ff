// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/consumers.json -- -std=c++17 -I/usr/include/postgresql
//
// Workers bind the tenant of a task before they touch data, on every way.
#include <functional>
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <mosquitto.h>
#include <nats/nats.h>
#include <string>

void set_tenant_context(const std::string &tenant);
struct TenantScope {
  explicit TenantScope(const std::string &tenant);
  ~TenantScope();
};
PGconn *db();
std::string tenant_of(const void *payload);

static void load() { PQexec(db(), "SELECT total FROM reports WHERE tenant_id = current_setting('app.tenant_id')::int"); }

// Registered at a library.
static void bad_message(mosquitto *, void *, const mosquitto_message *message) {
  PQexec(db(), "SELECT 1");
  // FINDING@-1:3: the task 'bad_message' reaches a database, a cache or a queue before it binds the tenant
  set_tenant_context(tenant_of(message->payload));
}
static void good_message(mosquitto *, void *, const mosquitto_message *message) {
  set_tenant_context(tenant_of(message->payload));
  load();
}
static void bad_branch(natsConnection *, natsSubscription *, natsMsg *message, void *) {
  if (natsMsg_GetData(message) != nullptr)
    set_tenant_context(tenant_of(natsMsg_GetData(message)));
  load();
  // FINDING@-1:3: the task 'bad_branch' reaches a database, a cache or a queue before it binds the tenant
}
static void good_branch(natsConnection *, natsSubscription *, natsMsg *message, void *) {
  if (natsMsg_GetData(message) == nullptr)
    return;
  TenantScope scope(tenant_of(natsMsg_GetData(message)));
  load();
}
void install(mosquitto *client, natsConnection *nc) {
  mosquitto_message_callback_set(client, bad_message);
  mosquitto_message_callback_set(client, good_message);
  natsSubscription *subscription = nullptr;
  natsConnection_Subscribe(&subscription, nc, "a", bad_branch, nullptr);
  natsConnection_Subscribe(&subscription, nc, "b", good_branch, nullptr);
}

// Named by the configuration.
struct ReportJob {
  std::string tenant_id;
  redisContext *redis;
  void run() {
    redisCommand(redis, "SET %s:report 1", tenant_id.c_str());
    // FINDING@-1:5: the task 'ReportJob::run' reaches a database, a cache or a queue before it binds the tenant
  }
  void prepare() { load(); }
};
struct MailJob {
  std::string tenant_id;
  void begin() { enter(tenant_id); }
  void enter(const std::string &tenant) { set_tenant_context(tenant); }
  void run() {
    begin();
    load();
  }
};
// No task: whoever calls it has bound the tenant.
void helper() { load(); }
