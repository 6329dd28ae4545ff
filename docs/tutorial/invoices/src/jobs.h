// Background jobs, in a Redis list for each kind.

#ifndef INVOICES_JOBS_H
#define INVOICES_JOBS_H

#include "tenant_context.h"

#include <atomic>
#include <string>

// Enqueue the sending of an invoice to an e-mail address.
void enqueueSendInvoiceV1(long long invoiceId, const std::string &email);
void enqueueSendInvoiceV2(const TenantContext &ctx, long long invoiceId,
                          const std::string &email);

// Enqueue the making of the statement of a month.
void enqueueStatementV1(const TenantContext &ctx, const std::string &month);
void enqueueStatementV2(const TenantContext &ctx, const std::string &month);

// Run the jobs of one queue each until told to stop.
using Worker = void(const std::atomic<bool> &stopping);
Worker runMailsV1, runMailsV2;
Worker runStatementsV1, runStatementsV2;

#endif
