// RUN: %check_tenant %s tenant-sql-binding -- -std=c++17
//
// What one method of a class keeps, and another one binds.
#include <boost/beast.hpp>
#include <httplib.h>
#include <pqxx/pqxx>

#include <string>

struct TenantContext {
  std::string tenant_id;
};
TenantContext verified(const httplib::Request &req);
static const char *const Sql = "SELECT total FROM invoices WHERE tenant_id = $1";

class Page {
public:
  void begin(const httplib::Request &req) { tenant_ = req.get_header_value("X-Tenant"); }
  void show(pqxx::work &tx) {
    tx.exec_params(Sql, tenant_);
    // FINDING@-1:25: what is bound to '$1', which confines 'invoices' to one tenant, is a header that the client sends
  }

private:
  std::string tenant_;
};
class VerifiedPage {
public:
  void begin(const httplib::Request &req) { tenant_ = verified(req).tenant_id; }
  void show(pqxx::work &tx) { tx.exec_params(Sql, tenant_); }

private:
  std::string tenant_;
};
// Somewhere in the class it is compared with the tenant; and where a method is not in sight, it may be.
class ComparedPage {
public:
  bool begin(const httplib::Request &req) {
    tenant_ = req.get_header_value("X-Tenant");
    return tenant_ == verified(req).tenant_id;
  }
  void show(pqxx::work &tx) { tx.exec_params(Sql, tenant_); }

private:
  std::string tenant_;
};
class UnseenPage {
public:
  void begin(const httplib::Request &req) { tenant_ = req.get_header_value("X-Tenant"); }
  void use_verified();
  void show(pqxx::work &tx) { tx.exec_params(Sql, tenant_); }

private:
  std::string tenant_;
};

// What comes over a WebSocket.
using Stream = boost::beast::websocket::stream<boost::asio::ip::tcp::socket>;
void socket(Stream &ws, pqxx::work &tx, const TenantContext &ctx) {
  boost::beast::flat_buffer buffer;
  ws.read(buffer);
  auto named = boost::beast::buffers_to_string(buffer.data());
  tx.exec_params(Sql, named);
  // FINDING@-1:23: what is bound to '$1', which confines 'invoices' to one tenant, is the message of the request
  if (named == ctx.tenant_id)
    tx.exec_params(Sql, named);
}

// Who logs in has no tenant yet, and shows a password for the one that is named.
static bool authenticate(pqxx::work &tx, const std::string &tenant_id, const std::string &password) {
  return !tx.exec_params("SELECT 1 FROM users WHERE tenant_id = $1 AND hash = $2", tenant_id, password).empty();
}
static void set_password(pqxx::work &tx, const std::string &tenant_id, const std::string &password) {
  tx.exec_params("UPDATE users SET hash = $2 WHERE tenant_id = $1", tenant_id, password);
}
void login(pqxx::work &tx, const httplib::Request &req) {
  authenticate(tx, req.get_header_value("X-Tenant"), req.get_param_value("password"));
  set_password(tx, req.get_header_value("X-Tenant"), req.get_param_value("password"));
  // FINDING@-1:20: what is bound to '$1', which confines 'users' to one tenant, is a header that the client sends
}
