#!/bin/sh
# bazel.sh WORKSPACE COMMAND [ARGUMENT...]: Bazel without a network, with a sandbox that
# needs no rights, and a cache that every workspace beside this one shares.
workspace=$1 command=$2
shift 2
top=$(dirname "$workspace")
cd "$workspace" || exit 9
options=
[ "$command" = shutdown ] || [ "$command" = clean ] || {
  options="--disk_cache=$top/cache --spawn_strategy=processwrapper-sandbox --color=no --curses=no --noshow_progress --@tenantscan//:config=//:config"
  for stub in rules_cc rules_java remote_coverage_tools; do options="$options --override_repository=$stub=$top/stubs/$stub"; done
}
# shellcheck disable=SC2086
exec bazel-4 --max_idle_secs=60 --output_user_root="$top/out" --host_jvm_args=-Xmx512m "$command" $options "$@" 2>&1
