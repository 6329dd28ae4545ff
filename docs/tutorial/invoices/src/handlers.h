// The handlers of all routes. Version 1 of the interface is the one with the
// isolation bugs, version 2 does the same work correctly.

#ifndef INVOICES_HANDLERS_H
#define INVOICES_HANDLERS_H

#include "http.h"
#include "tenant_context.h"

using Handler = void(const TenantContext &ctx, const Request &req,
                     Response &res);

// invoices.cpp
Handler getInvoiceV1, getInvoiceV2;
Handler listInvoicesV1, listInvoicesV2;
Handler openInvoicesV1, openInvoicesV2;
Handler invoiceSummaryV1, invoiceSummaryV2;
Handler copyLinesV1, copyLinesV2;
Handler sendInvoiceV1, sendInvoiceV2;
Handler createInvoice, addLine;

// customers.cpp
Handler createCustomerV1, createCustomerV2;
Handler updateCustomerV1, updateCustomerV2;
Handler searchCustomersV1, searchCustomersV2;
Handler riskyCustomersV1, riskyCustomersV2;
Handler tenantCustomersV1, tenantCustomersV2;

// payments.cpp
Handler listPaymentsV1, listPaymentsV2;
Handler paymentsByNumberV1, paymentsByNumberV2;
Handler deletePaymentV1, deletePaymentV2;
Handler addPayment;

// reports.cpp
Handler revenueV1, revenueV2;
Handler ledgerV1, ledgerV2;
Handler balancesV1, balancesV2;
Handler requestStatementV1, requestStatementV2;
Handler getStatementV1, getStatementV2;
Handler listPlans;

#endif
