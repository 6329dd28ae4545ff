// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Texts of wide characters, and functions of the configuration that fill in a format text.
#include <cwchar>
#include <string>

struct Handle;
void *run_sql(Handle *h, const wchar_t *query);
void *query_printf(Handle *h, const wchar_t *format, ...);
template <typename... T> void query_braces(const char *format, const T &...values);
#define TEXT(s) L##s

void bad_literal(Handle *h) {
  run_sql(h, TEXT("SELECT total FROM invoices"));
  // FINDING@-1:14: 'SELECT' reads table 'invoices' of every tenant
}
void good_literal(Handle *h) { run_sql(h, L"SELECT total FROM invoices WHERE tenant_id = ?"); }
void bad_string(Handle *h, int tenant) {
  std::wstring query = L"SELECT total FROM invoices";
  // FINDING@-1:44: 'SELECT' reads table 'invoices' of every tenant
  if (tenant != 0)
    query += L" WHERE tenant_id = " + std::to_wstring(tenant);
  run_sql(h, query.c_str());
}
void swprintf_into(Handle *h, int id, int tenant) {
  wchar_t query[256];
  std::swprintf(query, 256, L"SELECT total FROM invoices WHERE id = %d AND tenant_id = %d", id, tenant);
  run_sql(h, query);
  swprintf(query, 256, L"SELECT total FROM invoices WHERE id = %d", id);
  // FINDING@-1:44: 'SELECT' reads table 'invoices' of every tenant
  run_sql(h, query);
}
void pieces(Handle *h, bool all) {
  wchar_t query[256];
  std::wcscpy(query, L"SELECT total FROM invoices");
  std::wcscat(query, L" WHERE tenant_id = ?");
  run_sql(h, query);
  wcsncpy(query, L"SELECT total FROM customers", 256);
  // FINDING@-1:38: 'SELECT' reads table 'customers' of every tenant
  query[255] = L'\0';
  if (!all)
    wcsncat(query, L" WHERE tenant_id = ?", 255 - wcslen(query));
  run_sql(h, query);
  wchar_t *copy = wcsdup(L"SELECT total FROM lines");
  // FINDING@-1:46: 'SELECT' reads table 'lines' of every tenant
  run_sql(h, copy);
}
static void put(wchar_t *out, bool all) { wcscpy(out, all ? L"SELECT total FROM invoices" : L"SELECT total FROM invoices WHERE tenant_id = ?"); }
// FINDING@-1:81: 'SELECT' reads table 'invoices' of every tenant
void by_helper(Handle *h, bool all) {
  wchar_t query[256];
  put(query, all);
  run_sql(h, query);
}

void formats(Handle *h, int id, int tenant, const wchar_t *name) {
  query_printf(h, L"SELECT total FROM invoices WHERE tenant_id = %d AND name LIKE 'a%%'", tenant);
  query_printf(h, L"SELECT total FROM invoices WHERE id = %d", id);
  // FINDING@-1:39: 'SELECT' reads table 'invoices' of every tenant
  query_braces("SELECT total FROM invoices WHERE tenant_id = {}", tenant);
  query_braces("SELECT total FROM invoices WHERE id = {}", id);
  // FINDING@-1:35: 'SELECT' reads table 'invoices' of every tenant
}
