// RUN: %check_tenant %s tenant-sql-binding -- -std=c++20
//
// Statements that are prepared in a loop over a table have the name of their row.
#include "../../libraries/Inputs/pqxx7.h"

#include <array>
#include <string_view>
#include <utility>

struct Context {
  long tenant_id;
  long user_id;
};

static constexpr std::array<std::pair<const char *, std::string_view>, 2> Tickets{{
    {"find_ticket", "SELECT id FROM tickets WHERE tenant_id = $1 AND id = $2"},
    {"close_ticket", "UPDATE tickets SET state = 'closed' WHERE id = $1 AND tenant_id = $2"},
}};
struct Statement {
  const char *Sql;
  const char *Name;
};
// The other way round.
static const Statement Orders[] = {
    {"SELECT id FROM orders WHERE tenant_id = $1 AND id = $2", "find_order"},
    {"UPDATE orders SET state = 'closed' WHERE id = $1 AND tenant_id = $2", "close_order"},
};
// What belongs to which name does not stand there.
static const char *const Names[] = {"find_line", "close_line"};
static const char *const Lines[] = {"SELECT id FROM lines WHERE tenant_id = $1 AND id = $2",
                                    "UPDATE lines SET state = 'closed' WHERE id = $1 AND tenant_id = $2"};
int chosen();

void prepare(pqxx::connection &c) {
  for (const auto &[name, sql] : Tickets)
    c.prepare(name, sql);
  for (const Statement &s : Orders)
    c.prepare(s.Name, s.Sql);
  for (const char *sql : Lines)
    c.prepare(Names[chosen()], sql);
}

void good(pqxx::work &tx, const Context &ctx, long id) {
  tx.exec_prepared("find_ticket", ctx.tenant_id, id);
  tx.exec_prepared("close_ticket", id, ctx.tenant_id);
  tx.exec_prepared("find_order", ctx.tenant_id, id);
  tx.exec_prepared("close_order", id, ctx.tenant_id);
}
void bad(pqxx::work &tx, const Context &ctx, long id) {
  tx.exec_prepared("find_ticket", ctx.user_id, id);
  // FINDING@-1:35: what is bound to '$1', which confines 'tickets' to one tenant, is 'ctx.user_id', not the tenant
  tx.exec_prepared("close_ticket", ctx.tenant_id, id);
  // FINDING@-1:51: what is bound to '$2', which confines 'tickets' to one tenant, is 'id', and the tenant 'ctx.tenant_id' is bound to placeholder 1
  tx.exec_prepared("find_order", ctx.user_id, id);
  // FINDING@-1:34: what is bound to '$1', which confines 'orders' to one tenant, is 'ctx.user_id', not the tenant
  tx.exec_prepared("close_order", id, ctx.user_id);
  // FINDING@-1:39: what is bound to '$2', which confines 'orders' to one tenant, is 'ctx.user_id', not the tenant
}
void unknown(pqxx::work &tx, const Context &ctx, long id) {
  tx.exec_prepared("find_line", ctx.user_id, id);
  tx.exec_prepared("close_line", ctx.user_id, id);
}
