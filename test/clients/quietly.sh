#!/usr/bin/env bash
# Runs a command and prints what it printed only if it failed.
set -euo pipefail
output="$(mktemp)"
trap 'rm "$output"' EXIT
"$@" >"$output" 2>&1 || {
  status=$?
  cat "$output"
  exit "$status"
}
