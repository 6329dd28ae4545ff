// What the tests need of the filters, the middleware and the WebSockets of Drogon, Crow and oat++,
// declared as these libraries do. Included as a system header.
#pragma once
#include <any>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace Json {
class Value {
public:
  Value &operator[](const char *key);
  std::string asString() const;
};
class Reader {
public:
  bool parse(const std::string &document, Value &root, bool collectComments = true);
};
class CharReader {
public:
  virtual ~CharReader() = default;
  virtual bool parse(const char *begin, const char *end, Value *root, std::string *errors) = 0;
};
} // namespace Json

namespace drogon {
class Attributes {
public:
  template <typename T> const T &get(const std::string &key) const;
  template <typename T> void insert(const std::string &key, T &&value) {}
};
class HttpRequest {
public:
  virtual ~HttpRequest() = default;
  virtual const std::string &getHeader(std::string key) const = 0;
  virtual const std::string &getParameter(const std::string &key) const = 0;
  virtual const std::string &getCookie(const std::string &field) const = 0;
  virtual const std::shared_ptr<Attributes> &attributes() const = 0;
  std::string_view body() const;
};
class HttpResponse {
public:
  void addHeader(std::string field, const std::string &value);
};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
using HttpResponsePtr = std::shared_ptr<HttpResponse>;
using FilterCallback = std::function<void(const HttpResponsePtr &)>;
using FilterChainCallback = std::function<void()>;
template <typename T, bool AutoCreation = true> class HttpFilter {
public:
  virtual ~HttpFilter() = default;
  virtual void doFilter(const HttpRequestPtr &req, FilterCallback &&fcb, FilterChainCallback &&fccb) = 0;
};
enum HttpMethod { Get, Post, Put };
namespace internal {
class HttpConstraint {
public:
  HttpConstraint(HttpMethod method);
  HttpConstraint(const char *filter);
};
} // namespace internal
template <typename T, bool AutoCreation = true> class HttpController {
protected:
  template <typename FUNCTION>
  static void registerMethod(FUNCTION &&function, const std::string &pattern, const std::vector<internal::HttpConstraint> &constraints = {},
                             bool classNameInPath = true, const std::string &handlerName = "") {}
  template <typename FUNCTION>
  static void registerMethodViaRegex(FUNCTION &&function, const std::string &regExp, const std::vector<internal::HttpConstraint> &constraints = {},
                                     const std::string &handlerName = "") {}
};
class WebSocketConnection;
using WebSocketConnectionPtr = std::shared_ptr<WebSocketConnection>;
enum class WebSocketMessageType { Text };
class WebSocketControllerBase {
public:
  virtual ~WebSocketControllerBase() = default;
  virtual void handleNewMessage(const WebSocketConnectionPtr &, std::string &&, const WebSocketMessageType &) = 0;
};
template <typename T, bool AutoCreation = true> class WebSocketController : public WebSocketControllerBase {};
class HttpAppFramework {
public:
  HttpAppFramework &registerPreHandlingAdvice(const std::function<void(const HttpRequestPtr &, FilterCallback &&, FilterChainCallback &&)> &advice);
};
HttpAppFramework &app();
} // namespace drogon
#define METHOD_LIST_BEGIN                                                                                                                              \
  static void initPathRouting() {
#define ADD_METHOD_TO(method, pattern, ...) registerMethod(&method, pattern, {__VA_ARGS__}, false, #method)
#define ADD_METHOD_VIA_REGEX(method, regex, ...) registerMethodViaRegex(&method, regex, {__VA_ARGS__}, #method)
#define METHOD_LIST_END                                                                                                                                \
  return;                                                                                                                                              \
  }

namespace crow {
struct response {
  int code;
  void end();
};
struct query_string {
  char *get(const std::string &name) const;
};
struct request {
  query_string url_params;
  std::string body;
  const std::string &get_header_value(const std::string &key) const;
};
namespace json {
struct rvalue {
  const rvalue &operator[](const std::string &key) const;
  std::string s() const;
};
rvalue load(const std::string &text);
} // namespace json
namespace websocket {
struct connection {
  void *userdata();
};
} // namespace websocket
template <typename App> class WebSocketRule {
public:
  template <typename Func> WebSocketRule &onmessage(Func f) { return *this; }
};
} // namespace crow

namespace oatpp {
class String {
public:
  String(const char *);
  std::string operator*() const;
};
namespace web::protocol::http::incoming {
class Request {
public:
  String getHeader(const String &) const;
  template <typename T> void putBundleData(const String &key, const T &value) {}
};
} // namespace web::protocol::http::incoming
namespace web::server::interceptor {
class RequestInterceptor {
public:
  using IncomingRequest = protocol::http::incoming::Request;
  virtual ~RequestInterceptor() = default;
  virtual std::shared_ptr<int> intercept(const std::shared_ptr<IncomingRequest> &request) = 0;
};
} // namespace web::server::interceptor
} // namespace oatpp
