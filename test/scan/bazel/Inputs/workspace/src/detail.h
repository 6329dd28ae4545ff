#define SELECT "SELECT * FROM "
