#!/usr/bin/env bash
# Writes the tables of docs/api.md anew, from the document that ControlApi serves. Needs redis-server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

SPARKCONTROL_API=$PWD/docs/api.md dotnet test --project Tests -c Release ${where[@]+"${where[@]}"} \
    --filter-class SparkControl.Tests.Integration.Documents.ApiDocumentTests
git diff --stat docs/api.md
