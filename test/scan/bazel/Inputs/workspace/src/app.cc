#include "db.h"

int main() {
  list(USERS, " WHERE tenant_id = $1");
#ifdef ALL
  list(USERS, " WHERE name = $1");
#endif
}
