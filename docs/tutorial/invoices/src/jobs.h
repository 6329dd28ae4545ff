// Background jobs, in a Redis list.

#ifndef INVOICES_JOBS_H
#define INVOICES_JOBS_H

#include "tenant_context.h"

#include <atomic>
#include <string>

// Enqueue the sending of an invoice to an e-mail address.
void enqueueSendInvoiceV1(long long invoiceId, const std::string &email);
void enqueueSendInvoiceV2(const TenantContext &ctx, long long invoiceId,
                          const std::string &email);

// Runs jobs until told to stop.
void runWorker(const std::atomic<bool> &stopping);

#endif
