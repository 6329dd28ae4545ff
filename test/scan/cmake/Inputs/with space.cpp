#include "generated.h"
void spaced(Db &D) { D.run("SELECT * FROM " TABLE); }
