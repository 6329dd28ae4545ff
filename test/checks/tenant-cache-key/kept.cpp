// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// A part of a key that is read from a document is what the variable that keeps it is called,
// and not what its sender calls it.
#include <hiredis/hiredis.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
using nlohmann::json;
struct Session {
  std::string tenant_id;
  std::string order_id;
};
std::string found(const json &row);
void good_kept(redisContext *r, json &row) {
  std::string tenant_id = row["sender_id"];
  redisCommand(r, "GET friends:%s", tenant_id.c_str());
}
void bad_kept(redisContext *r, json &row) {
  std::string order_id = row["number"];
  redisCommand(r, "GET order:%s", order_id.c_str());
  // FINDING@-1:24: key 'order:{order_id}' of 'GET' does not name the tenant
}
void good_converted(redisContext *r, const json &row) {
  auto tenantId = row.at("owner_id").get<std::string>();
  redisCommand(r, "GET friends:%s", tenantId.c_str());
}
void bad_converted(redisContext *r, const json &row) {
  auto orderId = row.at("number").get<std::string>();
  redisCommand(r, "GET order:%s", orderId.c_str());
  // FINDING@-1:24: key 'order:{orderId}' of 'GET' does not name the tenant
}
void good_assigned(redisContext *r, const json &row) {
  std::string tenant_id;
  tenant_id = row.at("owner_id").get<std::string>();
  redisCommand(r, "GET friends:%s", tenant_id.c_str());
}
void bad_assigned(redisContext *r, const json &row) {
  std::string order_id;
  order_id = row.at("number").get<std::string>();
  redisCommand(r, "GET order:%s", order_id.c_str());
  // FINDING@-1:24: key 'order:{order_id}' of 'GET' does not name the tenant
}
void good_field(redisContext *r, json &row) {
  Session s;
  s.tenant_id = row["owner_id"];
  redisCommand(r, "GET friends:%s", s.tenant_id.c_str());
}
void bad_field(redisContext *r, json &row) {
  Session s;
  s.order_id = row["number"];
  redisCommand(r, "GET order:%s", s.order_id.c_str());
  // FINDING@-1:24: key 'order:{order_id}' of 'GET' does not name the tenant
}
// One way on which nothing is found makes no key of its own.
static std::string lookedUp(const json &rows) {
  if (rows.empty())
    return "";
  return rows[0]["id"];
}
void good_looked_up(redisContext *r, const json &rows) {
  std::string tenant_id = lookedUp(rows);
  redisCommand(r, "GET friends:%s", ("x" + tenant_id).c_str());
}
// A key that is called after the tenant is still a key.
void bad_key(redisContext *r, const json &row) {
  std::string tenant_key = row.at("user_id").get<std::string>();
  redisCommand(r, "GET key:%s", tenant_key.c_str());
  // FINDING@-1:24: key 'key:{tenant_key}' of 'GET' does not name the tenant
}

// Through a list that a function makes, a wrapper, or both: what the variable of the loop is called.
#include <vector>
static std::vector<std::string> listed(const json &rows) {
  std::vector<std::string> out;
  for (const json &row : rows)
    out.push_back(row["number"].get<std::string>());
  return out;
}
static std::string first(const json &rows) { return rows[0]["number"].get<std::string>(); }
static void lock(redisContext *r, const std::string &name) { redisCommand(r, "SET %s 1", name.c_str()); }
void good_loop(redisContext *r, const json &rows) {
  for (const auto &tenant : listed(rows))
    redisCommand(r, "GET friends:%s", tenant.c_str());
}
void good_wrapped(redisContext *r, const json &rows) {
  for (const auto &tenant_id : listed(rows))
    lock(r, "lock:" + tenant_id);
  const std::string tenant = first(rows);
  lock(r, "lock:" + tenant);
}
void bad_loop(redisContext *r, const json &rows) {
  for (const auto &invoice_no : listed(rows))
    redisCommand(r, "GET invoice:%s", invoice_no.c_str());
  // FINDING@-1:26: key 'invoice:{get}' of 'GET' does not name the tenant
}
void bad_wrapped(redisContext *r, const json &rows) {
  const std::string order_id = first(rows);
  lock(r, "lock:" + order_id);
  // FINDING@-1:12: key 'lock:{get}' of 'SET' does not name the tenant
}
