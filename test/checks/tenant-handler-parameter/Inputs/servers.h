// What the tests need of gRPC, proxygen, Wt, Qt HttpServer and Seastar, declared as these libraries
// do. Included as a system header.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
namespace google::protobuf {
class MessageLite {
public:
  virtual ~MessageLite() = default;
};
class Message : public MessageLite {};
} // namespace google::protobuf
namespace grpc {
class Status {
public:
  static const Status OK;
  Status();
  Status(int, std::string);
};
class ServerContextBase {
public:
  const std::multimap<std::string, std::string> &client_metadata() const;
};
class ServerContext : public ServerContextBase {};
class CallbackServerContext : public ServerContextBase {};
class ServerUnaryReactor {
public:
  void Finish(Status);
};
template <class T> class ServerWriter {
public:
  bool Write(const T &);
};
template <class T> class ServerReader {
public:
  bool Read(T *);
};
} // namespace grpc
namespace proxygen {
class HTTPHeaders {
public:
  [[nodiscard]] const std::string &getSingleOrEmpty(std::string_view name) const;
  [[nodiscard]] const std::string rawGet(const std::string &header) const;
};
class HTTPMessage {
public:
  bool hasQueryParam(const std::string &name) const;
  const std::string *getQueryParamPtr(const std::string &name) const;
  const std::string &getQueryParam(const std::string &name) const;
  int getIntQueryParam(const std::string &name) const;
  std::string getDecodedQueryParam(const std::string &name) const;
  const std::string &getPath() const;
  HTTPHeaders &getHeaders();
  const HTTPHeaders &getHeaders() const;
};
class ResponseBuilder {};
class RequestHandler {
public:
  virtual ~RequestHandler() = default;
  virtual void onRequest(std::unique_ptr<HTTPMessage> headers) noexcept = 0;
};
} // namespace proxygen
namespace Wt {
namespace Http {
using ParameterValues = std::vector<std::string>;
} // namespace Http
class WEnvironment {
public:
  const Http::ParameterValues &getParameterValues(const std::string &name) const;
  const std::string *getParameter(const std::string &name) const;
  const std::string *getCookie(const std::string &cookieName) const;
  const std::string headerValue(const std::string &field) const;
  const std::string &internalPath() const;
};
class WApplication {
public:
  explicit WApplication(const WEnvironment &env);
  static WApplication *instance();
  const WEnvironment &environment() const;
};
namespace Http {
class Request {
public:
  const ParameterValues &getParameterValues(const std::string &name) const;
  const std::string *getParameter(const std::string &name) const;
  const std::string *getCookieValue(const std::string &cookieName) const;
  std::string headerValue(const std::string &field) const;
  std::string pathInfo() const;
  std::string queryString() const;
  std::string urlParam(const std::string &param) const;
  const std::vector<std::pair<std::string, std::string>> &urlParams() const;
  std::istream &in() const;
};
class Response {
public:
  std::ostream &out();
};
} // namespace Http
class WResource {
public:
  virtual ~WResource() = default;
  virtual void handleRequest(const Http::Request &request, Http::Response &response) = 0;
};
} // namespace Wt
class QString {
public:
  QString(const char *);
  std::string toStdString() const;
};
class QByteArray {
public:
  std::string toStdString() const;
};
class QUrlQuery {
public:
  QString queryItemValue(const QString &key) const;
};
class QUrl {};
class QJsonValue {
public:
  QString toString() const;
  int toInt() const;
};
class QJsonObject {
public:
  QJsonValue operator[](const QString &) const;
  QJsonValue value(const QString &) const;
};
class QJsonDocument {
public:
  static QJsonDocument fromJson(const QByteArray &, void * = nullptr);
  QJsonObject object() const;
};
class QHttpServerRequest {
public:
  QByteArray value(const QByteArray &) const;
  QUrlQuery query() const;
  QByteArray body() const;
  QUrl url() const;
};
class QHttpServerResponse {
public:
  QHttpServerResponse(const char *);
  QHttpServerResponse(std::string);
};
class QHttpServer {
public:
  template <typename Rule = int, typename... Args> bool route(Args &&...args) { return true; }
};
namespace seastar {
template <typename char_type, typename Size, Size max_size, bool NulTerminate = true> class basic_sstring {
public:
  basic_sstring();
  basic_sstring(const char_type *);
  basic_sstring(const std::string &);
  explicit basic_sstring(std::string_view);
  operator std::string_view() const;
  const char_type *c_str() const;
  basic_sstring operator+(const basic_sstring &) const;
};
using sstring = basic_sstring<char, uint32_t, 15>;
template <typename T> class future {
public:
  template <class F> auto then(F &&);
};
template <typename T> future<T> make_ready_future(T t) { return {}; }
namespace httpd {
class parameters {
public:
  const sstring &path(const sstring &key) const;
  sstring operator[](const sstring &key) const;
  sstring get_decoded_param(const sstring &key) const;
};
} // namespace httpd
namespace http {
struct request {
  sstring _url;
  httpd::parameters param;
  sstring content;
  sstring get_header(const sstring &name) const;
  bool has_query_param(std::string_view key) const;
  sstring get_query_param(std::string_view key, std::string_view default_value = "") const;
  const std::vector<sstring> &get_query_param_array(std::string_view key) const;
  sstring get_path_param(const sstring &key) const;
};
struct reply {};
} // namespace http
namespace httpd {
using const_req = const http::request &;
class handler_base {
public:
  virtual ~handler_base() = default;
  virtual future<std::unique_ptr<http::reply>> handle(const sstring &path, std::unique_ptr<http::request> req,
                                                      std::unique_ptr<http::reply> rep) = 0;
};
using request_function = std::function<sstring(const_req req)>;
using future_handler_function =
    std::function<future<std::unique_ptr<http::reply>>(std::unique_ptr<http::request> req, std::unique_ptr<http::reply> rep)>;
class function_handler : public handler_base {
public:
  function_handler(const future_handler_function &f_handle, const sstring &type);
  function_handler(const request_function &_handle, const sstring &type);
  future<std::unique_ptr<http::reply>> handle(const sstring &, std::unique_ptr<http::request>, std::unique_ptr<http::reply>) override;
};
enum operation_type { GET };
class url {
public:
  url(const sstring &path);
  url &remainder(const sstring &param);
};
class routes {
public:
  routes &put(operation_type type, const sstring &url, handler_base *handler);
  routes &add(operation_type type, const url &url, handler_base *handler);
};
struct path_description {
  path_description(const char *path, operation_type method, const std::string &nickname);
  void set(routes &_routes, handler_base *handler) const;
  void set(routes &_routes, const request_function &f) const;
};
} // namespace httpd
} // namespace seastar
