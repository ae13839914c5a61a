#!/usr/bin/env bash
# Runs the tests of the page's modules. Last line: "PASSED FAILED". A runner that crashed or ran nothing is one failure,
# and so is each test that was skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
mapfile -t files < <(find Tests/Web -name '*.test.js' -o -name '*.test.mjs' 2>/dev/null | sort)

code=0
if ((${#files[@]} > 0)); then
    node --test --test-concurrency="$(nproc)" --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$log" "${files[@]}" || code=$?
fi

if [[ -n ${FAILURES:-} ]]; then grep -A 12 '^ *not ok' "$log" >>"$FAILURES" || true; fi
count() { awk -v name="$1" '$1 == "#" && $2 == name { value = $3 } END { print value + 0 }' "$log"; }
passed=$(count pass)
failed=$(($(count fail) + $(count cancelled) + $(count skipped)))
if ((failed == 0 && (code != 0 || passed == 0))); then failed=1; fi
echo "$passed $failed"
