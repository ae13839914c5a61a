#!/usr/bin/env bash
# Publishes every service for this platform and the whole panel for the other one, with --all every service for both;
# then runs what is for this one: as another user, from a tree that is only read.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export Aspire=false

out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi
case $(uname -m) in x86_64) here=x64 ;; aarch64) here=arm64 ;; *) echo "No image is made for $(uname -m)." >&2; exit 1 ;; esac

publish() { # project, folder, architecture, further options
    # The analyzers have looked at the same code in the build.
    dotnet publish "$1" -c Release -a "$3" --os linux --self-contained false -p:UseAppHost=false -p:RunAnalyzers=false \
        -v quiet -o "$out/$3/$2" ${where[@]+"${where[@]}"} "${@:4}"
}
for architecture in x64 arm64; do
    panels=(standalone)
    # Standalone has the code of every service in it, and has built it.
    publish SparkControl.Standalone standalone $architecture
    if [[ $architecture == "$here" || ${1:-} == --all ]]; then
        publish ControlApi control-api $architecture --no-build
        publish AudioProxy audio-proxy $architecture --no-build
        publish HealthMonitor health-monitor $architecture --no-build
        panels+=(control-api)
    fi
    for panel in "${panels[@]}"; do
        for file in wwwroot/index.html models.yaml; do
            [[ -f $out/$architecture/$panel/$file ]] || { echo "$file is not in $panel for $architecture." >&2; exit 1; }
        done
    done
done
chmod -R a+rX,a-w "$out"
SPARKCONTROL_PUBLISHED=$out/$here dotnet test --project Tests -c Release --no-build \
    --filter-namespace SparkControl.Tests.Integration.Published ${where[@]+"${where[@]}"}
