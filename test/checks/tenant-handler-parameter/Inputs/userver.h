// What the tests need of userver's HTTP server, declared as it does. Included as a system header.
#pragma once
#include <string>
#include <string_view>
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
