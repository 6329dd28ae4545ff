// RUN: %check_tenant %s tenant-task-context -- -std=c++17
//
// Workers of the project's own: where some of a kind bind the tenant themselves, all have to.
#include <sqlite3.h>
#include <string>
struct Job {
  std::string tenant_id;
  long invoice_id;
};
void set_tenant_context(const std::string &tenant_id);
sqlite3 *db();
static void store(long) { sqlite3_exec(db(), "UPDATE invoices SET sent = 1 WHERE tenant_id = current_tenant()", nullptr, nullptr, nullptr); }
class QueueConsumer {
public:
  virtual ~QueueConsumer() = default;
  virtual void handle(const Job &job) = 0;
};
class Mails : public QueueConsumer {
  void handle(const Job &job) override {
    set_tenant_context(job.tenant_id);
    store(job.invoice_id);
  }
};
class Archives : public QueueConsumer {
  void handle(const Job &job) override {
    store(job.invoice_id);
    // FINDING@-1:5: the task 'Archives::handle' reaches a database, a cache or a queue before it binds the
  }
};
class Retries : public QueueConsumer {
  void handle(const Job &job) override {
    if (job.invoice_id == 0)
      return;
    set_tenant_context(job.tenant_id);
    store(job.invoice_id);
  }
};
class Late : public QueueConsumer {
  void handle(const Job &job) override {
    store(job.invoice_id);
    // FINDING@-1:5: the task 'Late::handle' reaches a database, a cache or a queue before it binds the tenant
    set_tenant_context(job.tenant_id);
  }
};
// Of these nobody binds the tenant himself: whoever calls them does.
class Step {
public:
  virtual ~Step() = default;
  virtual void run(const Job &job) = 0;
};
class Sends : public Step {
  void run(const Job &job) override { store(job.invoice_id); }
};
class Files : public Step {
  void run(const Job &job) override { store(job.invoice_id); }
};
// A base that binds it before.
class Task {
public:
  virtual ~Task() = default;
  void start(const Job &job) {
    set_tenant_context(job.tenant_id);
    perform(job);
  }

protected:
  virtual void perform(const Job &job) = 0;
};
class Prints : public Task {
  void perform(const Job &job) override { store(job.invoice_id); }
};
class Scans : public Task {
  void perform(const Job &job) override {
    set_tenant_context(job.tenant_id);
    store(job.invoice_id);
  }
};
// What has nothing to do with tasks.
struct Point {
  int x;
};
class Shape {
public:
  virtual ~Shape() = default;
  virtual void handle(const Point &p) = 0;
};
class Circle : public Shape {
  void handle(const Point &p) override { store(p.x); }
};
class Square : public Shape {
  void handle(const Point &p) override {
    set_tenant_context("");
    store(p.x);
  }
};
