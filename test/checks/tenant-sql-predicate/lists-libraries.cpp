// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20 -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/x86_64-linux-gnu/qt5/QtCore
//
// What libraries offer to join lists, and to write into texts.
#include <QString>
#include <QStringList>
#include <QTextStream>
#include <boost/algorithm/string.hpp>
#include <fmt/format.h>
#include <string>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};
// As Abseil and folly declare them.
namespace absl {
template <typename Range> std::string StrJoin(const Range &R, const char *Separator);
} // namespace absl
namespace folly {
template <class Tgt, class... Ts> Tgt to(const Ts &...Values);
} // namespace folly

void joins(Db &D, bool Paid) {
  std::vector<std::string> Where;
  Where.push_back("tenant_id = $1");
  if (Paid)
    Where.push_back("paid");
  D.run("SELECT * FROM invoices WHERE " + absl::StrJoin(Where, " AND "));
  D.run("SELECT * FROM invoices WHERE " + absl::StrJoin(Where, " OR "));
  // FINDING@-1:24: 'SELECT' reads table 'invoices' of every tenant
  D.run("DELETE FROM customers WHERE " + boost::algorithm::join(Where, " AND "));
  D.run(fmt::format("DELETE FROM customers WHERE {}", fmt::join(Where, " AND ")));
  D.run(fmt::format("DELETE FROM customers WHERE {}", fmt::join(Where.begin(), Where.end(), " OR ")));
  // FINDING@-1:34: 'DELETE' deletes from table 'customers' of every tenant
}

void conversions(Db &D, int Id) {
  D.run(folly::to<std::string>("SELECT * FROM lines WHERE id = ", Id));
  // FINDING@-1:47: 'SELECT' reads table 'lines' of every tenant
  D.run(folly::to<std::string>("SELECT * FROM lines WHERE tenant_id = ", Id));
}

void qt(Db &D, int Id, bool All) {
  QStringList Where;
  Where << QString("id = %1").arg(Id);
  if (!All)
    Where << "tenant_id = $1";
  D.run(("SELECT * FROM customers WHERE " + Where.join(" AND ")).toStdString());
  // FINDING@-1:25: 'SELECT' reads table 'customers' of every tenant
  QStringList Columns = QStringList() << "id" << "total";
  Columns.append("tenant_id");
  D.run(("SELECT " + Columns.join(", ") + " FROM invoices WHERE tenant_id = $1").toStdString());
  // A character between them.
  D.run(("SELECT " + Columns.join(QLatin1Char(',')) + " FROM customers WHERE tenant_id = $1").toStdString());
  D.run(("SELECT " + Columns.join(QChar(',')) + " FROM customers").toStdString());
  // FINDING@-1:56: 'SELECT' reads table 'customers' of every tenant
  QString Text;
  QTextStream Stream(&Text);
  Stream << "DELETE FROM lines WHERE id = " << Id;
  D.run(Text.toStdString());
}

// COUNTS: 6 scoped, 5 leak, 1 unresolved
