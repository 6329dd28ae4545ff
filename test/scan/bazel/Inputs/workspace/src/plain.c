extern void run(const char *sql);
void orders(void) {
  run("SELECT * FROM orders WHERE tenant_id = $1");
}
