// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// The words of a command in a list that grows.
#include <hiredis/hiredis.h>

#include <string>
#include <vector>

struct TenantContext {
  std::string tenant_id;
};
redisContext *redis();

void bad_pushed(const std::string &sku) {
  std::vector<const char *> words{"DEL"};
  std::string key = "price:" + sku;
  // FINDING@-1:22: key 'price:{sku}' of 'DEL'
  words.push_back(key.c_str());
  redisCommandArgv(redis(), static_cast<int>(words.size()), words.data(), nullptr);
}
void good_pushed(const TenantContext &ctx, const std::string &sku) {
  std::vector<const char *> words{"DEL"};
  std::string key = ctx.tenant_id + ":price:" + sku;
  words.push_back(key.c_str());
  redisCommandArgv(redis(), static_cast<int>(words.size()), words.data(), nullptr);
}
void bad_first(const std::string &sku) {
  std::vector<const char *> words;
  words.push_back("SET");
  std::string key = "stock:" + sku;
  // FINDING@-1:22: key 'stock:{sku}' of 'SET'
  words.push_back(key.c_str());
  words.push_back("0");
  redisAppendCommandArgv(redis(), static_cast<int>(words.size()), &words[0], nullptr);
}
void good_first(const TenantContext &ctx, const std::string &sku) {
  std::vector<const char *> words;
  words.push_back("SET");
  std::string key = ctx.tenant_id + ":stock:" + sku;
  words.push_back(key.c_str());
  words.push_back("0");
  redisAppendCommandArgv(redis(), static_cast<int>(words.size()), &words[0], nullptr);
}
// Of a list that others fill nothing is known.
void fill(std::vector<const char *> &words);
void unknown_filled() {
  std::vector<const char *> words{"DEL"};
  fill(words);
  redisCommandArgv(redis(), static_cast<int>(words.size()), words.data(), nullptr);
}
// COUNTS: Keys of caches and stores: 2 with the tenant, 2 without, 0 shared by configuration, 1 not known.
