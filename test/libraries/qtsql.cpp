// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++17 -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore -I/usr/include/x86_64-linux-gnu/qt5/QtSql
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSqlQueryModel>
#include <QSqlRecord>
#include <QSqlTableModel>
#include <QString>
#include <QVariant>

#include <memory>

void simple(QSqlDatabase &db, int tenant) {
  // The constructor runs the text at once.
  QSqlQuery every("SELECT * FROM invoices", db);
  // FINDING@-1:34: 'SELECT' reads table 'invoices'
  QSqlQuery own("SELECT * FROM invoices WHERE tenant_id = " + QString::number(tenant), db);
  every.exec("DELETE FROM payments");
  // FINDING@-1:27: 'DELETE' deletes from table 'payments'
  every.exec("DELETE FROM payments WHERE tenant_id = " + QString::number(tenant));
  db.exec("UPDATE customers SET blocked = true");
  // FINDING@-1:19: 'UPDATE' changes table 'customers'
  db.exec("UPDATE customers SET blocked = true WHERE tenant_id = " + QString::number(tenant));
}

void prepared(QSqlDatabase &db, int tenant, int id) {
  QSqlQuery query(db);
  query.prepare("SELECT total FROM invoices WHERE id = ?");
  // FINDING@-1:36: 'SELECT' reads table 'invoices'
  query.addBindValue(id);
  // Without arguments the prepared text runs, which was judged above.
  query.exec();
  query.prepare("SELECT total FROM invoices WHERE id = :id AND tenant_id = :tenant");
  query.bindValue(":id", id);
  query.bindValue(":tenant", tenant);
  query.exec();
  query.execBatch();
  // A value is no SQL.
  query.bindValue(0, "SELECT * FROM invoices");
  query.addBindValue("SELECT * FROM invoices");
}

void models(QSqlQueryModel &model, QSqlTableModel &table, QSqlDatabase &db, int tenant) {
  model.setQuery("SELECT * FROM customers");
  // FINDING@-1:33: 'SELECT' reads table 'customers'
  model.setQuery("SELECT * FROM customers WHERE tenant_id = " + QString::number(tenant), db);
  // The other overload takes a query that was judged where it was made.
  QSqlQuery query(db);
  model.setQuery(query);
  // Derived classes have the function, too.
  table.QSqlQueryModel::setQuery("SELECT * FROM payments");
  // FINDING@-1:49: 'SELECT' reads table 'payments'
  table.setTable("SELECT * FROM invoices");
  table.setFilter("SELECT * FROM invoices");
}

// Where no text is given, none is judged.
void noText(QSqlDatabase &db) {
  QSqlQuery none;
  QSqlQuery copy(none);
  db.exec();
  none.exec();
  QSqlQuery result = db.exec("SELECT * FROM invoices");
  // FINDING@-1:45: 'SELECT' reads table 'invoices'
  auto made = std::make_unique<QSqlQuery>("SELECT * FROM customers", db);
  // FINDING@-1:58: 'SELECT' reads table 'customers'
  auto empty = std::make_unique<QSqlQuery>(db);
}

// The ways to write a QString.
void strings(QSqlDatabase &db, QSqlQuery &query) {
  query.exec(QString("SELECT * FROM invoices"));
  // FINDING@-1:37: 'SELECT' reads table 'invoices'
  query.exec(QLatin1String("SELECT * FROM customers"));
  // FINDING@-1:43: 'SELECT' reads table 'customers'
  query.exec(QStringLiteral("SELECT * FROM payments"));
  // FINDING@-1:44: 'SELECT' reads table 'payments'
  query.exec(QString::fromUtf8("SELECT * FROM invoices"));
  // FINDING@-1:47: 'SELECT' reads table 'invoices'
  query.exec(QString::fromLatin1("SELECT * FROM invoices"));
  // FINDING@-1:49: 'SELECT' reads table 'invoices'
  query.exec(QString::fromStdString(std::string("SELECT * FROM invoices")));
  // FINDING@-1:64: 'SELECT' reads table 'invoices'
  query.exec(QByteArray("SELECT * FROM invoices"));
  // FINDING@-1:40: 'SELECT' reads table 'invoices'
  const QString kept = QStringLiteral("SELECT \"name\" "
                                      "FROM customers ") +
                       "ORDER BY name";
  query.exec(kept);
  // FINDING@-3:45: 'SELECT' reads table 'customers'
  query.prepare(QStringLiteral("SELECT * FROM payments WHERE tenant_id = ?"));
  query.prepare(QLatin1String("SELECT * FROM payments ") + QLatin1String("WHERE tenant_id = ?"));
}

// What arrives from elsewhere is not known.
void unknown(QSqlQuery &query, QSqlQueryModel &model, const QString &text) {
  query.exec(text);
  query.prepare(text.trimmed());
  model.setQuery(text);
}

// The same names in classes that are not Qt's.
struct Dialog {
  int exec(const QString &title);
  void setQuery(const QString &query);
  bool prepare(const QString &what);
};

void lookAlikes(Dialog &dialog, QSqlDatabase &db, QSqlQuery &query) {
  dialog.exec("SELECT * FROM invoices");
  dialog.setQuery("SELECT * FROM invoices");
  dialog.prepare("SELECT * FROM invoices");
  db.setDatabaseName("SELECT * FROM invoices");
  db.record("SELECT * FROM invoices");
  query.value("SELECT * FROM invoices");
  query.boundValue("SELECT * FROM invoices");
  query.exec("SELECT * FROM plans");
}
// COUNTS: 8 scoped, 16 leak, 3 unresolved
