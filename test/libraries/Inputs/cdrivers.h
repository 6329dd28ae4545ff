// What the tests need of libraries for C that Debian does not have, as their headers
// declare it: Oracle Call Interface, OCILIB, the DataStax driver for Cassandra, libzdb; and of
// libgda without GLib.
#ifndef CDRIVERS_H
#define CDRIVERS_H
#include <stddef.h>
#include <stdint.h>

// oci.h
typedef signed int sword;
typedef unsigned int ub4;
typedef int sb4;
typedef unsigned short ub2;
typedef unsigned char OraText;
typedef struct OCIStmt OCIStmt;
typedef struct OCIError OCIError;
typedef struct OCISvcCtx OCISvcCtx;
typedef struct OCIBind OCIBind;
sword OCIStmtPrepare(OCIStmt *stmtp, OCIError *errhp, const OraText *stmt, ub4 stmt_len, ub4 language, ub4 mode);
sword OCIStmtPrepare2(OCISvcCtx *svchp, OCIStmt **stmtp, OCIError *errhp, const OraText *stmt, ub4 stmt_len, const OraText *key, ub4 key_len,
                      ub4 language, ub4 mode);
sword OCIBindByName(OCIStmt *stmtp, OCIBind **bindp, OCIError *errhp, const OraText *placeholder, sb4 placeh_len, void *valuep, sb4 value_sz, ub2 dty,
                    void *indp, ub2 *alenp, ub2 *rcodep, ub4 maxarr_len, ub4 *curelep, ub4 mode);
sword OCIBindByPos(OCIStmt *stmtp, OCIBind **bindp, OCIError *errhp, ub4 position, void *valuep, sb4 value_sz, ub2 dty, void *indp, ub2 *alenp,
                   ub2 *rcodep, ub4 maxarr_len, ub4 *curelep, ub4 mode);

// ocilib
typedef char otext;
typedef int boolean;
typedef struct OCI_Statement OCI_Statement;
typedef struct OCI_Connection OCI_Connection;
boolean OCI_ExecuteStmt(OCI_Statement *stmt, const otext *sql);
boolean OCI_Prepare(OCI_Statement *stmt, const otext *sql);
boolean OCI_BindInt(OCI_Statement *stmt, const otext *name, int *data);
boolean OCI_Immediate(OCI_Connection *con, const otext *sql, ...);
boolean OCI_ExecuteStmtFmt(OCI_Statement *stmt, const otext *sql, ...);

// cassandra.h
typedef struct CassStatement_ CassStatement;
typedef struct CassSession_ CassSession;
typedef struct CassFuture_ CassFuture;
typedef int CassError;
CassStatement *cass_statement_new(const char *query, size_t parameter_count);
typedef struct CassPrepared_ CassPrepared;
CassFuture *cass_session_prepare(CassSession *session, const char *query);
const CassPrepared *cass_future_get_prepared(CassFuture *future);
CassStatement *cass_prepared_bind(const CassPrepared *prepared);
CassError cass_statement_bind_int64(CassStatement *statement, size_t index, int64_t value);
CassError cass_statement_bind_int64_by_name(CassStatement *statement, const char *name, int64_t value);
CassError cass_statement_bind_int64_by_name_n(CassStatement *statement, const char *name, size_t name_length, int64_t value);

// mysqlx/xapi.h
typedef struct mysqlx_session_struct mysqlx_session_t;
typedef struct mysqlx_stmt_struct mysqlx_stmt_t;
typedef struct mysqlx_result_struct mysqlx_result_t;
typedef enum mysqlx_data_type_enum { MYSQLX_TYPE_UNDEFINED, MYSQLX_TYPE_SINT, MYSQLX_TYPE_UINT, MYSQLX_TYPE_STRING = 7 } mysqlx_data_type_t;
#define PARAM_SINT(val) (int)MYSQLX_TYPE_SINT, (int64_t)(val)
#define PARAM_STRING(val) (int)MYSQLX_TYPE_STRING, (val)
#define PARAM_END (int)0
mysqlx_result_t *mysqlx_sql_param(mysqlx_session_t *session, const char *query, size_t length, ...);
mysqlx_stmt_t *mysqlx_sql_new(mysqlx_session_t *session, const char *query, size_t length);
int mysqlx_stmt_bind(mysqlx_stmt_t *statement, ...);

// libgda
typedef char gchar;
typedef struct _GdaConnection GdaConnection;
typedef struct _GdaDataModel GdaDataModel;
typedef struct _GdaSqlParser GdaSqlParser;
typedef struct _GdaStatement GdaStatement;
typedef struct _GError GError;
GdaDataModel *gda_connection_execute_select_command(GdaConnection *cnc, const gchar *sql, GError **error);
int gda_connection_execute_non_select_command(GdaConnection *cnc, const gchar *sql, GError **error);
GdaStatement *gda_sql_parser_parse_string(GdaSqlParser *parser, const gchar *sql, const gchar **remain, GError **error);

// zdb/Connection.h, zdb/PreparedStatement.h: libzdb
typedef struct Connection_S *Connection_T;
typedef struct ResultSet_S *ResultSet_T;
typedef struct PreparedStatement_S *PreparedStatement_T;
void Connection_beginTransaction(Connection_T C);
void Connection_commit(Connection_T C);
void Connection_execute(Connection_T C, const char *sql, ...) __attribute__((format(printf, 2, 3)));
ResultSet_T Connection_executeQuery(Connection_T C, const char *sql, ...) __attribute__((format(printf, 2, 3)));
PreparedStatement_T Connection_prepareStatement(Connection_T C, const char *sql, ...) __attribute__((format(printf, 2, 3)));
void PreparedStatement_setString(PreparedStatement_T P, int parameterIndex, const char *x);
void PreparedStatement_setInt(PreparedStatement_T P, int parameterIndex, int x);
void PreparedStatement_execute(PreparedStatement_T P);

#endif
