#!/usr/bin/env bash
# Runs the .NET tests that were built. Last line: "PASSED FAILED". A runner that crashed or ran nothing is one failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

code=0
dotnet test --project Tests --no-build --timeout 30m ${where[@]+"${where[@]}"} 2>&1 | tee "$log" || code=$?

count() { awk -v name="$1:" '$1 == name { value = $2 } END { print value + 0 }' "$log"; }
passed=$(count succeeded)
failed=$(count failed)
if ((failed == 0 && (code != 0 || passed == 0))); then failed=1; fi
echo "$passed $failed"
