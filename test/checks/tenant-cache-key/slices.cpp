// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// Keys by fmt, in buffers, as views and slices.
#include <fmt/format.h>
#include <fmt/compile.h>
#include <leveldb/db.h>
#include <rocksdb/db.h>
#include <string>
#include <string_view>
struct TenantContext { std::string tenant_id; };
constexpr std::string_view kProfile = "profile/{}/{}";
// FINDING@-1:40: key 'profile/{user_id}/main' of 'Get' does not name the tenant
std::string profile_key(long long user_id, std::string_view section) { return fmt::format(kProfile, user_id, section); }
std::string tenant_profile_key(const TenantContext &ctx, long long user_id) { return fmt::format("{}/profile/{}", ctx.tenant_id, user_id); }
void bad1(leveldb::DB *db, long long user_id, std::string *out) {
  db->Get(leveldb::ReadOptions(), profile_key(user_id, "main"), out);
}
void good1(leveldb::DB *db, const TenantContext &ctx, long long user_id, std::string *out) {
  db->Get(leveldb::ReadOptions(), tenant_profile_key(ctx, user_id), out);
}
void bad2(rocksdb::DB *db, long long document_id, std::string_view value) {
  auto key = fmt::format("doc:{:08x}", document_id);
  // FINDING@-1:27: key 'doc:{document_id}' of 'Put' does not name the tenant
  db->Put(rocksdb::WriteOptions(), rocksdb::Slice(key), rocksdb::Slice(value.data(), value.size()));
}
void good2(rocksdb::DB *db, const TenantContext &ctx, long long document_id, std::string_view value) {
  auto key = fmt::format("doc:{0}:{1:08x}", ctx.tenant_id, document_id);
  db->Put(rocksdb::WriteOptions(), key, rocksdb::Slice(value.data(), value.size()));
}
void bad3(leveldb::DB *db, std::string_view email) {
  fmt::memory_buffer buf;
  fmt::format_to(std::back_inserter(buf), "login:{}", email);
  db->Delete(leveldb::WriteOptions(), leveldb::Slice(buf.data(), buf.size()));
  // FINDING@-1:39: key '{leveldb::Slice(buf.data(), buf.size())}' of 'Delete' does not name the tenant
}
void good3(leveldb::DB *db, const TenantContext &ctx, std::string_view email) {
  fmt::memory_buffer buf;
  fmt::format_to(std::back_inserter(buf), "login:{}:{}", ctx.tenant_id, email);
  db->Delete(leveldb::WriteOptions(), leveldb::Slice(buf.data(), buf.size()));
}
void batch(rocksdb::DB *db, const TenantContext &ctx, long long invoice_id) {
  rocksdb::WriteBatch b;
  b.Put("inv/" + std::to_string(invoice_id), "x");
  // FINDING@-1:10: key 'inv/{invoice_id}' of 'Put' does not name the tenant
  b.Put(ctx.tenant_id + "/inv/" + std::to_string(invoice_id), "x");
  db->Write({}, &b);
}
void bad4(leveldb::DB *db, long long order_id, std::string *out) {
  char key[64];
  db->Get(leveldb::ReadOptions(), leveldb::Slice(key, snprintf(key, sizeof key, "order:%lld", order_id)), out);
  // FINDING@-1:82: key 'order:{order_id}' of 'Get' does not name the tenant: all tenants share what is
}
void good4(leveldb::DB *db, const TenantContext &ctx, long long order_id, std::string *out) {
  char key[64];
  db->Get(leveldb::ReadOptions(), leveldb::Slice(key, snprintf(key, sizeof key, "%s:order:%lld", ctx.tenant_id.c_str(), order_id)), out);
}
void bad5(leveldb::DB *db, long long order_id, std::string *out) {
  char key[64];
  int length = snprintf(key, sizeof key, "order:%lld", order_id);
  db->Get(leveldb::ReadOptions(), leveldb::Slice(key, length), out);
  // FINDING@-1:35: key '{leveldb::Slice(key, length)}' of 'Get' does not name the tenant: all tenants share
}
void good5(leveldb::DB *db, const TenantContext &ctx, long long order_id, std::string *out) {
  char key[64];
  int length = snprintf(key, sizeof key, "%s:order:%lld", ctx.tenant_id.c_str(), order_id);
  db->Get(leveldb::ReadOptions(), leveldb::Slice(key, length), out);
}
