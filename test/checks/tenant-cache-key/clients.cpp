// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// Clients with a method for each command, or with the words of a command as arguments.
#include "Inputs/redis_clients.h"

#include <fmt/format.h>
#include <memory>
#include <sstream>

using TenantId = long long;
struct Request {
  TenantId tenant;
  long long user_id;
};

struct Profiles {
  sw::redis::Redis redis;
  std::shared_ptr<userver::storages::redis::Client> store;
  drogon::nosql::RedisClient &drogon;
  userver::storages::redis::CommandControl cc;

  void bad(const Request &req, long long order_id) {
    redis.get("profile:" + std::to_string(req.user_id));
    // FINDING@-1:16: key 'profile:{user_id}' of 'get'
    redis.set(fmt::format("profile:{}", req.user_id), "x", std::chrono::milliseconds(5));
    // FINDING@-1:28: key 'profile:{user_id}' of 'set'
    redis.del({std::string("a:") + std::to_string(order_id), std::to_string(req.tenant) + ":b"});
    // FINDING@-1:29: key 'a:{order_id}' of 'del'
    std::ostringstream key;
    key << "order/" << order_id;
    // FINDING@-1:13: key 'order/{order_id}' of 'hget'
    redis.hget(key.str(), "total");
    redis.command("GETEX", "order:" + std::to_string(order_id));
    // FINDING@-1:29: key 'order:{order_id}' of 'GETEX'
    redis.flushdb();
    // FINDING@-1:11: 'FLUSHALL' drops the keys of all tenants
    std::vector<std::string> found;
    redis.keys("order:*", std::back_inserter(found));
    // FINDING@-1:17: 'KEYS' looks for 'order:*'
    store->Get("rates:" + std::to_string(order_id), cc);
    // FINDING@-1:17: key 'rates:{order_id}' of 'Get'
    drogon.execCommandAsync([](const drogon::nosql::RedisResult &) {}, [](const std::exception &) {}, "get order:%lld", order_id);
    // FINDING@-1:108: key 'order:{order_id}' of 'get'
  }
  void good(const Request &req, long long order_id) {
    redis.get(std::to_string(req.tenant) + "profile:" + std::to_string(req.user_id));
    redis.set(fmt::format("{}:profile:{}", req.tenant, req.user_id), "x");
    redis.del({std::to_string(req.tenant) + ":a", std::to_string(req.tenant) + ":b"});
    std::ostringstream key;
    key << req.tenant << "/order/" << order_id;
    redis.hget(key.str(), "total");
    redis.hset("orders:" + std::to_string(req.tenant), std::to_string(order_id), "1");
    redis.command("GETEX", std::to_string(req.tenant) + ":order:" + std::to_string(order_id));
    std::vector<std::string> found;
    redis.keys(std::to_string(req.tenant) + ":order:*", std::back_inserter(found));
    store->Get("rates:" + std::to_string(req.tenant), cc);
    store->Setex(fmt::format("rates:{}:{}", req.tenant, order_id), std::chrono::seconds(5), "x", cc);
    drogon.execCommandAsync([](const drogon::nosql::RedisResult &) {}, [](const std::exception &) {}, "get %lld:order:%lld", req.tenant, order_id);
  }
};

void bad_pipeline(sw::redis::Pipeline &pipe, long long user_id) {
  pipe.set("seen:" + std::to_string(user_id), "1").get("last:" + std::to_string(user_id));
  // FINDING@-1:13: key 'seen:{user_id}' of 'set'
  // FINDING@-2:57: key 'last:{user_id}' of 'get'
}
void good_pipeline(sw::redis::Pipeline &pipe, TenantId tenant, long long user_id) {
  pipe.set(fmt::format("{}:seen:{}", tenant, user_id), "1").get(fmt::format("{}:last:{}", tenant, user_id));
}

void bad_cpp_redis(cpp_redis::client &client, const std::string &email) {
  client.get("login:" + email, nullptr);
  // FINDING@-1:15: key 'login:{email}' of 'get'
  client.send({"SETEX", "login:" + email, "60", "1"}, nullptr);
  // FINDING@-1:26: key 'login:{email}' of 'SETEX'
}
void good_cpp_redis(cpp_redis::client &client, TenantId tenant, const std::string &email) {
  client.get(std::to_string(tenant) + ":login:" + email, nullptr);
  client.send({"SETEX", std::to_string(tenant) + "login:" + email, "60", "1"}, nullptr);
}

void bad_boost(boost::redis::request &request, long long job_id) {
  request.push("SET", "result:" + std::to_string(job_id), "done");
  // FINDING@-1:24: key 'result:{job_id}' of 'SET'
}
void good_boost(boost::redis::request &request, const Request &req, long long job_id) {
  request.push("SET", fmt::format("result:{}:{}", req.tenant, job_id), "done");
  // The field names what is read and written.
  request.push("HSET", "results", std::to_string(req.tenant), "done");
  request.push("HGET", "results", std::to_string(req.tenant));
  request.push("HSET", "results", "last", "done");
  // FINDING@-1:25: key 'results' is the same for all tenants
}

// Whose id it is, the word before it tells.
void bad_ids(sw::redis::Redis &redis, long long id, const std::string &name, const std::string &token) {
  redis.get("invoice:" + std::to_string(id));
  // FINDING@-1:14: key 'invoice:{id}' of 'get'
  redis.get("users/" + name);
  // FINDING@-1:14: key 'users/{name}' of 'get'
  redis.get("session:" + token);
  // FINDING@-1:14: key 'session:{token}' of 'get'
}
void good_ids(sw::redis::Redis &redis, long long id, const std::string &name) {
  redis.get("tenant:" + std::to_string(id) + ":settings");
  redis.get(name);
  redis.get(name + ":" + std::to_string(id));
}
static std::string load(sw::redis::Redis &redis, const std::string &id) { return redis.get("document:" + id).value_or(""); }
// FINDING@-1:93: key 'document:{document_id}' of 'load'
void callers(sw::redis::Redis &redis, TenantId tenant, const std::string &document_id) {
  load(redis, fmt::format("{}:{}", tenant, document_id));
  load(redis, document_id);
}

// Formats within other things, and what a store gives back.
std::string sha1(const std::string &text);
struct PageKey {
  std::string ns;
  long long page_id;
};
template <typename Key, typename Value> struct PageCache {
  Value get(const Key &key);
};
void good_formats(sw::redis::Redis &redis, PageCache<PageKey, int> &pages, TenantId tenant, long long page_id, const std::string &email) {
  redis.get("h:" + sha1(fmt::format("{}|{}", tenant, email)));
  PageKey key;
  key.ns = fmt::format("t{}", tenant);
  key.page_id = page_id;
  pages.get(key);
}
void bad_formats(sw::redis::Redis &redis, PageCache<PageKey, int> &pages, long long page_id, const std::string &email) {
  redis.get("h:" + sha1(fmt::format("{}|{}", page_id, email)));
  // FINDING@-1:14: key 'h:{format}' of 'get'
  pages.get(PageKey{fmt::format("p{}", page_id), page_id});
  // FINDING@-1:13: key '{fmt::format("p{}", page_id), page_id}' of 'get'
}
// The fields of a hash that all tenants share.
void good_fields(sw::redis::Redis &redis, TenantId tenant) {
  redis.hset("totals", std::to_string(tenant), "3");
  redis.hget("totals", std::to_string(tenant));
}
void bad_fields(sw::redis::Redis &redis, long long order_id) {
  redis.hset("totals", std::to_string(order_id), "3");
  // FINDING@-1:15: key 'totals' is the same for all tenants
}

// A format text that is known at run time only.
void runtime(sw::redis::Redis &redis, const std::string &format, TenantId tenant, long long page_id) {
  redis.get(fmt::format(fmt::runtime(format), tenant, page_id));
}
