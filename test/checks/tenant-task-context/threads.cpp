// RUN: %check_tenant %s tenant-task-context -- -std=c++20
//
// Work on another thread: what the request bound is not bound there.
#include <boost/asio.hpp>
#include <future>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <thread>
struct TenantContext {
  long tenant_id;
};
void set_tenant_context(const TenantContext &ctx);
sqlite3 *db();
static void archive(long) { sqlite3_exec(db(), "UPDATE invoices SET done = 1 WHERE tenant_id = current_tenant()", nullptr, nullptr, nullptr); }
void good1(const TenantContext &ctx, long invoice_id) {
  std::thread([ctx, invoice_id] {
    set_tenant_context(ctx);
    archive(invoice_id);
  }).detach();
}
void bad1(const TenantContext &ctx, long invoice_id) {
  std::thread([invoice_id] { archive(invoice_id); }).detach();
  // FINDING@-1:30: the task 'bad1' reaches a database, a cache or a queue before it binds the tenant
}
void bad2(const TenantContext &ctx, const std::string &invoice_no) {
  std::jthread worker([invoice_no](std::stop_token) { archive(std::stol(invoice_no)); });
  // FINDING@-1:55: the task 'bad2' reaches a database, a cache or a queue before it binds the tenant
  worker.detach();
}
void good2(const TenantContext &ctx, long invoice_id) {
  auto done = std::async(std::launch::async, [&ctx, invoice_id] {
    set_tenant_context(ctx);
    archive(invoice_id);
  });
}
void bad3(const TenantContext &ctx, long invoice_id) {
  auto done = std::async(std::launch::async, [invoice_id] { archive(invoice_id); });
  // FINDING@-1:61: the task 'bad3' reaches a database, a cache or a queue before it binds the tenant
}
void bad4(boost::asio::thread_pool &pool, long tenant_id, long invoice_id) {
  boost::asio::post(pool, [invoice_id] { archive(invoice_id); });
  // FINDING@-1:42: the task 'bad4' reaches a database, a cache or a queue before it binds the tenant
}
// What has the tenant somewhere may bind it, or name it.
struct Job {
  std::string body;
  void run() const;
};
void good3(const TenantContext &ctx, const Job &job) {
  std::thread([job] { archive(std::stol(job.body)); }).detach();
}
void good4(const TenantContext &ctx, long invoice_id) {
  std::thread([](long tenant, long invoice) { archive(tenant + invoice); }, ctx.tenant_id, invoice_id).detach();
}
class Service {
public:
  void good5(long invoice_id) {
    std::thread([this, invoice_id] { archive(invoice_id); }).detach();
  }

private:
  TenantContext ctx;
};
// Nobody's request: housekeeping.
void good6(long days) {
  std::thread([days] { archive(days); }).detach();
}
// Reads nothing.
void good7(const TenantContext &ctx, long invoice_id) {
  std::thread([invoice_id] { (void)invoice_id; }).detach();
}
