// What the tests need of restbed, declared as its session.hpp, request.hpp and resource.hpp do. Included as a system header.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace restbed {
class Request {
public:
  std::string get_header(const std::string &name, const std::string &default_value = "") const;
  std::string get_path_parameter(const std::string &name, const std::string &default_value = "") const;
  std::string get_query_parameter(const std::string &name, const std::string &default_value = "") const;
};
class Session {
public:
  const std::shared_ptr<const Request> get_request() const;
  void close(const int status, const std::string &body = "");
};
class Resource {
public:
  void set_path(const std::string &value);
  void set_method_handler(const std::string &method, const std::function<void(const std::shared_ptr<Session>)> &callback);
};
} // namespace restbed
