#!/usr/bin/env bash
# Takes the README's pictures anew: some minutes, because the loads they show are played at a pace a person can follow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

mkdir -p docs/images
SPARKCONTROL_PICTURES=$PWD/docs/images dotnet test --project Tests ${where[@]+"${where[@]}"} \
    --filter-class SparkControl.Tests.EndToEnd.PictureTests
ls -l docs/images
