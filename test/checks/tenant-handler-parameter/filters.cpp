// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// A comparison that picks some of many things turns nobody down.
#include <httplib.h>
#include <string>
#include <vector>
struct TenantContext {
  std::string tenant_id;
};
struct Client {
  std::string tenant;
  int socket = 0;
};
struct Membership {
  std::string tenant;
};
const TenantContext &bound(const httplib::Request &req);
const std::vector<Membership> &memberships(const httplib::Request &req);
std::vector<Client> &clients();
std::string rows(const std::string &tenant_id);
void greet(int socket);

static void broadcast(const std::string &tenant_id) {
  for (const Client &client : clients()) {
    if (client.tenant != tenant_id)
      continue;
    greet(client.socket);
  }
}
void bad_callee(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  // FINDING@-1:27: the tenant is taken from the query of the request
  broadcast(tenant_id);
  res.set_content(rows(tenant_id), "text/plain");
}
void bad_loop(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  // FINDING@-1:27: the tenant is taken from the query of the request
  for (auto it = clients().begin(); it != clients().end(); ++it)
    if (it->tenant == tenant_id)
      greet(it->socket);
  res.set_content(rows(tenant_id), "text/plain");
}
static void check(const std::string &tenant_id, const TenantContext &ctx) {
  if (tenant_id != ctx.tenant_id)
    throw 403;
}
void good_callee(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  check(tenant_id, bound(req));
  broadcast(tenant_id);
  res.set_content(rows(tenant_id), "text/plain");
}
// Each of several names is compared with the tenant of the request.
void good_each(const httplib::Request &req, httplib::Response &res) {
  const TenantContext &ctx = bound(req);
  for (int i = 0; i < 2; ++i) {
    std::string tenant_id = req.get_param_value("tenant_id");
    if (tenant_id != ctx.tenant_id)
      continue;
    res.set_content(rows(tenant_id), "text/plain");
  }
}
// What a loop over those that are allowed notes is asked behind it.
void good_noted(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  bool allowed = false;
  for (const Membership &m : memberships(req))
    if (m.tenant == tenant_id)
      allowed = true;
  if (!allowed) {
    res.status = 404;
    return;
  }
  res.set_content(rows(tenant_id), "text/plain");
}
void bad_noted(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  // FINDING@-1:27: the tenant is taken from the query of the request
  bool seen = false;
  for (const Membership &m : memberships(req))
    if (m.tenant == tenant_id)
      seen = true;
  res.set_content(rows(tenant_id) + (seen ? "!" : ""), "text/plain");
}
// Who is no member gets no further.
static bool isMember(const httplib::Request &req, const std::string &tenant_id) {
  for (const Membership &m : memberships(req))
    if (m.tenant == tenant_id)
      return true;
  return false;
}
void good_member(const httplib::Request &req, httplib::Response &res) {
  std::string tenant_id = req.get_param_value("tenant_id");
  if (!isMember(req, tenant_id))
    return;
  res.set_content(rows(tenant_id), "text/plain");
}
// A name that is only compared with constants makes no difference to whose data is shown.
void good_login(const httplib::Request &req, httplib::Response &res) {
  std::string tenant = req.get_param_value("tenant");
  if (tenant == "demo" && req.get_param_value("password") == "demo")
    res.status = 200;
}
void bad_login(const httplib::Request &req, httplib::Response &res) {
  std::string tenant = req.get_param_value("tenant");
  // FINDING@-1:24: the tenant is taken from the query of the request
  if (tenant == "demo")
    res.status = 200;
  res.set_content(rows(tenant), "text/plain");
}
