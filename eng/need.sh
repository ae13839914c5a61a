#!/usr/bin/env bash
# Makes sure that what the tests run is there. As root on Debian it installs what is missing; else it names it and fails.
set -euo pipefail

need() { # package, then places where its program may be
    local package=$1 program
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null; then return; fi
    done
    missing+=("$package")
}

look() {
    missing=()
    need redis-server redis-server
    need openssh-server /usr/sbin/sshd
    need openssh-client ssh
    need ffmpeg ffmpeg
    need chromium-headless-shell \
        /usr/bin/chromium-headless-shell /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome
    need git git
    need curl curl
    need python3 python3
    need procps pgrep
    need nodejs node
}

fail() { echo "$1" >&2; exit 1; }

look
if ((${#missing[@]} > 0)) && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # What failed is named below: a list that cannot be fetched is no reason not to try.
    apt-get update >/dev/null || true
    # Not every distribution has the shell by itself.
    if ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        missing=("${missing[@]/chromium-headless-shell/chromium}")
    fi
    apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null || true
    look
fi

need dotnet-sdk-10.0 dotnet
if ((${#missing[@]} > 0)); then fail "The tests need: ${missing[*]}"; fi
if ! dotnet --list-sdks | grep -q '^10\.'; then fail "The tests need SDK 10 of .NET: dotnet --list-sdks names none."; fi
# Mock timers with a Date, which the page's tests use, came with 20.11.
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 11) ? 0 : 1)'; then
    fail "The tests need Node.js 20.11 or newer, and this is $(node --version): nodejs.org has it."
fi
