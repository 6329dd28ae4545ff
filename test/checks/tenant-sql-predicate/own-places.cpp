// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Methods that are given a text of their own object.
#include <cstdio>
#include <cstring>

class Db {
public:
  void run(const char *Sql);
  void bad(int Id) {
    fill(cmd, "DELETE FROM notes WHERE id = 1");
    // FINDING@-1:28: 'DELETE' deletes from table 'notes' of every tenant
    run(cmd);
  }
  void good(int Id) {
    fill(cmd, "DELETE FROM notes WHERE tenant_id = 1");
    run(cmd);
  }
  // The member is what was given, and the condition is gone.
  void unknown(int Id) {
    fillNaming(cmd, "DELETE FROM notes WHERE tenant_id = 1");
    run(cmd);
  }
  void unknownThrough(int Id) {
    fillThrough(cmd, "DELETE FROM notes WHERE tenant_id = 1");
    run(cmd);
  }

private:
  void fill(char *Into, const char *Text) {
    ++Count;
    strcpy(Into, Text);
  }
  void fillNaming(char *Into, const char *Text) {
    strcpy(Into, Text);
    cmd[17] = 0;
  }
  void fillThrough(char *Into, const char *Text) {
    strcpy(Into, Text);
    cut();
  }
  void cut() { cmd[17] = 0; }
  int Count = 0;
  char cmd[200];
};
// COUNTS: 1 scoped, 1 leak, 2 unresolved
