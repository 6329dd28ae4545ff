// What the tests need of gRPC, proxygen, Wt, Qt HttpServer, Seastar and userver, declared as these
// libraries do. Included as a system header.
#pragma once
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
  const std::string &getSingleOrEmpty(const std::string &) const;
};
class HTTPMessage {
public:
  const std::string &getQueryParam(const std::string &) const;
  const std::string &getPath() const;
  const HTTPHeaders &getHeaders() const;
  bool hasQueryParam(const std::string &) const;
};
class ResponseBuilder {};
class RequestHandler {
public:
  virtual ~RequestHandler() = default;
  virtual void onRequest(std::unique_ptr<HTTPMessage> headers) noexcept = 0;
};
} // namespace proxygen
namespace Wt {
class WEnvironment {
public:
  const std::string *getParameter(const std::string &) const;
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
  const std::string *getParameter(const std::string &) const;
  std::string urlParam(const std::string &) const;
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
template <typename T> class future {
public:
  template <class F> auto then(F &&);
};
template <typename T> future<T> make_ready_future(T t) { return {}; }
namespace http {
struct request {
  std::string get_query_param(const std::string &) const;
  std::string get_path_param(const std::string &) const;
  std::string content;
  struct P {
    std::string operator[](const std::string &) const;
  } param;
};
struct reply {};
} // namespace http
namespace httpd {
class handler_base {
public:
  virtual ~handler_base();
  virtual future<std::unique_ptr<http::reply>> handle(const std::string &path, std::unique_ptr<http::request> req,
                                                      std::unique_ptr<http::reply> rep) = 0;
};
struct const_req_t {};
using const_req = const http::request &;
class function_handler : public handler_base {
public:
  template <class F> function_handler(const F &f, const std::string &type) {}
  future<std::unique_ptr<http::reply>> handle(const std::string &, std::unique_ptr<http::request>, std::unique_ptr<http::reply>) override;
};
enum operation_type { GET };
struct url {
  url(const char *);
};
class routes {
public:
  routes &add(operation_type, const url &, handler_base *);
  routes &put(operation_type, const std::string &, handler_base *);
};
} // namespace httpd
} // namespace seastar
namespace userver {
namespace server {
namespace http {
class HttpRequest {
public:
  const std::string &GetArg(std::string_view) const;
  const std::string &GetPathArg(std::string_view) const;
  const std::string &RequestBody() const;
  const std::string &GetHeader(std::string_view) const;
  bool HasArg(std::string_view) const;
};
} // namespace http
namespace request {
class RequestContext {
public:
  template <class T> const T &GetData(std::string_view) const;
  template <class T> T &SetData(std::string, T);
};
} // namespace request
namespace handlers {
class HttpHandlerBase {
public:
  virtual ~HttpHandlerBase() = default;
  virtual std::string HandleRequestThrow(const http::HttpRequest &, request::RequestContext &) const;
};
class HttpHandlerJsonBase;
} // namespace handlers
} // namespace server
namespace formats::json {
class Value {
public:
  Value operator[](std::string_view) const;
  template <class T> T As() const;
  template <class T> T As(T) const;
  bool HasMember(std::string_view) const;
};
Value FromString(std::string_view);
} // namespace formats::json
namespace server::handlers {
class HttpHandlerJsonBase : public HttpHandlerBase {
public:
  virtual formats::json::Value HandleRequestJsonThrow(const http::HttpRequest &, const formats::json::Value &request_json,
                                                      request::RequestContext &) const = 0;
};
} // namespace server::handlers
} // namespace userver
