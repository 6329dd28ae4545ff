#include "jobs.h"

#include "cache.h"
#include "db.h"
#include "http.h"

#include <chrono>
#include <iostream>
#include <sstream>
#include <thread>

void enqueueSendInvoiceV1(long long invoiceId, const std::string &email) {
  // BUG(task): the job has no tenant, so the worker cannot check whose it is.
  checked(redisCommand(redis(), "LPUSH mails.v1 %lld:%s", invoiceId,
                       email.c_str()));
}

void enqueueSendInvoiceV2(const TenantContext &ctx, long long invoiceId,
                          const std::string &email) {
  // OK: the job carries the tenant of the request that enqueued it.
  checked(redisCommand(redis(), "LPUSH mails.v2 %lld:%lld:%s",
                       ctx.tenantId, invoiceId, email.c_str()));
}

void enqueueStatementV1(const TenantContext &ctx, const std::string &month) {
  // OK: the job carries the tenant, it is the worker that does not heed it.
  checked(redisCommand(redis(), "LPUSH statements.v1 %lld:%s", ctx.tenantId,
                       month.c_str()));
}

void enqueueStatementV2(const TenantContext &ctx, const std::string &month) {
  // OK: the job carries the tenant of the request that enqueued it.
  checked(redisCommand(redis(), "LPUSH statements.v2 %lld:%s", ctx.tenantId,
                       month.c_str()));
}

// Stands for the mail server.
static void deliver(const std::string &email, const std::string &body) {
  std::cout << "mail to " << email << ": " << body << std::endl;
}

static void mailInvoiceV1(long long invoiceId, const std::string &email) {
  pqxx::work tx(connection());
  // BUG(sql): selects by id only, as the job without a tenant leaves no choice.
  const pqxx::result rows = tx.exec_params(
      "SELECT number, status, total_cents FROM invoices WHERE id = $1",
      invoiceId);
  if (!rows.empty())
    deliver(email, toJson(rows[0]));
}

static void mailInvoiceV2(long long invoiceId, const std::string &email) {
  pqxx::work tx(connection());
  // OK: selects within the tenant of the job.
  const pqxx::result rows =
      tx.exec_params("SELECT number, status, total_cents FROM invoices "
                     "WHERE tenant_id = $1 AND id = $2",
                     boundTenant().tenantId, invoiceId);
  if (!rows.empty())
    deliver(email, toJson(rows[0]));
}

static void runMailV1(const std::string &job) {
  std::istringstream fields(job);
  char colon;
  long long invoiceId = 0;
  std::string email;
  if (fields >> invoiceId >> colon && std::getline(fields, email))
    // BUG(task): the job has no tenant, so none is bound before the select.
    mailInvoiceV1(invoiceId, email);
}

static void runMailV2(const std::string &job) {
  std::istringstream fields(job);
  char colon;
  TenantContext ctx{};
  long long invoiceId = 0;
  std::string email;
  if (fields >> ctx.tenantId >> colon >> invoiceId >> colon &&
      std::getline(fields, email)) {
    // OK: the tenant of the job is bound before anything is selected.
    bindTenant(ctx);
    mailInvoiceV2(invoiceId, email);
  }
}

static pqxx::result selectStatement(const std::string &month) {
  pqxx::work tx(connection());
  // OK: selects within the tenant that is bound, if it is the right one.
  return tx.exec_params("SELECT number, status, total_cents FROM invoices "
                        "WHERE tenant_id = $1 "
                        "AND to_char(issued_on, 'YYYY-MM') = $2 ORDER BY id",
                        boundTenant().tenantId, month);
}

static void runStatementV1(const std::string &job) {
  std::istringstream fields(job);
  char colon;
  TenantContext ctx{};
  std::string month;
  if (fields >> ctx.tenantId >> colon && std::getline(fields, month)) {
    // BUG(task): selects for the tenant of the job before, still bound.
    const std::string json = toJson(selectStatement(month));
    bindTenant(ctx);
    storeStatementV1(month, json);
  }
}

static void runStatementV2(const std::string &job) {
  std::istringstream fields(job);
  char colon;
  TenantContext ctx{};
  std::string month;
  if (fields >> ctx.tenantId >> colon && std::getline(fields, month)) {
    // OK: the tenant of the job is bound before anything is selected.
    bindTenant(ctx);
    storeStatementV2(ctx, month, toJson(selectStatement(month)));
  }
}

static void runQueue(const char *queue, void (*run)(const std::string &job),
                     const std::atomic<bool> &stopping) {
  while (!stopping) {
    try {
      const Reply reply = checked(redisCommand(redis(), "BRPOP %s 1", queue));
      if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2)
        run(std::string(reply->element[1]->str, reply->element[1]->len));
    } catch (const std::exception &error) {
      std::cerr << "worker: " << error.what() << std::endl;
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }
}

void runMailsV1(const std::atomic<bool> &stopping) {
  runQueue("mails.v1", runMailV1, stopping);
}

void runMailsV2(const std::atomic<bool> &stopping) {
  runQueue("mails.v2", runMailV2, stopping);
}

void runStatementsV1(const std::atomic<bool> &stopping) {
  runQueue("statements.v1", runStatementV1, stopping);
}

void runStatementsV2(const std::atomic<bool> &stopping) {
  runQueue("statements.v2", runStatementV2, stopping);
}
