// RUN: %check_tenant %s tenant-sql-predicate -- -std=c++20
//
// Statements that wait in a member of their class until a thread runs them.
#include <deque>
#include <queue>
#include <string>
#include <thread>
#include <vector>

struct Db {
  void run(const std::string &Sql);
};

class Writer {
public:
  void push(std::string &&Sql) { Waiting.push(std::move(Sql)); }
  void touch(long Tenant) { Waiting.push("UPDATE lines SET seen = TRUE WHERE tenant_id = " + std::to_string(Tenant)); }
  void work(Db &D) {
    while (!Waiting.empty()) {
      std::string Sql = Waiting.front();
      Waiting.pop();
      D.run(Sql);
    }
  }

private:
  std::queue<std::string> Waiting;
};
void usesWriter(Writer &W) {
  W.push("DELETE FROM lines WHERE tenant_id = 1");
  W.push("DELETE FROM customers");
  // FINDING@-1:23: 'DELETE' deletes from table 'customers' of every tenant
}

// Moved out, and one that nobody else fills.
class Batch {
public:
  explicit Batch(Db &D) : D(D) {}
  void add(long Tenant) {
    Statements.push_back("DELETE FROM lines WHERE tenant_id = " + std::to_string(Tenant));
    if (Tenant == 0)
      Statements.push_back("DELETE FROM lines");
    // FINDING@-1:41: 'DELETE' deletes from table 'lines' of every tenant
  }
  void flush() {
    while (!Statements.empty()) {
      auto Sql = std::move(Statements.front());
      Statements.pop_front();
      D.run(Sql);
    }
  }

private:
  Db &D;
  std::deque<std::string> Statements;
};

// Who gives the list away does not know what comes in.
class Open {
public:
  std::deque<std::string> &all() { return Statements; }
  void add() { Statements.push_back("DELETE FROM customers"); }
  void flush(Db &D) {
    D.run(Statements.front());
    Statements.pop_front();
  }

private:
  std::deque<std::string> Statements;
};
struct Public {
  std::deque<std::string> Statements;
  void add() { Statements.push_back("DELETE FROM customers"); }
  void flush(Db &D) { D.run(Statements.front()); }
};

// A thread is given the object: what is in the list is still what the methods put there.
class Threaded {
public:
  explicit Threaded(Db &D) : D(D) { Runner = std::thread(&Threaded::work, this); }
  void push(std::string &&Sql) { Waiting.push(std::move(Sql)); }

private:
  void work() {
    while (!Waiting.empty()) {
      std::string Sql = Waiting.front();
      Waiting.pop();
      D.run(Sql);
    }
  }
  Db &D;
  std::thread Runner;
  std::queue<std::string> Waiting;
};
void threaded(Threaded &T) {
  T.push("DELETE FROM lines WHERE tenant_id = 7");
  T.push("DELETE FROM lines WHERE id = 7");
  // FINDING@-1:23: 'DELETE' deletes from table 'lines' of every tenant
}
// So it is where code that is not in sight is given the object itself, to call it later.
void spawn(void (*Entry)(void *), void *With);
class Spawned {
public:
  explicit Spawned(Db &D) : D(D) {}
  void start() { spawn(&Spawned::entry, this); }
  void push(std::string &&Sql) { Waiting.push(std::move(Sql)); }

private:
  static void entry(void *Self) { static_cast<Spawned *>(Self)->work(); }
  void work() {
    while (!Waiting.empty()) {
      std::string Sql = Waiting.front();
      Waiting.pop();
      D.run(Sql);
    }
  }
  Db &D;
  std::queue<std::string> Waiting;
};
void spawned(Spawned &S) {
  S.push("DELETE FROM stocks WHERE tenant_id = 7");
  S.push("DELETE FROM stocks WHERE id = 7");
  // FINDING@-1:23: 'DELETE' deletes from table 'stocks' of every tenant
}
void fill(std::queue<std::string> *Queue);
class Filled {
public:
  void start() { fill(&Waiting); }
  void push() { Waiting.push("DELETE FROM customers"); }
  void work(Db &D) { D.run(Waiting.front()); }

private:
  std::queue<std::string> Waiting;
};
