// RUN: %check_tenant %s tenant-handler-parameter --config %S/Inputs/own.json -- -std=c++20
//
// A framework of the project's own: what its requests give goes by the names of their members.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
namespace own {
class Call {
public:
  std::optional<std::string> query(std::string_view) const;
  std::string pathPart(int) const;
  std::string_view bodyText() const;
  std::string header(std::string_view) const;
  const std::map<std::string, std::string> &form() const;
  const struct Identity &identity() const;
  std::string route_param(const char *) const;
};
struct Identity {
  std::string tenantId;
};
class Outbound {
public:
  void text(std::string);
  void fail(int);
};
using Fn = std::function<void(const Call &, Outbound &)>;
class Router {
public:
  void on(const char *, Fn);
};
} // namespace own
using namespace own;
std::string report(std::string_view tenant_id);
std::string reportFor(const Identity &);
void install(Router &r) {
  r.on("/a", [](const Call &in, Outbound &out) { out.text(report(*in.query("tenant"))); });
  // FINDING@-1:67: the tenant is taken from the query of the request
  r.on("/b", [](const Call &in, Outbound &out) { out.text(reportFor(in.identity())); });
  r.on("/c", [](const Call &in, Outbound &out) {
    auto ws = in.pathPart(2);
    // FINDING@-1:15: the tenant is taken from the path of the request
    out.text(report(ws));
  });
  r.on("/d", [](const Call &in, Outbound &out) { out.text(report(in.identity().tenantId)); });
  r.on("/e", [](const Call &in, Outbound &out) {
    auto it = in.form().find("tenant_id");
    // FINDING@-1:15: the tenant is taken from the query of the request
    if (it == in.form().end())
      return out.fail(400);
    out.text(report(it->second));
  });
  r.on("/f", [](const Call &in, Outbound &out) {
    auto ws = in.query("tenant");
    if (!ws || *ws != in.identity().tenantId)
      return out.fail(404);
    out.text(report(*ws));
  });
  r.on("/g", [](const Call &in, Outbound &out) {
    auto [tenant, doc] = std::tuple(in.route_param("tenant"), in.route_param("doc"));
    // FINDING@-1:37: the tenant is taken from the path of the request
    out.text(report(tenant) + doc);
  });
}
