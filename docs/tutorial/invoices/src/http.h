// Helpers for handlers.

#ifndef INVOICES_HTTP_H
#define INVOICES_HTTP_H

#include <httplib.h>
#include <pqxx/pqxx>

#include <string>

using Request = httplib::Request;
using Response = httplib::Response;

// Rows as JSON: an object by column name, and an array of such objects.
std::string toJson(const pqxx::row &row);
std::string toJson(const pqxx::result &rows);

void sendJson(Response &res, const std::string &json);
void sendRows(Response &res, const pqxx::result &rows);
void sendError(Response &res, int status, const std::string &message);

// Sends the only row of a result, or 404 if there is none.
void sendRow(Response &res, const pqxx::result &rows);

// The number that a route's pattern captured.
long long captured(const Request &req);

#endif
