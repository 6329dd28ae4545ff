// What the tests need of Crow, Drogon, oat++, Pistache, gRPC and protobuf, declared
// as these libraries do.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace crow {
struct response {
  response(std::string body);
};
struct query_string {
  char *get(const std::string &name) const;
};
struct request {
  query_string url_params;
  std::string body;
};
template <typename... Args> class TaggedRule {
public:
  template <typename Func> void operator()(Func &&) {}
};
template <typename... Middlewares> class Crow {
public:
  template <int Tag> TaggedRule<std::string> &route(std::string rule);
};
using SimpleApp = Crow<>;
} // namespace crow
#define CROW_ROUTE(app, url) app.route<__LINE__>(url)

namespace drogon {
class HttpRequest {
public:
  virtual ~HttpRequest() = default;
  virtual const std::string &getParameter(const std::string &key) const = 0;
};
class HttpResponse {};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
using HttpResponsePtr = std::shared_ptr<HttpResponse>;
template <typename T> class HttpController {
protected:
  template <typename FUNCTION> static void registerMethod(FUNCTION &&, const std::string &) {}
};
class HttpAppFramework {
public:
  template <typename FUNCTION> HttpAppFramework &registerHandler(const std::string &, FUNCTION &&) { return *this; }
};
HttpAppFramework &app();
} // namespace drogon
#define METHOD_LIST_BEGIN static void initPathRouting() {
#define METHOD_ADD(method, pattern, ...) registerMethod(&method, pattern)
#define METHOD_LIST_END return; }

namespace google { namespace protobuf {
class MessageLite {
public:
  virtual ~MessageLite() = default;
};
class Message : public MessageLite {};
}} // namespace google::protobuf

namespace grpc {
class Status {
public:
  static const Status OK;
};
class ServerContextBase {};
class ServerContext : public ServerContextBase {};
} // namespace grpc

namespace Pistache {
namespace Http {
class ResponseWriter {};
class Request {};
} // namespace Http
namespace Rest {
struct TypedParam {
  template <typename T> T as() const;
};
class Request : public Http::Request {
public:
  TypedParam param(const std::string &name) const;
};
} // namespace Rest
} // namespace Pistache
