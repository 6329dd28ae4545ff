// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++20
//
// A comparison guards where its outcome decides: where what does not fit goes no further.
#include <algorithm>
#include <cassert>
#include <httplib.h>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>
using httplib::Request;
using httplib::Response;
struct Ctx {
  std::string tenant_id;
  std::vector<std::string> memberships;
  bool admin;
};
const Ctx &me(const Request &);
std::string rows(const std::string &tenant_id);
std::string notes(const std::string &tenant_id, int n);
void log_mismatch(bool differs);
void count(const std::string &name, bool v);
void deny(Response &);
bool canSee(const Ctx &, const std::string &);
[[noreturn]] void bail(int);
struct Status {
  bool ok() const;
};
Status authz(const Ctx &, const std::string &);
// Comparisons that reject nothing, and those with something else than the tenant.
void bad_g1(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId != me(q).tenant_id)
    std::cerr << "mismatch " << tenantId;
  s.body = rows(tenantId);
}
void bad_g2(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  bool same = tenantId == me(q).tenant_id;
  log_mismatch(same);
  s.body = rows(tenantId);
}
void bad_g3(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId != me(q).tenant_id)
    s.status = 403;
  s.body = rows(tenantId);
}
void bad_g4(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId == "")
    return;
  s.body = rows(tenantId);
}
void bad_g5(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId == me(q).tenant_id)
    s.set_header("X-Own", "1");
  s.body = rows(tenantId);
}
void bad_g6(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  (void)(tenantId == me(q).tenant_id);
  s.body = rows(tenantId);
}
void bad_g7(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  canSee(me(q), tenantId);
  s.body = rows(tenantId);
}
void bad_g8(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId.size() != 36)
    return;
  s.body = rows(tenantId);
}
void bad_g9(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (rows(tenantId).empty())
    return;
  s.body = rows(tenantId);
}
void bad_g10(const Request &q, Response &s) {
  auto j = nlohmann::json::parse(q.body);
  if (j["tenantId"] == nullptr)
    return;
  s.body = rows(j["tenantId"]);
  // FINDING@-1:17: the tenant is taken from the body of the request
}
void bad_g11(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId == me(q).tenant_id) {
    s.status = 200;
    return;
  }
  s.body = rows(tenantId);
}
void bad_g12(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId != q.get_header_value("X-Org"))
    return;
  s.body = rows(tenantId);
}
void bad_g13(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  if (tenantId == "demo") {
    s.body = "{}";
    return;
  }
  s.body = rows(tenantId);
}
// Those that do.
void good_g1(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId != me(q).tenant_id) {
    std::cerr << "x";
    s.status = 404;
    return;
  }
  s.body = rows(tenantId);
}
void good_g2(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  bool same = tenantId == me(q).tenant_id;
  if (!same)
    return;
  s.body = rows(tenantId);
}
void good_g3(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId == me(q).tenant_id) {
    s.body = rows(tenantId);
  } else {
    s.status = 404;
  }
}
void good_g4(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId.empty() || tenantId != me(q).tenant_id)
    return;
  s.body = rows(tenantId);
}
void good_g5(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (!(tenantId == me(q).tenant_id))
    throw std::runtime_error("nope");
  s.body = rows(tenantId);
}
void good_g6(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId != me(q).tenant_id)
    bail(404);
  s.body = rows(tenantId);
}
void good_g7(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (!canSee(me(q), tenantId))
    return;
  s.body = rows(tenantId);
}
void good_g8(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (auto st = authz(me(q), tenantId); !st.ok())
    return;
  s.body = rows(tenantId);
}
void good_g9(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  const auto &m = me(q).memberships;
  if (std::find(m.begin(), m.end(), tenantId) == m.end()) {
    s.status = 404;
    return;
  }
  s.body = rows(tenantId);
}
void good_g10(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  const auto &m = me(q).memberships;
  if (std::none_of(m.begin(), m.end(), [&](auto &o) { return o == tenantId; })) {
    s.status = 404;
    return;
  }
  s.body = rows(tenantId);
}
void good_g11(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  s.body = tenantId == me(q).tenant_id ? rows(tenantId) : std::string();
}
void good_g12(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  assert(tenantId == me(q).tenant_id);
  s.body = rows(tenantId);
}
void good_g13(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId != me(q).tenant_id)
    tenantId = me(q).tenant_id;
  s.body = rows(tenantId);
}
void good_g14(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (tenantId != me(q).tenant_id)
    return deny(s);
  s.body = rows(tenantId);
}
void good_g15(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  const Ctx &c = me(q);
  if (!c.admin && tenantId != c.tenant_id) {
    deny(s);
    return;
  }
  s.body = rows(tenantId);
}
void good_g16(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  const bool foreign = tenantId != me(q).tenant_id;
  if (foreign && !me(q).admin) {
    s.status = 404;
    return;
  }
  s.body = rows(tenantId);
}
static std::optional<std::string> ownTenant(const Request &q) {
  auto o = q.get_param_value("tenantId");
  if (o != me(q).tenant_id)
    return std::nullopt;
  return o;
}
void good_g17(const Request &q, Response &s) {
  auto tenant = ownTenant(q);
  if (!tenant)
    return;
  s.body = rows(*tenant);
}
void good_g18(const Request &q, Response &s) {
  std::string tenantId = q.has_param("tenant") ? q.get_param_value("tenant") : me(q).tenant_id;
  if (std::string(tenantId) != me(q).tenant_id) {
    s.status = 404;
    return;
  }
  s.body = rows(tenantId);
}
void good_g19(const Request &q, Response &s) {
  auto j = nlohmann::json::parse(q.body);
  if (j.at("tenantId").get<std::string>() != me(q).tenant_id) {
    s.status = 404;
    return;
  }
  s.body = rows(j.at("tenantId").get<std::string>());
}
#define REQUIRE_OWN(o)                                                                                                                               \
  do {                                                                                                                                               \
    if ((o) != me(q).tenant_id) {                                                                                                                    \
      s.status = 404;                                                                                                                                \
      return;                                                                                                                                        \
    }                                                                                                                                                \
  } while (0)
void good_g20(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  REQUIRE_OWN(tenantId);
  s.body = rows(tenantId);
}
static bool own(const Request &q, const std::string &o) { return me(q).tenant_id == o; }
void good_g21(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  if (own(q, tenantId))
    s.body = rows(tenantId);
}
void bad_g21(const Request &q, Response &s) {
  auto tenantId = q.get_param_value("tenantId");
  // FINDING@-1:19: the tenant is taken from the query of the request
  own(q, tenantId);
  s.body = rows(tenantId);
}
void good_g22(const Request &q, Response &s) {
  for (auto &part : {q.get_param_value("a"), q.get_param_value("b")}) {
    std::string tenantId = part;
    if (tenantId != me(q).tenant_id)
      continue;
    s.body += rows(tenantId);
  }
}
void good_g23(const Request &q, Response &s) { s.body = rows(me(q).tenant_id) + q.get_param_value("page"); }

// Of a class of the project `find` looks for rows, where it is not called after who may what.
struct Invoices {
  std::optional<std::string> find(const Ctx &, int id);
};
struct Memberships {
  const int *find(const std::string &tenant_id) const;
};
void bad_found(const Request &q, Response &s, Invoices &invoices) {
  Ctx ctx{q.get_param_value("tenant"), {}, false};
  // FINDING@-1:11: the tenant is taken from the query of the request
  s.body = invoices.find(ctx, 1).value_or("");
}
void bad_not_found(const Request &q, Response &s, Invoices &invoices) {
  Ctx ctx{q.get_param_value("tenant"), {}, false};
  // FINDING@-1:11: the tenant is taken from the query of the request
  if (auto invoice = invoices.find(ctx, 1))
    s.body = *invoice;
}
void good_member(const Request &q, Response &s, const Memberships &of) {
  auto tenantId = q.get_param_value("tenantId");
  if (of.find(tenantId) == nullptr)
    return;
  s.body = rows(tenantId);
}
