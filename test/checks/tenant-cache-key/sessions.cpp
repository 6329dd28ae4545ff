// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// The parts of an object that a function of another unit returns are what they are called.
#include <hiredis/hiredis.h>

#include <optional>
#include <string>

struct Session {
  std::string user_id;
  std::string tenant_id;
  std::string text;
};
Session load_session(const std::string &cookie);
std::optional<Session> find_session(const std::string &cookie);
redisContext *conn();

void bad_kept(const std::string &cookie) {
  auto session = load_session(cookie);
  redisCommand(conn(), "GET profile:%s", session.user_id.c_str());
  // FINDING@-1:29: key 'profile:{user_id}' of 'GET' does not name the tenant
}
void bad_optional(const std::string &cookie) {
  auto session = find_session(cookie);
  if (!session)
    return;
  redisCommand(conn(), "GET profile:%s", session->user_id.c_str());
  // FINDING@-1:29: key 'profile:{user_id}' of 'GET' does not name the tenant
}
void bad_copied(const std::string &cookie) {
  const Session session = load_session(cookie);
  const std::string user = session.user_id;
  redisCommand(conn(), "DEL cart:%s", user.c_str());
  // FINDING@-1:29: key 'cart:{user_id}' of 'DEL' does not name the tenant
}
void good_tenant(const std::string &cookie) {
  auto session = load_session(cookie);
  redisCommand(conn(), "GET profile:%s:%s", session.tenant_id.c_str(), session.user_id.c_str());
}
// Anything may be in it.
void good_unknown(const std::string &cookie) {
  auto session = load_session(cookie);
  redisCommand(conn(), "GET %s", session.text.c_str());
}
