#!/usr/bin/env bash
# Runs a command against an `npm start` of its own, on free ports and with a state of its own:
# BASE is the platform's URL, KEY an API key, RECEIVER a URL that takes webhooks, WORK a temporary folder.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
WORK="$(mktemp -d)"
STATE_DIR="$WORK/state" PORT=0 SANDBOX_PORT=0 npm --prefix "$root" start >"$WORK/start.log" 2>&1 &
platform=$!

stop() {
  kill "$platform" 2>/dev/null || true
  wait "$platform" || true
  # Go makes its module cache read-only.
  chmod -R u+w "$WORK"
  rm -rf "$WORK"
}
trap stop EXIT

until grep -q "npm run demo" "$WORK/start.log"; do
  kill -0 "$platform" 2>/dev/null || { cat "$WORK/start.log"; exit 1; }
  sleep 0.2
done

setting() { node -p 'JSON.parse(fs.readFileSync(process.argv[1]))[process.argv[2]]' "$WORK/state/dev.json" "$1"; }
BASE="$(setting base_url)"
KEY="$(setting api_key)"
RECEIVER="$(setting sandbox_url)/sandbox/receiver/clients"
export BASE KEY RECEIVER WORK
"$@"
