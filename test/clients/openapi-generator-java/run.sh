#!/usr/bin/env bash
# Generates a client for Java with openapi-generator, compiles it and does the main job with it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[[ -v BASE ]] || exec "$here/../with-platform.sh" "$0"
quietly="$here/../quietly.sh"

cd "$WORK"
curl -fsS "$BASE/openapi-without-webhooks.json" -o openapi.json
"$quietly" "$here/../openapi-generator.sh" openapi.json java --library native
"$quietly" mvn -q -B -f client/pom.xml compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
  "-Dmdep.outputFile=$WORK/classpath"
java -cp "client/target/classes:$(<classpath)" "$here/MainJob.java"
