// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// Functions that all call each other, and may all write to what the client named: what is followed of them has a bound, so that this
// takes no longer than others.
#include <httplib.h>
#include <pqxx/pqxx>

#include <string>

struct Context {
  std::string tenant_id;
};
const Context &bound();
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

// clang-format off
#define ALL(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define DECLARE(N) void step##N(std::string &text);
#define CALL(N) if (text.size() > N + 1) step##N(text); if (text == m_last) step##N(m_last);
#define DEFINE(N) void Machine::step##N(std::string &text) { m_count += N; EACH(CALL) }
// clang-format on

class Machine {
public:
  ALL(DECLARE)
  void good(pqxx::work &tx, const httplib::Request &req);
  void bad(pqxx::work &tx, const httplib::Request &req);
  void unknown(pqxx::work &tx, const httplib::Request &req);

private:
  std::string m_last;
  std::size_t m_count = 0;
};
ALL(DEFINE)

void Machine::good(pqxx::work &tx, const httplib::Request &req) {
  std::string named = req.get_param_value("tenant");
  step0(named);
  if (named != bound().tenant_id)
    return;
  tx.exec_params(Sql, named);
}
void Machine::bad(pqxx::work &tx, const httplib::Request &req) {
  std::string named = req.get_param_value("tenant");
  if (named.empty())
    step1(named);
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the query of the request
}
// What any of them writes to it is not known.
void Machine::unknown(pqxx::work &tx, const httplib::Request &req) {
  std::string named = req.get_param_value("tenant");
  if (named != bound().tenant_id)
    return;
  step2(named);
  tx.exec_params(Sql, named);
}
