// RUN: %check_tenant %s tenant-cache-key -- -std=c++17
//
// Stores with keys of bytes: RocksDB, LevelDB, LMDB, memcached, caches of Poco.
#include <Poco/LRUCache.h>
#include <cstring>
#include <leveldb/db.h>
#include <leveldb/write_batch.h>
#include <libmemcached/memcached.h>
#include <lmdb.h>
#include <rocksdb/db.h>
#include <string>

struct TenantContext {
  std::string tenant;
};

void bad(rocksdb::DB *db, leveldb::DB *small, memcached_st *memc, long long invoice_id) {
  std::string key = "invoice:" + std::to_string(invoice_id), value;
  // FINDING@-1:22: key 'invoice:{invoice_id}' of 'Get'
  // FINDING@-2:22: key 'invoice:{invoice_id}' of 'Put'
  db->Get(rocksdb::ReadOptions(), key, &value);
  db->Put(rocksdb::WriteOptions(), db->DefaultColumnFamily(), key, value);
  leveldb::WriteBatch batch;
  batch.Put("paid:" + std::to_string(invoice_id), "1");
  // FINDING@-1:14: key 'paid:{invoice_id}' of 'Put'
  small->Delete(leveldb::WriteOptions(), "open:" + std::to_string(invoice_id));
  // FINDING@-1:43: key 'open:{invoice_id}' of 'Delete'
  char name[64];
  snprintf(name, sizeof name, "invoice_%lld", invoice_id);
  // FINDING@-1:32: key 'invoice_{invoice_id}' of 'memcached_set'
  memcached_set(memc, name, strlen(name), value.data(), value.size(), 60, 0);
}
void good(rocksdb::DB *db, leveldb::DB *small, memcached_st *memc, const TenantContext &ctx, long long invoice_id) {
  std::string key = ctx.tenant + "/invoice:" + std::to_string(invoice_id), value;
  db->Get(rocksdb::ReadOptions(), key, &value);
  db->Put(rocksdb::WriteOptions(), db->DefaultColumnFamily(), key, value);
  leveldb::WriteBatch batch;
  batch.Put(ctx.tenant + ":paid:" + std::to_string(invoice_id), "1");
  small->Delete(leveldb::WriteOptions(), leveldb::Slice(ctx.tenant + ":open"));
  char name[64];
  snprintf(name, sizeof name, "%s:invoice_%lld", ctx.tenant.c_str(), invoice_id);
  memcached_set(memc, name, strlen(name), value.data(), value.size(), 60, 0);
}

void bad_lmdb(MDB_txn *txn, MDB_dbi dbi, long long invoice_id) {
  std::string text = "invoice:" + std::to_string(invoice_id);
  MDB_val key, data;
  key.mv_size = text.size();
  key.mv_data = text.data();
  mdb_get(txn, dbi, &key, &data);
  // FINDING@-1:21: key '{key}' of 'mdb_get'
}
void good_lmdb(MDB_txn *txn, MDB_dbi dbi, const TenantContext &ctx, long long invoice_id) {
  std::string text = ctx.tenant + ":invoice:" + std::to_string(invoice_id);
  MDB_val key, data;
  key.mv_size = text.size();
  key.mv_data = text.data();
  mdb_get(txn, dbi, &key, &data);
}

void poco(Poco::LRUCache<std::string, int> &cache, const TenantContext &ctx, const std::string &email) {
  cache.add(email, 1);
  // FINDING@-1:13: key '{email}' of 'add'
  cache.get("user:" + email);
  // FINDING@-1:14: key 'user:{email}' of 'get'
  cache.get(ctx.tenant + email);
}
