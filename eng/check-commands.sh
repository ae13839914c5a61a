#!/usr/bin/env bash
# What a command in README.md, CONTRIBUTING.md, docs/, deploy/ or startos/ names must be there: scripts, projects,
# files, tests, benchmarks, targets of make, scripts of npm, services of compose. Those of curl are run against the
# demo. Needs a Release build and, for the targets, startos/node_modules.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
demo=
trap 'if [[ -n $demo ]]; then kill "$demo" 2>/dev/null || true; wait || true; fi; rm -rf "$scratch"' EXIT
bad=0
document= line= where=.
complain() { echo "$document: \`$line\`: $1" >&2; bad=1; }

commands() { # file: the lines of its sh blocks, without comments and prompts; each block begins in the root
    awk '/^```/ { inside = !inside && /^```(sh|bash|shell|console)$/; if (inside) print "cd ."; next } inside' "$1" |
        sed -e 's/ *#.*//' -e 's/^\$ //'
}

there() { [[ -e $1 ]] || complain "${1:-nothing} is not there"; }
named() { grep -rqE "${@:2}" || complain "there is no $1"; } # what it is called, then what grep takes

compose() { # the words behind `docker compose`
    local verb='' file=deploy/compose.yaml
    while (($# > 0)); do
        case $1 in
            -f | --profile | --scale) option "$1" "${2:-}"; shift ;;
            -*) ;;
            *) if [[ -z $verb ]]; then verb=$1; else service "$1"; fi ;;
        esac
        shift
    done
}
option() {
    case $1 in
        -f) file=$2; there "$file" ;;
        --profile) named "profile $2" "profiles: \[$2\]" "$file" ;;
        --scale) service "${2%%=*}" ;;
    esac
}
service() {
    awk '/^[a-z]/ { inside = $1 == "services:" } inside && /^  [a-z-]+:$/ { print $1 }' "$file" | grep -qx -- "$1:" ||
        complain "there is no service $1"
}

target() {
    named "target $1" "^([a-z0-9_]+ )*$1( [a-z0-9_]+)*:" "$where"/Makefile "$where"/node_modules/@start9labs/*/*.mk
}

benchmark() { named "benchmark $1" "^ *\[\"$1\"\] =" Benchmarks/BenchmarkRun.cs; }

script() { # the words behind `npm`
    case $1 in
        ci) there "$where/package-lock.json" ;;
        run) named "script $2" "^ *\"$2\":" "$where/package.json" ;;
    esac
}

start() { # the demo, as the documents start it, but on ports and data of its own
    local program=SparkControl.Standalone/bin/Release/net10.0
    if [[ -n ${ARTIFACTS_PATH:-} ]]; then program=$ARTIFACTS_PATH/bin/SparkControl.Standalone/release; fi
    read -r page control < <(python3 -c '
import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(one.getsockname()[1] for one in both))')
    DATA_DIR=$scratch/data BIND_PORT=$page SPARKCONTROL_DEMO_CONTROL=$control \
        dotnet "$program/SparkControl.Standalone.dll" --demo >"$scratch/said" 2>&1 &
    demo=$!
    printf '%s\n' silent show-error fail-with-body 'max-time = 20' >"$scratch/.curlrc"
    ffmpeg -nostdin -v error -f lavfi -i sine=frequency=440:duration=2 "$scratch/meeting.m4a"
    curl -sf -o /dev/null --retry 60 --retry-delay 1 --retry-all-errors "127.0.0.1:$page/healthz" ||
        cat "$scratch/said" >&2
}

run() { # a line of curl; a stream has no end, so that it is cut off there
    local words=$1 code=0
    if [[ -z $demo ]]; then start; fi
    words=${words//localhost:9999/127.0.0.1:$page} words=${words//localhost:9996/127.0.0.1:$control}
    words=${words//http:\/\/panel:9999/http:\/\/127.0.0.1:$page} words=${words/curl -N/curl -N --max-time 2}
    (cd "$scratch" && CURL_HOME=$scratch bash -c "$words") >"$scratch/answer" 2>&1 || code=$?
    if ((code == 28)) && [[ $words == *" -N "* && -s $scratch/answer ]]; then return; fi
    if ((code != 0)); then complain "curl ended with $code: $(head -c 500 "$scratch/answer")"; fi
}

check() {
    local -a words
    read -ra words <<<"$line"
    local i word next
    case ${words[0]:-} in
        cd) where=${words[1]}; there "$where" ;;
        cp) there "${words[1]}" ;;
        curl) run "$line" ;;
        docker) compose "${words[@]:2}" ;;
        make) target "${words[1]}" ;;
        npm) script "${words[@]:1}" ;;
    esac
    for ((i = 0; i < ${#words[@]}; i++)); do
        word=${words[i]} next=${words[i + 1]:-}
        case $word in
            ./* | eng/* | .ci/*) [[ -x $word ]] || complain "$word is no program" ;;
            --project) there "$next" ;;
            --filter-*) named "test $next" "$(tr -d '"*' <<<"$next")" Tests "--include=*.cs" ;;
            Benchmarks) if [[ $next == -- ]]; then benchmark "${words[i + 2]}"; fi ;;
            *.sln | *.csproj) there "$word" ;;
        esac
    done
}

for document in README.md CONTRIBUTING.md docs/*.md deploy/*.md startos/*.md; do
    while IFS= read -r line; do check; done < <(commands "$document")
done

while IFS= read -r line; do bash -n "$line" || bad=1; done < <(printf "%s\n" test.sh .ci/run eng/*.sh)
exit "$bad"
