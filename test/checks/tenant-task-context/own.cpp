// RUN: %check_tenant %s tenant-task-context --config %S/Inputs/own.json -- -std=c++20
//
// Queues and task runners of the project's own: wrappers, structs, captures.
#include <functional>
#include <memory>
#include <string>

namespace app {
struct TenantContext {
  std::string tenant_id;
};
struct Job {
  std::string kind;
  std::string tenant_id;
  long long document_id;
};
struct PlainJob {
  long long document_id;
  int page;
};
struct Runner {
  void post(std::function<void()> task);
};
struct Jobs {
  template <typename T> void push(const T &job);
};
void send(const std::string &topic, const std::string &payload);
void index_document(const std::string &tenant_id, long long document_id);
void index_anywhere(long long document_id);
} // namespace app

void bad_capture(app::Runner &runner, const app::TenantContext &, long long document_id) {
  runner.post([document_id] { app::index_anywhere(document_id); });
  // FINDING@-1:10: what 'post' hands on does not carry the tenant
}
void good_capture(app::Runner &runner, const app::TenantContext &ctx, long long document_id) {
  runner.post([ctx, document_id] { app::index_document(ctx.tenant_id, document_id); });
  runner.post([tenant = ctx.tenant_id, document_id] { app::index_document(tenant, document_id); });
}
struct Handler {
  app::TenantContext ctx;
  app::Runner runner;
  void unknown(long long document_id) {
    runner.post([this, document_id] { app::index_document(ctx.tenant_id, document_id); });
  }
};

void bad_struct(app::Jobs &jobs, long long document_id) {
  jobs.push(app::PlainJob{document_id, 3});
  // FINDING@-1:8: what 'push' hands on does not carry the tenant
  jobs.push(app::Job{.kind = "index", .document_id = document_id});
  // FINDING@-1:8: what 'push' hands on does not carry the tenant
  auto job = std::make_shared<app::PlainJob>();
  job->document_id = document_id;
  jobs.push(job);
  // FINDING@-1:8: what 'push' hands on does not carry the tenant
}
void good_struct(app::Jobs &jobs, const app::TenantContext &ctx, long long document_id, const app::Job &retry) {
  jobs.push(app::Job{"index", ctx.tenant_id, document_id});
  app::Job job;
  job.tenant_id = ctx.tenant_id;
  job.document_id = document_id;
  jobs.push(job);
  jobs.push(retry);
  auto shared = std::make_shared<app::Job>();
  shared->tenant_id = ctx.tenant_id;
  jobs.push(shared);
}

// A wrapper hands on what its callers know.
static void enqueue(const std::string &payload) { app::send("documents", payload); }
void bad_wrapped(long long document_id) {
  enqueue("index:" + std::to_string(document_id));
  // FINDING@-1:3: what 'enqueue' hands on does not carry the tenant
}
void good_wrapped(const app::TenantContext &ctx, long long document_id) { enqueue(ctx.tenant_id + ":index:" + std::to_string(document_id)); }
// COUNTS: Tasks and messages: 7 with the tenant, 5 without, 1 not known.
