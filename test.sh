#!/usr/bin/env bash
# Builds and runs every test; --all also those that take minutes. ARTIFACTS_PATH builds outside the working tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in
    "") ;;
    --all) export SPARKCONTROL_LONG_TESTS=1 ;;
    *) echo "usage: ./test.sh [--all]" >&2; exit 2 ;;
esac

# Packages of Aspire are not on every feed; nothing that is tested needs them.
export Aspire=false DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What fails is told once more after all else: a whole run prints some thousand lines.
told=
if [[ -z ${FAILURES:-} ]]; then
    export FAILURES=$(mktemp)
    told=$FAILURES
    trap 'rm -f "$told"' EXIT
fi

passed=0 failed=0
run() { # a script whose last line is "PASSED FAILED"; the rest is shown as it comes
    local log sums
    log=$(mktemp)
    "$@" | tee "$log" | sed '$d' || true
    sums=$(tail -n 1 "$log")
    rm -f "$log"
    if [[ ! $sums =~ ^[0-9]+\ [0-9]+$ ]]; then sums="0 1"; fi
    passed=$((passed + ${sums% *}))
    failed=$((failed + ${sums#* }))
}

where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

if ! eng/need.sh; then
    echo "0 passed, 1 failed"
    exit 1
fi
# What is released is what is tested; the compiler's optimizations also save the tests some minutes.
if dotnet build SparkControl.sln -c Release -warnaserror -v minimal ${where[@]+"${where[@]}"}; then
    run eng/test-dotnet.sh
else
    echo "The build failed, so no .NET test ran."
    failed=1
fi
run eng/test-web.sh

if [[ -n $told ]]; then cat "$told"; fi
echo "$passed passed, $failed failed"
((failed == 0))
