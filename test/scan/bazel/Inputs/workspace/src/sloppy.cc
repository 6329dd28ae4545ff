#include "include/db.h"
