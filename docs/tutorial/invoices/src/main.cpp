#include "db.h"
#include "handlers.h"
#include "jobs.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <thread>
#include <unistd.h>
#include <vector>

// Binds the tenant of the request's API key, then calls the handler.
static httplib::Server::Handler bound(Handler *handler) {
  return [handler](const Request &req, Response &res) {
    const auto ctx = resolveTenant(req.get_header_value("X-Api-Key"));
    if (!ctx)
      return sendError(res, 401, "unknown API key");
    handler(*ctx, req, res);
  };
}

static void handleException(const Request &req, Response &res,
                            std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const pqxx::foreign_key_violation &) {
    sendError(res, 404, "not found");
  } catch (const pqxx::unique_violation &) {
    sendError(res, 409, "exists already");
  } catch (const pqxx::integrity_constraint_violation &) {
    sendError(res, 400, "value not allowed");
  } catch (const pqxx::data_exception &) {
    sendError(res, 400, "malformed value");
  } catch (const std::exception &error) {
    std::cerr << req.method << ' ' << req.path << ": " << error.what()
              << std::endl;
    sendError(res, 500, "internal error");
  }
}

static void addRoutes(httplib::Server &server) {
  const std::string id = R"(/(\d{1,18}))";

  server.Get("/v1/invoices", bound(listInvoicesV1));
  server.Get("/v2/invoices", bound(listInvoicesV2));
  server.Get("/v1/invoices/open", bound(openInvoicesV1));
  server.Get("/v2/invoices/open", bound(openInvoicesV2));
  server.Get("/v1/invoices" + id, bound(getInvoiceV1));
  server.Get("/v2/invoices" + id, bound(getInvoiceV2));
  server.Get("/v1/invoices" + id + "/summary", bound(invoiceSummaryV1));
  server.Get("/v2/invoices" + id + "/summary", bound(invoiceSummaryV2));
  server.Post("/v1/invoices" + id + "/lines/copy", bound(copyLinesV1));
  server.Post("/v2/invoices" + id + "/lines/copy", bound(copyLinesV2));
  server.Post("/v1/invoices" + id + "/send", bound(sendInvoiceV1));
  server.Post("/v2/invoices" + id + "/send", bound(sendInvoiceV2));
  server.Post("/v2/invoices", bound(createInvoice));
  server.Post("/v2/invoices" + id + "/lines", bound(addLine));
  server.Post("/v2/invoices" + id + "/payments", bound(addPayment));

  server.Post("/v1/customers", bound(createCustomerV1));
  server.Post("/v2/customers", bound(createCustomerV2));
  server.Put("/v1/customers" + id, bound(updateCustomerV1));
  server.Put("/v2/customers" + id, bound(updateCustomerV2));
  server.Get("/v1/customers/search", bound(searchCustomersV1));
  server.Get("/v2/customers/search", bound(searchCustomersV2));
  server.Get("/v1/customers/risky", bound(riskyCustomersV1));
  server.Get("/v2/customers/risky", bound(riskyCustomersV2));
  server.Get("/v1/tenants" + id + "/customers", bound(tenantCustomersV1));
  server.Get("/v2/tenants" + id + "/customers", bound(tenantCustomersV2));

  server.Get("/v1/payments", bound(listPaymentsV1));
  server.Get("/v2/payments", bound(listPaymentsV2));
  server.Get(R"(/v1/payments/by-number/([\w-]+))", bound(paymentsByNumberV1));
  server.Get(R"(/v2/payments/by-number/([\w-]+))", bound(paymentsByNumberV2));
  server.Delete("/v1/payments" + id, bound(deletePaymentV1));
  server.Delete("/v2/payments" + id, bound(deletePaymentV2));

  server.Get("/v1/reports/revenue", bound(revenueV1));
  server.Get("/v2/reports/revenue", bound(revenueV2));
  server.Get("/v1/reports/ledger", bound(ledgerV1));
  server.Get("/v2/reports/ledger", bound(ledgerV2));
  server.Get("/v1/reports/balances", bound(balancesV1));
  server.Get("/v2/reports/balances", bound(balancesV2));
  const std::string month = R"(/reports/statements/(\d{4}-\d{2}))";
  server.Post("/v1" + month, bound(requestStatementV1));
  server.Post("/v2" + month, bound(requestStatementV2));
  server.Get("/v1" + month, bound(getStatementV1));
  server.Get("/v2" + month, bound(getStatementV2));
  server.Get("/v2/plans", bound(listPlans));
}

int main() {
  sigset_t stopSignals;
  sigemptyset(&stopSignals);
  sigaddset(&stopSignals, SIGINT);
  sigaddset(&stopSignals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr);

  httplib::Server server;
  // Every thread has its own connection to the database.
  server.new_task_queue = [] { return new httplib::ThreadPool(8); };
  server.set_exception_handler(handleException);
  addRoutes(server);

  std::atomic<bool> stopping{false};
  std::vector<std::thread> workers;
  for (Worker *run : {runMailsV1, runMailsV2, runStatementsV1, runStatementsV2})
    workers.emplace_back(run, std::cref(stopping));
  std::thread stopper([&] {
    int signal;
    sigwait(&stopSignals, &signal);
    server.stop();
  });

  const char *port = std::getenv("PORT");
  const bool listened =
      server.listen("127.0.0.1", port ? std::atoi(port) : 8080);
  if (!listened) {
    std::cerr << "cannot listen" << std::endl;
    kill(getpid(), SIGTERM);
  }
  stopper.join();
  stopping = true;
  for (std::thread &worker : workers)
    worker.join();
  return listened ? 0 : 1;
}
