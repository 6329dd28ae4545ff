#include "http.h"

#include <cstdio>

static std::string quoted(const std::string &text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", c);
      json += escape;
    } else {
      json += c;
    }
  }
  return json + '"';
}

static bool isNumber(pqxx::oid type) {
  // bigint, integer and numeric, as in pg_type.
  return type == 20 || type == 23 || type == 1700;
}

std::string toJson(const pqxx::row &row) {
  std::string json;
  for (const pqxx::field &field : row) {
    json += json.empty() ? "{" : ", ";
    json += quoted(field.name()) + ": ";
    if (field.is_null())
      json += "null";
    else
      json += isNumber(field.type()) ? field.c_str() : quoted(field.c_str());
  }
  return json + '}';
}

std::string toJson(const pqxx::result &rows) {
  std::string json = "[";
  for (const pqxx::row &row : rows)
    json += (json.size() > 1 ? ",\n " : "") + toJson(row);
  return json + ']';
}

void sendJson(Response &res, const std::string &json) {
  res.set_content(json + '\n', "application/json");
}

void sendRows(Response &res, const pqxx::result &rows) {
  sendJson(res, toJson(rows));
}

void sendError(Response &res, int status, const std::string &message) {
  res.status = status;
  sendJson(res, "{\"error\": " + quoted(message) + '}');
}

void sendRow(Response &res, const pqxx::result &rows) {
  if (rows.empty())
    sendError(res, 404, "not found");
  else
    sendJson(res, toJson(rows[0]));
}

long long captured(const Request &req) { return std::stoll(req.matches[1]); }
