#!/usr/bin/env bash
# Generates a client with ogen (Go), compiles it and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"
version=v1.24.0

cp "$here/main.go" "$WORK"
cd "$WORK"
curl -fsS "$BASE/openapi.json" -o openapi.json
"$quietly" go mod init mainjob
"$quietly" go get "github.com/ogen-go/ogen@$version"
"$quietly" go run "github.com/ogen-go/ogen/cmd/ogen@$version" --target phonemanager --package phonemanager openapi.json
"$quietly" go mod tidy
go vet .
go run .
