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
