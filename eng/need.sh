#!/usr/bin/env bash
# Makes sure that what the tests run is there. As root on Debian it installs what is missing; else it names it and fails.
set -euo pipefail

missing=()
need() { # package, then places where its program may be
    local package=$1 program
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null; then return; fi
    done
    missing+=("$package")
}

need redis-server redis-server
need openssh-server /usr/sbin/sshd sshd
need ffmpeg ffmpeg
need chromium chromium chromium-browser google-chrome
need git git
need python3 python3

if ((${#missing[@]} > 0)) && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null
    missing=()
fi

need dotnet-sdk-10.0 dotnet
need nodejs node
if ((${#missing[@]} > 0)); then
    echo "The tests need: ${missing[*]}" >&2
    exit 1
fi
