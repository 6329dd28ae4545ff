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
  checked(redisCommand(redis(), "LPUSH jobs send_invoice.v1:%lld:%s", invoiceId,
                       email.c_str()));
}

void enqueueSendInvoiceV2(const TenantContext &ctx, long long invoiceId,
                          const std::string &email) {
  // OK: the job carries the tenant of the request that enqueued it.
  checked(redisCommand(redis(), "LPUSH jobs send_invoice.v2:%lld:%lld:%s",
                       ctx.tenantId, invoiceId, email.c_str()));
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

static void mailInvoiceV2(const TenantContext &ctx, long long invoiceId,
                          const std::string &email) {
  pqxx::work tx(connection());
  // OK: selects within the tenant that the job carries.
  const pqxx::result rows =
      tx.exec_params("SELECT number, status, total_cents FROM invoices "
                     "WHERE tenant_id = $1 AND id = $2",
                     ctx.tenantId, invoiceId);
  if (!rows.empty())
    deliver(email, toJson(rows[0]));
}

static void runJob(const std::string &job) {
  std::istringstream fields(job);
  std::string kind, email;
  std::getline(fields, kind, ':');
  char colon;
  long long invoiceId = 0;
  if (kind == "send_invoice.v1") {
    if (fields >> invoiceId >> colon && std::getline(fields, email))
      return mailInvoiceV1(invoiceId, email);
  } else if (kind == "send_invoice.v2") {
    TenantContext ctx{};
    if (fields >> ctx.tenantId >> colon >> invoiceId >> colon &&
        std::getline(fields, email))
      return mailInvoiceV2(ctx, invoiceId, email);
  }
  std::cerr << "job not understood: " << job << std::endl;
}

void runWorker(const std::atomic<bool> &stopping) {
  while (!stopping) {
    try {
      const Reply reply = checked(redisCommand(redis(), "BRPOP jobs 1"));
      if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2)
        runJob(std::string(reply->element[1]->str, reply->element[1]->len));
    } catch (const std::exception &error) {
      std::cerr << "worker: " << error.what() << std::endl;
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }
}
