#!/usr/bin/env bash
# Generates a client for Python with openapi-generator and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"

cd "$WORK"
curl -fsS "$BASE/openapi-without-webhooks.json" -o openapi.json
"$quietly" "$here/../openapi-generator.sh" openapi.json python
python3 -m venv venv
"$quietly" venv/bin/pip install ./client
venv/bin/python -m compileall -q client/openapi_client
venv/bin/python "$here/main_job.py"
