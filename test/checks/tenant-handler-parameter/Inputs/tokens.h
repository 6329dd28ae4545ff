// What the tests need of jwt-cpp, Drogon's coroutines and oat++, declared as these libraries
// do. Included as a system header.
#pragma once
#include <coroutine>
#include <functional>
#include <memory>
#include <string>
namespace jwt {
template <typename json_traits> class basic_claim {
public:
  std::string as_string() const;
  long long as_integer() const;
};
struct traits {};
template <typename json_traits> class payload {
public:
  basic_claim<json_traits> get_payload_claim(const std::string &name) const;
  std::string get_subject() const;
};
template <typename json_traits> class header {};
template <typename json_traits> class decoded_jwt : public header<json_traits>, public payload<json_traits> {};
namespace algorithm {
struct hs256 {
  explicit hs256(std::string key);
};
} // namespace algorithm
template <typename Clock, typename json_traits> class verifier {
public:
  template <typename Algorithm> verifier &allow_algorithm(Algorithm alg) { return *this; }
  verifier &with_issuer(const std::string &iss);
  void verify(const decoded_jwt<json_traits> &token) const;
};
struct default_clock {};
inline verifier<default_clock, traits> verify() { return {}; }
inline decoded_jwt<traits> decode(const std::string &token) { return {}; }
} // namespace jwt

namespace drogon {
template <typename T> struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_value(T);
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  T await_resume();
};
class HttpRequest {
public:
  const std::string &getHeader(const std::string &) const;
  const std::string &getParameter(const std::string &) const;
  std::shared_ptr<struct Attributes> attributes() const;
};
struct Attributes {
  template <class T> const T &get(const std::string &) const;
  template <class T> void insert(const std::string &, const T &);
};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
class HttpResponse {};
using HttpResponsePtr = std::shared_ptr<HttpResponse>;
class HttpAppFramework {
public:
  template <typename F> HttpAppFramework &registerHandler(const std::string &path, F &&f) { return *this; }
};
HttpAppFramework &app();
} // namespace drogon

namespace oatpp {
class String {
public:
  String(const char *);
  std::string operator*() const;
  operator std::string() const;
};
namespace web::protocol::http::incoming {
class Request {
public:
  String getHeader(const String &) const;
  String getPathVariable(const String &) const;
  String getQueryParameter(const String &) const;
};
} // namespace web::protocol::http::incoming
namespace web::server::api {
class ApiController {
public:
  using OutgoingResponse = int;
  using IncomingRequest = web::protocol::http::incoming::Request;
};
} // namespace web::server::api
} // namespace oatpp
// As oatpp/codegen/ApiController_define.hpp expands them: a method that takes the parameters
// out of the request, and one with what is written behind the macro.
#define OATPP_TEST_FETCH(NAME)                                                                                                                         \
  const auto &param_text_##NAME = __request->getPathVariable(#NAME);                                                                                  \
  oatpp::String NAME(param_text_##NAME)
#define ENDPOINT(METHOD, PATH_TEXT, NAME, PARAMETER)                                                                                                   \
  OutgoingResponse Z__PROXY_METHOD_##NAME(const std::shared_ptr<IncomingRequest> &__request) {                                                        \
    OATPP_TEST_FETCH(PARAMETER);                                                                                                                       \
    return NAME(PARAMETER);                                                                                                                            \
  }                                                                                                                                                    \
  OutgoingResponse NAME(const oatpp::String &PARAMETER)
