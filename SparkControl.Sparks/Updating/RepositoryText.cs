namespace SparkControl.Sparks;

/// <summary>The script behind <see cref="RepositoryLook"/>.</summary>
internal static class RepositoryText
{
    /// <summary>Makes <c>dir</c> of <c>$1</c>, whose <c>~</c> is the user's home.</summary>
    public const string Enter = """
        dir=$1
        case $dir in '~') dir=$HOME;; '~/'*) dir=$HOME/${dir#??};; esac
        """;

    /// <summary>git without a question that nobody would answer, in its own words.</summary>
    public const string Git = """
        GIT_TERMINAL_PROMPT=0 GIT_SSH_COMMAND=${GIT_SSH_COMMAND:-ssh -oBatchMode=yes}
        export GIT_TERMINAL_PROMPT GIT_SSH_COMMAND
        git_() {
            LC_ALL=C git -c core.quotePath=false -c diff.renames=false -c gc.auto=0 -c maintenance.auto=false "$@"
        }
        """;

    /// <summary>
    /// <c>$2</c> is <c>fetch</c> where upstream is to be asked, <c>$3</c> the branch that a roll back has left, if any.
    /// Each line begins with a word that says what the rest is. It is counted against what the present branch follows;
    /// on a detached head, what the branch to go back to follows; else against the remote's default branch.
    /// </summary>
    public const string Look = $$"""
        {{Enter}}
        {{Git}}
        GIT_OPTIONAL_LOCKS=0
        export GIT_OPTIONAL_LOCKS
        say() { printf '%s\n' "$1" | head -n 20 | sed 's/^/said /'; }
        cd "$dir" 2>/dev/null || exit 0
        echo 'directory yes'
        tool=build-and-copy.sh
        if [ -x "$tool" ]; then echo 'can build'; fi
        if grep -q -e '--no-build' "$tool" 2>/dev/null && grep -q -e '--copy-to' "$tool"; then echo 'can copy-only'; fi
        command -v git >/dev/null 2>&1 || exit 0
        echo 'git yes'
        top=$(git_ rev-parse --show-toplevel 2>&1) || { say "$top"; exit 0; }
        # a home that is a repository itself would have the launcher's directory in it
        [ "$(cd "$top" 2>/dev/null && pwd -P)" = "$(pwd -P)" ] || { say "it is a part of $top"; exit 0; }
        echo 'repository yes'
        head=$(git_ rev-parse --verify -q HEAD 2>/dev/null) && echo "head $head"
        branch=$(git_ symbolic-ref -q --short HEAD 2>/dev/null) && echo "branch $branch"
        now=$(date +%s)
        locks() { find .git -path .git/objects -prune -o -name '*.lock' -print 2>/dev/null | head -n 10; }
        locks | while IFS= read -r lock; do
            since=$(stat -c %Y "$lock" 2>/dev/null || stat -f %m "$lock" 2>/dev/null) || continue
            echo "lock $((now - since)) $dir/$lock"
        done
        git_ status --porcelain 2>/dev/null | head -n 300 | sed 's/^/status /'
        known() { [ -n "$1" ] && git_ rev-parse --verify -q "$1" >/dev/null 2>&1; }
        follows=$branch
        if [ -z "$branch" ] && [ -n "$3" ] && known "refs/heads/$3"; then follows=$3; echo "returns $3"; fi
        remote=$(git_ config --get "branch.$follows.remote" 2>/dev/null) || remote=origin
        git_ remote get-url "$remote" >/dev/null 2>&1 || exit 0
        echo "remote $remote"
        if [ "$2" = fetch ]; then
            words=$(LC_ALL=C timeout 60 git -c gc.auto=0 -c maintenance.auto=false fetch --quiet "$remote" 2>&1)
            code=$?
            echo "fetch $code"
            if [ "$code" -ne 0 ]; then say "$words"; fi
        fi
        default=$(git_ symbolic-ref -q --short "refs/remotes/$remote/HEAD" 2>/dev/null)
        case $default in "$remote"/*) ;; *) default=;; esac
        for guess in "$default" "$remote/main" "$remote/master"; do
            if known "$guess"; then default=$guess; break; fi
            default=
        done
        if [ -n "$default" ]; then echo "default ${default#"$remote"/}"; fi
        up=
        if [ -n "$follows" ]; then up=$(git_ rev-parse --abbrev-ref "$follows@{u}" 2>/dev/null) || up=; fi
        known "$up" || up=$default
        known "$up" || exit 0
        echo "upstream $up"
        echo "tip $(git_ rev-parse "$up")"
        echo "counts $(git_ rev-list --left-right --count "HEAD...$up")"
        if [ -z "$branch" ]; then
            kept=$(git_ for-each-ref --count=1 --contains HEAD '--format=%(refname)' 2>/dev/null)
            if [ -n "$kept" ]; then echo "kept $kept"; fi
            back=$follows
            if [ -z "$back" ]; then back=${default#"$remote"/}; fi
            if known "refs/heads/$back"; then
                echo "back $(git_ rev-list --left-right --count "refs/heads/$back...$up")"
            fi
        fi
        git_ log -n 100 --format='%H%x09%ct%x09%s' "HEAD..$up" | sed 's/^/commit /'
        git_ diff --name-only "HEAD..$up" | head -n 2000 | sed 's/^/changed /'
        exit 0
        """;
}
