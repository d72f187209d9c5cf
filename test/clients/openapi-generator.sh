#!/usr/bin/env bash
# Runs openapi-generator: openapi-generator.sh DOCUMENT GENERATOR [OPTION…]. Its client is in the folder `client`.
set -euo pipefail
artifact=openapi-generator-cli version=7.17.0
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  "-Dartifact=org.openapitools:$artifact:$version" "-DoutputDirectory=."
java -jar "$artifact-$version.jar" generate -i "$1" -g "$2" -o client "${@:3}"
