// RUN: %check_tenant %s tenant-cache-key -- -std=c++20
//
// Classes and functions that build keys, by parts that come one by one.
#include <hiredis/hiredis.h>
#include <string>
#include <string_view>
#include <vector>
struct TenantContext { std::string tenant_id; };
class KeyBuilder {
public:
  explicit KeyBuilder(std::string_view ns) : text_(ns) {}
  KeyBuilder &part(std::string_view p) { text_.append(":").append(p); return *this; }
  KeyBuilder &number(long long n) { text_ += ":" + std::to_string(n); return *this; }
  const std::string &str() const { return text_; }
private:
  std::string text_;
};
void bad1(redisContext *r, long long invoice_id) {
  KeyBuilder key("invoice");
  // FINDING@-1:19: key 'invoice:{invoice_id}:summary' of 'GET' does not name the tenant
  key.number(invoice_id).part("summary");
  redisCommand(r, "GET %s", key.str().c_str());
}
void good1(redisContext *r, const TenantContext &ctx, long long invoice_id) {
  KeyBuilder key("invoice");
  key.part(ctx.tenant_id).number(invoice_id);
  redisCommand(r, "GET %s", key.str().c_str());
}
void bad2(redisContext *r, long long user_id) {
  redisCommand(r, "GET %s", KeyBuilder("user").number(user_id).part("profile").str().c_str());
  // FINDING@-1:41: key 'user:{user_id}:profile' of 'GET' does not name the tenant
}
void good2(redisContext *r, const TenantContext &ctx, long long user_id) {
  redisCommand(r, "GET %s", KeyBuilder("user").part(ctx.tenant_id).number(user_id).str().c_str());
}
class TenantKey {
public:
  TenantKey(const TenantContext &ctx, std::string_view kind) : text_("t:" + ctx.tenant_id + ":" + std::string(kind)) {}
  TenantKey &add(long long id) { text_ += ':' + std::to_string(id); return *this; }
  operator const std::string &() const { return text_; }
  const char *c_str() const { return text_.c_str(); }
private:
  std::string text_;
};
void good3(redisContext *r, const TenantContext &ctx, long long order_id) {
  redisCommand(r, "SETEX %s 60 %s", TenantKey(ctx, "order").add(order_id).c_str(), "x");
}
std::string joined(const std::vector<std::string> &parts) {
  std::string out;
  for (const auto &p : parts) {
    if (!out.empty()) out += ':';
    out += p;
  }
  return out;
}
void bad4(redisContext *r, const std::string &email) {
  redisCommand(r, "DEL %s", joined({"reset", email}).c_str());
  // FINDING@-1:38: key 'reset:{email}' of 'DEL' does not name the tenant
}
void good4(redisContext *r, const TenantContext &ctx, const std::string &email) {
  redisCommand(r, "DEL %s", joined({"reset", ctx.tenant_id, email}).c_str());
}
// Operators that make a longer key of a key.
class Path {
public:
  explicit Path(std::string root) : text_(std::move(root)) {}
  Path operator/(std::string_view part) const { return Path(text_ + ":" + std::string(part)); }
  Path operator/(long long n) const { return Path(text_ + ":" + std::to_string(n)); }
  const std::string &str() const { return text_; }
private:
  std::string text_;
};
void good5(redisContext *r, const TenantContext &ctx, long long id) {
  redisCommand(r, "GET %s", (Path("invoice") / ctx.tenant_id / id).str().c_str());
}
void bad5(redisContext *r, long long invoice_id) {
  redisCommand(r, "GET %s", (Path("invoice") / invoice_id).str().c_str());
  // FINDING@-1:36: key 'invoice:{invoice_id}' of 'GET' does not name the tenant
}
// Builders of another unit: what they are made of and given is in them.
class Remote {
public:
  Remote();
  explicit Remote(const TenantContext &ctx);
  Remote &add(std::string_view part);
  Remote &add(long long n);
  Remote with(std::string_view part) const;
  std::string str() const;
private:
  std::string buf_;
};
Remote operator/(const Remote &key, long long n);
void good6(redisContext *r, const TenantContext &ctx, long long invoice_id) {
  redisCommand(r, "GET %s", Remote(ctx).add("invoice").add(invoice_id).str().c_str());
}
void good7(redisContext *r, const TenantContext &ctx, long long invoice_id) {
  redisCommand(r, "GET %s", (Remote(ctx).with("invoice") / invoice_id).str().c_str());
}
// Its constructor may know the tenant by itself.
void unknown6(redisContext *r, long long invoice_id) {
  redisCommand(r, "GET %s", Remote().add("invoice").add(invoice_id).str().c_str());
}
// Parts that are kept in a list, and joined at the end.
struct Parts {
  std::vector<std::string> parts;
  Parts &add(std::string p) {
    parts.push_back(std::move(p));
    return *this;
  }
  std::string join() const {
    std::string out;
    for (const auto &p : parts)
      out += p + ":";
    return out;
  }
};
void good8(redisContext *r, const TenantContext &ctx, const std::string &invoice_id) {
  redisCommand(r, "GET %s", Parts().add("invoice").add(ctx.tenant_id).add(invoice_id).join().c_str());
}
void bad8(redisContext *r, const std::string &invoice_id) {
  redisCommand(r, "GET %s", Parts().add("invoice").add(invoice_id).join().c_str());
  // FINDING@-1:29: key '{Parts().add("invoice").add(invoice_id).join()}' of 'GET' does not name the tenant
}
