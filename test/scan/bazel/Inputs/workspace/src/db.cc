#include "db.h"
#include "src/detail.h"

void run(const char *) {}
void list(const std::string &Table, const std::string &Where) { run((SELECT + Table + Where).c_str()); }
