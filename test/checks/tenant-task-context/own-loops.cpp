// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/consumers.json -- -std=c++20 -isystem %S/Inputs -I/usr/include/postgresql
//
// Loops of the project's own that take messages for functions that they are given, and functions
// that take one for the loop that calls them.
#include <functional>
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

void set_tenant_context(const std::string &tenant_id);
struct Job {
  std::string tenant_id;
  long long id;
};
Job parse(const std::string &payload);
PGconn *db();
redisContext *redis();
static void store(const Job &) { PQexec(db(), "UPDATE jobs SET done = true WHERE tenant_id = current_setting('app.tenant_id')::int"); }

static void run(const char *queue, void (*handler)(const std::string &), bool &stop) {
  while (!stop)
    if (auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BRPOP %s 1", queue)))
      handler(std::string(reply->element[1]->str, reply->element[1]->len));
}
static void bad(const std::string &payload) {
  Job job = parse(payload);
  store(job);
  // FINDING@-1:3: the task 'bad' reaches a database, a cache or a queue before it binds the tenant
  set_tenant_context(job.tenant_id);
}
static void good(const std::string &payload) {
  Job job = parse(payload);
  set_tenant_context(job.tenant_id);
  store(job);
}
// Nobody runs this for a message.
static void migrate(const std::string &) { PQexec(db(), "SELECT version FROM schema_version"); }
static void each(const std::vector<std::string> &all, void (*handler)(const std::string &)) {
  for (const std::string &one : all)
    handler(one);
}
void workers(bool &stop) {
  run("bad", bad, stop);
  run("good", &good, stop);
  each({"a", "b"}, migrate);
}

template <class Handler> void drain(Handler &&handler) {
  for (;;) {
    auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BLPOP mails 1"));
    if (reply == nullptr)
      return;
    std::invoke(handler, parse(reply->element[1]->str));
  }
}
void badDrain() {
  drain([](const Job &job) {
    store(job);
    // FINDING@-1:5: the task 'badDrain' reaches a database, a cache or a queue before it binds the tenant
  });
}
void goodDrain() {
  drain([](const Job &job) {
    set_tenant_context(job.tenant_id);
    store(job);
  });
}

// Kept in a member until the loop runs.
class Consumer {
public:
  explicit Consumer(std::function<void(const Job &)> handler) : handler_(std::move(handler)) {}
  void onFailure(std::function<void(const Job &)> failed) { failed_ = std::move(failed); }
  void onStart(std::function<void()> started) { started_ = std::move(started); }
  void run() {
    started_();
    while (auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BRPOP jobs 1"))) {
      Job job = parse(reply->element[1]->str);
      try {
        handler_(job);
      } catch (const std::exception &) {
        failed_(job);
      }
    }
  }

private:
  std::function<void(const Job &)> handler_, failed_;
  std::function<void()> started_;
};
void consumers() {
  Consumer first([](const Job &job) {
    store(job);
    // FINDING@-1:5: the task 'consumers' reaches a database, a cache or a queue before it binds the tenant
  });
  first.run();
  Consumer second([](const Job &job) {
    set_tenant_context(job.tenant_id);
    store(job);
  });
  second.onFailure([](const Job &job) {
    set_tenant_context(job.tenant_id);
    store(job);
  });
  second.run();
}
void failures(Consumer &consumer) {
  consumer.onFailure([](const Job &job) {
    store(job);
    // FINDING@-1:5: the task 'failures' reaches a database, a cache or a queue before it binds the tenant
  });
}

static void bad2(const Job &job) {
  store(job);
  // FINDING@-1:3: the task 'bad2' reaches a database, a cache or a queue before it binds the tenant
}
// Kept among others, by what they are for.
class Dispatcher {
public:
  void on(const std::string &kind, std::function<void(const Job &)> handler) { handlers_[kind] = std::move(handler); }
  void onAny(std::function<void(const Job &)> handler) { all_.push_back(std::move(handler)); }
  void onIdle(std::function<void(const Job &)> handler) { idle_.push_back(std::move(handler)); }
  void run() {
    while (auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BRPOP jobs 1"))) {
      Job job = parse(reply->element[1]->str);
      auto it = handlers_.find(reply->element[0]->str);
      if (it != handlers_.end())
        it->second(job);
      for (const auto &handler : all_)
        handler(job);
    }
  }
  void sweep() {
    for (const auto &handler : idle_)
      handler(Job());
  }

private:
  std::map<std::string, std::function<void(const Job &)>> handlers_;
  std::vector<std::function<void(const Job &)>> all_, idle_;
};
void registrations(Dispatcher &dispatcher) {
  dispatcher.on("bad", [](const Job &job) {
    store(job);
    // FINDING@-1:5: the task 'registrations' reaches a database, a cache or a queue before it binds the tenant
  });
  dispatcher.on("good", [](const Job &job) {
    set_tenant_context(job.tenant_id);
    store(job);
  });
  dispatcher.onAny(bad2);
  dispatcher.onAny([](const Job &job) {
    set_tenant_context(job.tenant_id);
    store(job);
  });
  // No message makes it run.
  dispatcher.onIdle([](const Job &job) { store(job); });
}

// A function that takes one, for the loop of its caller.
static std::optional<Job> next() {
  auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BRPOP jobs 1"));
  if (reply == nullptr)
    return std::nullopt;
  return parse(reply->element[1]->str);
}
void badNext() {
  while (auto job = next()) {
    store(*job);
    // FINDING@-1:5: the task 'badNext' reaches a database, a cache or a queue before it binds the tenant
    set_tenant_context(job->tenant_id);
  }
}
void goodNext() {
  while (auto job = next()) {
    set_tenant_context(job->tenant_id);
    store(*job);
  }
}
// One that asks, and waits for the answer, takes no task.
static std::string ask(const std::string &tenant_id, const std::string &question) {
  redisCommand(redis(), "LPUSH questions %s:%s", tenant_id.c_str(), question.c_str());
  auto *reply = static_cast<redisReply *>(redisCommand(redis(), "BRPOP answers:%s 1", tenant_id.c_str()));
  return reply->element[1]->str;
}
void goodAsk(const Job &job, const std::vector<std::string> &questions) {
  for (const std::string &question : questions) {
    ask(job.tenant_id, question);
    PQexec(db(), "SELECT 1");
  }
}
