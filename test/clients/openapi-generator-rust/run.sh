#!/usr/bin/env bash
# Generates a client for Rust with openapi-generator, compiles it and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"

cd "$WORK"
# Its serde code for a union with a discriminator cannot read structs that have the property, too
# (https://github.com/OpenAPITools/openapi-generator/issues/22344). Without one, it tries each struct.
curl -fsS "$BASE/openapi-without-webhooks.json" | node -e '
  const document = JSON.parse(fs.readFileSync(0), (key, value) => (key === "discriminator" ? undefined : value));
  fs.writeFileSync("openapi.json", JSON.stringify(document));
'
"$quietly" "$here/../openapi-generator.sh" openapi.json rust
mkdir -p main-job/src
cp "$here/main_job.rs" main-job/src/main.rs
cat >main-job/Cargo.toml <<'TOML'
[package]
name = "main-job"
version = "0.0.0"
edition = "2021"

[dependencies]
openapi = { path = "../client" }
tokio = { version = "1", features = ["macros", "rt"] }
TOML
"$quietly" cargo build --manifest-path main-job/Cargo.toml
main-job/target/debug/main-job
