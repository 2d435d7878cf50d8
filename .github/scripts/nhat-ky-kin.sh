#!/usr/bin/env bash
# Run a command whose output may quote a report, with the runner blind to it: a line such as "::error::…" stays text.
# Usage: nhat-ky-kin.sh COMMAND [ARGUMENT…]
set -euo pipefail

token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
echo "::stop-commands::$token"
status=0
"$@" 2>&1 || status=$?
# On a line of its own, whatever the command printed last.
printf '\n::%s::\n' "$token"
exit "$status"
