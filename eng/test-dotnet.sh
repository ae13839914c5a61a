#!/usr/bin/env bash
# Runs the .NET tests that were built. Last line: "PASSED FAILED". A runner that crashed or ran nothing is one failure,
# and so is each test that was skipped: what a test needs, eng/need.sh has seen to. What failed is told once more at
# the end, where a reader of a long output looks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Nodes that are simulated make and remove small files all the time, and most code runs a few times only: files in
# memory, and a compiler that neither counts branches nor guards its pages, save a quarter of the time. That code is
# compiled anew after 1,024 calls and not after 30 saves another tenth.
memory=/dev/shm
room=$(df -Pk "$memory" 2>/dev/null | awk 'NR == 2 { print $4 }')
if ((${room:-0} > 2 * 1024 * 1024)) && scratch=$(mktemp -d "$memory/tests.XXXXXX"); then
    trap 'rm -rf "$scratch"' EXIT
    printf '#!/bin/sh\n' >"$scratch/may-run" && chmod +x "$scratch/may-run"
    if "$scratch/may-run" 2>/dev/null; then export TMPDIR=$scratch; fi
fi
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_TC_CallCountThreshold=400 # hexadecimal

logs=$(mktemp -d)
trap 'rm -rf "$logs" ${scratch:+"$scratch"}' EXIT
where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi

limit=40m
if [[ ${SPARKCONTROL_LONG_TESTS:-} == 1 ]]; then limit=70m; fi

run() { # name, which tests
    local name=$1
    shift
    dotnet test --project Tests -c Release --no-build --timeout "$limit" "$@" ${where[@]+"${where[@]}"} >"$logs/$name" 2>&1 ||
        echo "$?" >"$logs/$name.code"
}

passed=0 failed=0
settle() { # name: shows what it said, keeps what failed, and counts
    local log=$logs/$1 succeeded wrong
    cat "$log"
    if [[ -n ${FAILURES:-} ]]; then awk '/^[^ ]/ { told = /^(failed|skipped) / } told' "$log" >>"$FAILURES"; fi
    count() { awk -v name="$1:" '$1 == name { value = $2 } END { print value + 0 }' "$log"; }
    succeeded=$(count succeeded)
    wrong=$(($(count failed) + $(count skipped)))
    if ((wrong == 0)) && [[ -f $log.code || $succeeded == 0 ]]; then wrong=1; fi
    passed=$((passed + succeeded))
    failed=$((failed + wrong))
}

# Those of the page come one after the other and wait for a browser, so that they leave room for the others. Those of
# chaos count seconds while processes die and are missed: they are among themselves.
chaos=SparkControl.Tests.Integration.Chaos page=SparkControl.Tests.EndToEnd
published=SparkControl.Tests.Integration.Published # by eng/check-publish.sh
run page --filter-namespace "$page" --filter-not-class "$page.PictureTests" &
run many --filter-not-namespace "$chaos" --filter-not-namespace "$page" --filter-not-namespace "$published"
wait
run chaos --filter-namespace "$chaos" --max-threads 2
for group in many chaos page; do settle "$group"; done
echo "$passed $failed"
