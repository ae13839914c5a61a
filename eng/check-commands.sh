#!/usr/bin/env bash
# Every script, project and file that a command in README.md, CONTRIBUTING.md, docs/, deploy/ or startos/ names must be
# there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

commands() { # file: the lines of its sh blocks, without comments and prompts
    awk '/^```/ { inside = !inside && /^```(sh|bash|shell|console)$/; next } inside' "$1" | sed -e 's/ *#.*//' -e 's/^\$ //'
}

bad=0
complain() { echo "$1: \`$2\`: $3" >&2; bad=1; }

check() { # file, line
    local -a words
    read -ra words <<<"$2"
    local i word
    for ((i = 0; i < ${#words[@]}; i++)); do
        word=${words[i]}
        case $word in
            ./* | eng/* | .ci/*) [[ -x $word ]] || complain "$1" "$2" "$word is no program" ;;
            --project | -f | --file) [[ -e ${words[i + 1]:-} ]] || complain "$1" "$2" "${words[i + 1]:-nothing} is not there" ;;
            *.sln | *.csproj) [[ -e $word ]] || complain "$1" "$2" "$word is not there" ;;
        esac
    done
}

for file in README.md CONTRIBUTING.md docs/*.md deploy/*.md startos/*.md; do
    [[ -f $file ]] || continue
    while IFS= read -r line; do check "$file" "$line"; done < <(commands "$file")
done

while IFS= read -r script; do bash -n "$script" || bad=1; done < <(printf "%s\n" test.sh .ci/run eng/*.sh)
exit "$bad"
