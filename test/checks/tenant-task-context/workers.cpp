// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/workers.json -- -std=c++20 -I/usr/include/postgresql
//
// Where and how workers bind the tenant: scopes that end, functions that bind on some ways, closures, sessions.
#include <future>
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafkacpp.h>
#include <memory>
#include <mosquitto.h>
#include <optional>
#include <string>
#include <thread>
#include <vector>
namespace acme {
struct Job {
  std::string tenantId;
  long id;
  std::string kind;
  bool system;
};
class Db {
public:
  std::vector<std::string> run(const std::string &sql);
};
Db &db();
redisContext *redis();
void bindTenant(const std::string &tenant);
void clearTenant();
struct TenantScope {
  explicit TenantScope(const std::string &tenant);
  ~TenantScope();
};
struct TenantGuard {
  TenantGuard(Db &, std::string tenant);
};
Job parse(const std::string &);
void trace(const std::string &);
const char *kSql = "SELECT x FROM things WHERE tenant_id = current_setting('app.tenant_id')";
static void touch() { db().run(kSql); }
static void viaHelper(const Job &j) { bindTenant(j.tenantId); }
static bool maybeBind(const Job &j) {
  if (j.tenantId.empty())
    return false;
  bindTenant(j.tenantId);
  return true;
}
// plain
void handle_good_1(const Job &j) {
  bindTenant(j.tenantId);
  touch();
}
void handle_bad_1(const Job &j) {
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_1' reaches a database, a cache or a queue before it binds the tenant
  bindTenant(j.tenantId);
}
void handle_good_2(const Job &j) {
  TenantScope s(j.tenantId);
  if (j.kind == "a")
    touch();
}
void handle_bad_2(const Job &j) {
  if (j.kind == "a") {
    TenantScope s(j.tenantId);
    touch();
  } else {
    touch();
    // FINDING@-1:5: the task 'acme::handle_bad_2' reaches a database, a cache or a queue before it binds the tenant
  }
}
void handle_good_3(const Job &j) {
  viaHelper(j);
  touch();
}
void handle_bad_3(const Job &j) {
  if (!maybeBind(j))
    trace("no org");
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_3' reaches a database, a cache or a queue before it binds the tenant
}
void handle_good_3b(const Job &j) {
  if (!maybeBind(j))
    return;
  touch();
}
// the scope ends
void handle_bad_4(const Job &j) {
  {
    TenantScope s(j.tenantId);
    touch();
  }
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_4' reaches a database, a cache or a queue before it binds the tenant
}
void handle_good_4(const Job &j) {
  {
    TenantScope s(j.tenantId);
    touch();
  }
  trace("done");
}
// loops
void handle_good_5(const std::vector<Job> &js) {
  for (const Job &j : js) {
    bindTenant(j.tenantId);
    touch();
  }
}
void handle_bad_5(const std::vector<Job> &js) {
  for (const Job &j : js) {
    touch();
    // FINDING@-1:5: the task 'acme::handle_bad_5' reaches a database, a cache or a queue before it binds the tenant
    bindTenant(j.tenantId);
  }
}
void handle_bad_5b(const std::vector<Job> &js) {
  for (const Job &j : js)
    if (!j.system)
      bindTenant(j.tenantId);
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_5b' reaches a database, a cache or a queue before it binds the tenant
}
// try
void handle_good_6(const Job &j) {
  try {
    bindTenant(j.tenantId);
    touch();
  } catch (...) {
    trace("x");
  }
}
void handle_bad_6(const Job &j) {
  try {
    bindTenant(j.tenantId);
    touch();
  } catch (...) {
  }
  clearTenant();
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_6' reaches a database, a cache or a queue before it binds the tenant
}
// lambda run in place
template <class F> void withTenant(const std::string &tenant, F f) {
  bindTenant(tenant);
  f();
  clearTenant();
}
void handle_good_7(const Job &j) {
  withTenant(j.tenantId, [&] { touch(); });
}
template <class F> void retry(int n, F f) {
  for (int i = 0; i < n; ++i)
    f();
}
void handle_bad_7(const Job &j) {
  retry(3, [&] { touch(); });
  // FINDING@-1:3: the task 'acme::handle_bad_7' reaches a database, a cache or a queue before it binds the tenant
}
void handle_good_7b(const Job &j) {
  bindTenant(j.tenantId);
  retry(3, [&] { touch(); });
}
// switch
void handle_good_8(const Job &j) {
  switch (j.kind[0]) {
  case 'a':
    bindTenant(j.tenantId);
    touch();
    break;
  default:
    trace("?");
  }
}
void handle_bad_8(const Job &j) {
  switch (j.kind[0]) {
  case 'a':
    bindTenant(j.tenantId);
    break;
  case 'b':
    break;
  }
  touch();
  // FINDING@-1:3: the task 'acme::handle_bad_8' reaches a database, a cache or a queue before it binds the tenant
}
// guard object with several arguments, unique_ptr, optional
void handle_good_9(const Job &j) {
  TenantGuard g(db(), j.tenantId);
  touch();
}
void handle_good_10(const Job &j) {
  auto s = std::make_unique<TenantScope>(j.tenantId);
  touch();
}
void handle_good_11(const Job &j) {
  std::optional<TenantScope> s;
  s.emplace(j.tenantId);
  touch();
}
void handle_maybe_11(const Job &j) {
  std::optional<TenantScope> s;
  if (!j.system)
    s.emplace(j.tenantId);
  touch();
  // FINDING@-1:3: the task 'acme::handle_maybe_11' reaches a database, a cache or a queue before it binds the tenant
}
// early return
void handle_good_12(const Job &j) {
  if (j.tenantId.empty())
    return;
  bindTenant(j.tenantId);
  touch();
}
// cache and queue
void handle_bad_13(const Job &j) {
  redisCommand(redis(), "SET done:%ld 1", j.id);
  // FINDING@-1:3: the task 'acme::handle_bad_13' reaches a database, a cache or a queue before it binds the tenant
  bindTenant(j.tenantId);
}
void handle_good_13(const Job &j) {
  bindTenant(j.tenantId);
  redisCommand(redis(), "SET %s:done:%ld 1", j.tenantId.c_str(), j.id);
}
// worker classes
struct MailWorker {
  Job job;
  void work() {
    TenantScope s(job.tenantId);
    send();
  }
  void send() { touch(); }
};
struct SweepWorker {
  Job job;
  void work() {
    prepare();
    send();
    // FINDING@-1:5: the task 'acme::SweepWorker::work' reaches a database, a cache or a queue before it binds the tenant
  }
  void prepare() {}
  void send() { touch(); }
};
struct BaseWorker {
  virtual ~BaseWorker() = default;
  void run(const Job &j) {
    bindTenant(j.tenantId);
    work(j);
  }
  virtual void work(const Job &j) = 0;
};
// the base binds before it calls the override
struct ReportWorker : BaseWorker {
  void work(const Job &j) override { touch(); }
};
// library callbacks
static void onMosq_bad(mosquitto *, void *, const mosquitto_message *m) {
  auto j = parse((const char *)m->payload);
  touch();
  // FINDING@-1:3: the task 'acme::onMosq_bad' reaches a database, a cache or a queue before it binds the tenant
  bindTenant(j.tenantId);
}
static void onMosq_good(mosquitto *, void *, const mosquitto_message *m) {
  auto j = parse((const char *)m->payload);
  bindTenant(j.tenantId);
  touch();
}
void wire(mosquitto *m) {
  mosquitto_message_callback_set(m, onMosq_bad);
  mosquitto_message_callback_set(m, onMosq_good);
}
// kafka consumer class
class Cons : public RdKafka::ConsumeCb {
  void consume_cb(RdKafka::Message &msg, void *) override {
    auto j = parse((const char *)msg.payload());
    TenantScope s(j.tenantId);
    touch();
  }
};
class Cons2 : public RdKafka::ConsumeCb {
  void consume_cb(RdKafka::Message &msg, void *) override {
    auto j = parse((const char *)msg.payload());
    touch();
    // FINDING@-1:5: the task 'acme::Cons2::consume_cb' reaches a database, a cache or a queue before it binds the tenant
  }
};
// loop
void handle_good_14(RdKafka::KafkaConsumer *c) {
  while (true) {
    std::unique_ptr<RdKafka::Message> m(c->consume(100));
    if (m->err())
      continue;
    auto j = parse((const char *)m->payload());
    TenantScope s(j.tenantId);
    touch();
  }
}
void handle_bad_14(RdKafka::KafkaConsumer *c) {
  while (true) {
    std::unique_ptr<RdKafka::Message> m(c->consume(100));
    if (m->err()) {
      touch();
      // FINDING@-1:7: the task 'acme::handle_bad_14' reaches a database, a cache or a queue before it binds the tenant
      continue;
    }
    auto j = parse((const char *)m->payload());
    TenantScope s(j.tenantId);
    touch();
  }
}
// goto/do
void handle_good_15(const Job &j) {
  int n = 0;
  do {
    bindTenant(j.tenantId);
    touch();
  } while (++n < 3);
}
// unbinding and again
void handle_good_16(const Job &j) {
  bindTenant(j.tenantId);
  touch();
  clearTenant();
  trace("end");
}
// async
void handle_bad_17(const Job &j) {
  auto f = std::async(std::launch::async, [j] { touch(); });
  // FINDING@-1:12: the task 'acme::handle_bad_17' reaches a database, a cache or a queue before it binds the tenant
  f.get();
}
void handle_good_17(const Job &j) {
  auto f = std::async(std::launch::async, [j] {
    bindTenant(j.tenantId);
    touch();
  });
  f.get();
}
// session
void handle_good_19(PGconn *c, const Job &j) {
  PQexec(c, "BEGIN");
  const char *v[] = {j.tenantId.c_str()};
  PQexecParams(c, "SELECT set_config('app.tenant_id', $1, true)", 1, nullptr, v, nullptr, nullptr, 0);
  PQexec(c, kSql);
  PQexec(c, "COMMIT");
}
} // namespace acme
