#!/usr/bin/env bash
# Generates a client with oapi-codegen (Go), compiles it and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"

cp "$here/main.go" "$WORK"
mkdir "$WORK/phonemanager"
cd "$WORK"
curl -fsS "$BASE/openapi-without-webhooks.json" -o openapi.json
"$quietly" go mod init mainjob
"$quietly" go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 \
  -generate types,client -package phonemanager -o phonemanager/client.go openapi.json
"$quietly" go mod tidy
go vet .
go run .
