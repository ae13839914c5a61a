#!/usr/bin/env bash
# Publishes every service, with --all for both platforms, then runs what is for this one: as another user, from a tree
# that is only read. The code is the same for both; what the other one adds is two minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export Aspire=false

out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
where=()
if [[ -n ${ARTIFACTS_PATH:-} ]]; then where=(--artifacts-path "$ARTIFACTS_PATH"); fi
case $(uname -m) in x86_64) here=x64 ;; aarch64) here=arm64 ;; *) echo "No image is made for $(uname -m)." >&2; exit 1 ;; esac

publish() { # project, folder, architecture
    # The analyzers have looked at the same code in the build.
    dotnet publish "$1" -c Release -a "$3" --os linux --self-contained false -p:UseAppHost=false -p:RunAnalyzers=false \
        -v quiet -o "$out/$3/$2" ${where[@]+"${where[@]}"}
}
architectures=("$here")
if [[ ${1:-} == --all ]]; then architectures=(x64 arm64); fi
for architecture in "${architectures[@]}"; do
    publish ControlApi control-api $architecture
    publish AudioProxy audio-proxy $architecture
    publish HealthMonitor health-monitor $architecture
    publish SparkControl.Standalone standalone $architecture
    for panel in control-api standalone; do
        for file in wwwroot/index.html models.yaml; do
            [[ -f $out/$architecture/$panel/$file ]] || { echo "$file is not in $panel for $architecture." >&2; exit 1; }
        done
    done
done
chmod -R a+rX,a-w "$out"
SPARKCONTROL_PUBLISHED=$out/$here dotnet test --project Tests -c Release --no-build \
    --filter-namespace SparkControl.Tests.Integration.Published ${where[@]+"${where[@]}"}
