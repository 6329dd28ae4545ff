#!/bin/sh
# Starts a PostgreSQL 15 in a temporary folder, on a Unix socket only, runs a program
# (the oracle) with the connection string as its last argument, and stops it again.
# Usage: run.sh PROGRAM [ARGUMENT...]
#
# PGBIN: where initdb and pg_ctl are. As root the server runs as PGUSER_NAME
# (postgres, or else nobody): PostgreSQL refuses to run as root.
set -u
PGBIN=${PGBIN:-/usr/lib/postgresql/15/bin}
if [ $# -lt 1 ] || [ ! -x "$1" ]; then
  echo "usage: run.sh PROGRAM [ARGUMENT...]" >&2
  exit 2
fi
if [ ! -x "$PGBIN/initdb" ]; then
  echo "run.sh: no initdb in $PGBIN; install postgresql-15 or set PGBIN" >&2
  exit 2
fi
oracle=$1
shift

# /tmp and a short name: a socket's path may have 107 bytes.
dir=$(mktemp -d /tmp/oracle.XXXXXX) || exit 2
as_owner() { "$@"; }
if [ "$(id -u)" -eq 0 ]; then
  owner=${PGUSER_NAME:-postgres}
  id "$owner" >/dev/null 2>&1 || owner=nobody
  chown "$owner" "$dir"
  as_owner() { (cd / && exec runuser -u "$owner" -- "$@"); }
fi

stop() {
  [ -f "$dir/data/postmaster.pid" ] && as_owner "$PGBIN/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as_owner "$PGBIN/initdb" -D "$dir/data" -U oracle -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || {
  cat "$dir/initdb.log" >&2
  exit 2
}
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
shared_buffers = 64MB
max_connections = 32
CONF
as_owner "$PGBIN/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 start >/dev/null || {
  cat "$dir/server.log" >&2
  exit 2
}
# In the background, so that a signal stops the server at once.
"$oracle" "$@" "host=$dir user=oracle dbname=postgres" &
child=$!
trap 'kill "$child" 2>/dev/null; exit 130' INT
trap 'kill "$child" 2>/dev/null; exit 143' TERM HUP
wait "$child"
