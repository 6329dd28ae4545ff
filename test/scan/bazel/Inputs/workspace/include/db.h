#pragma once
#include <string>

void run(const char *Sql);
void list(const std::string &Table, const std::string &Where);

inline void count() { run("SELECT count(*) FROM orders"); }
