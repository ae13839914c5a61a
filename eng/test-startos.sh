#!/usr/bin/env bash
# Checks, bundles and tests the package for StartOS, without StartOS. Last line: "PASSED FAILED", where type check, lint
# and bundle count as one test each, and a test that was skipped has failed. Needs npm and, for the first time, its
# registry.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../startos"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

tell() { # a sentence, and what was printed: at once, and at the end of the whole run
    { echo "$1"; tail -n 40 "$log"; } | tee -a "${FAILURES:-/dev/null}"
}

give_up() {
    tell "$1"
    echo "$passed $((failed + 1))"
    exit 0
}

step() { # name, command
    if "${@:2}" >"$log" 2>&1; then
        echo "$1: ok"
        passed=$((passed + 1))
    else
        tell "$1 of the StartOS package failed:"
        failed=$((failed + 1))
    fi
}

missing=()
for program in npm make awk; do
    if ! command -v "$program" >/dev/null; then missing+=("$program"); fi
done
if ((${#missing[@]} > 0)) && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]/awk/mawk}"; } >"$log" 2>&1 || true
fi
for program in npm make awk; do
    if ! command -v "$program" >/dev/null; then give_up "The tests of the StartOS package need $program."; fi
done
# Without a registry the usual patience of npm is several minutes.
if ! npm ci --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=30000 >"$log" 2>&1; then
    give_up "The StartOS package was not tested: npm could not install its packages. Is its registry reachable?"
fi

step "type check" npm run --silent check
step "lint" npm run --silent lint
step "bundle" npm run --silent build
if ((failed > 0)); then
    echo "$passed $failed"
    exit 0
fi

code=0
node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$log" tests/*.test.mjs || code=$?
if [[ -n ${FAILURES:-} ]]; then grep -A 12 '^ *not ok' "$log" >>"$FAILURES" || true; fi

count() { awk -v name="$1" '$1 == "#" && $2 == name { value = $3 } END { print value + 0 }' "$log"; }
good=$(count pass)
bad=$(($(count fail) + $(count cancelled) + $(count skipped)))
if ((bad == 0 && (code != 0 || good == 0))); then bad=1; fi
echo "$((passed + good)) $((failed + bad))"
