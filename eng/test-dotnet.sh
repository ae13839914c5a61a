#!/usr/bin/env bash
# Runs the .NET tests that were built. Last line: "PASSED FAILED". A runner that crashed or ran nothing is one failure,
# and so is each test that was skipped: what a test needs, eng/need.sh has seen to. What failed is told once more at
# the end, where a reader of a long output looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

limit=38m
if [[ ${SPARKCONTROL_LONG_TESTS:-} == 1 ]]; then limit=80m; fi

code=0
dotnet test --project Tests -c Release --no-build --timeout "$limit" --filter-not-class SparkControl.Tests.EndToEnd.PictureTests \
    ${where[@]+"${where[@]}"} "$@" 2>&1 | tee "$log" || code=$?

if [[ -n ${FAILURES:-} ]]; then awk '/^[^ ]/ { told = /^(failed|skipped) / } told' "$log" >>"$FAILURES"; fi
count() { awk -v name="$1:" '$1 == name { value = $2 } END { print value + 0 }' "$log"; }
passed=$(count succeeded)
failed=$(($(count failed) + $(count skipped)))
if ((failed == 0 && (code != 0 || passed == 0))); then failed=1; fi
echo "$passed $failed"
