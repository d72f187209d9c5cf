#!/usr/bin/env bash
# Generates a client with openapi-python-client and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"

cd "$WORK"
python3 -m venv venv
"$quietly" venv/bin/pip install openapi-python-client==0.29.1
curl -fsS "$BASE/openapi-without-webhooks.json" -o openapi.json
"$quietly" venv/bin/openapi-python-client generate --path openapi.json --output-path client
PYTHONPATH=client venv/bin/python "$here/main_job.py"
