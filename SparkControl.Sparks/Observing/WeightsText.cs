namespace SparkControl.Sparks;

/// <summary>Shell functions that look for weights in the Hub's cache, as huggingface_hub lays it out.</summary>
internal static class WeightsText
{
    /// <summary>
    /// <c>weights_of ORG/NAME</c> or <c>weights_of /path</c> says <c>complete|partial|none BYTES</c>; <c>free_of_hub</c> the
    /// free bytes where weights go. Complete: nothing unfinished, and every link of the newest snapshot resolves.
    /// </summary>
    public const string Functions = """
        hub=${HF_HOME:-$HOME/.cache/huggingface}/hub
        bytes_of() {
            sum=$(du -sb "$1" 2>/dev/null) && { echo "${sum%%[!0-9]*}"; return; }
            sum=$(du -sk "$1" 2>/dev/null) && echo $((${sum%%[!0-9]*} * 1024))
        }
        weights_of() {
            case $1 in
            /*) if [ -d "$1" ]; then echo "complete $(bytes_of "$1")"; else echo 'none 0'; fi; return;;
            esac
            dir=$hub/models--${1%%/*}--${1#*/}
            if [ ! -d "$dir/blobs" ] && [ ! -d "$dir/snapshots" ]; then echo 'none 0'; return; fi
            commit=$(cat "$dir/refs/main" 2>/dev/null)
            if [ -z "$commit" ] || [ ! -d "$dir/snapshots/$commit" ]; then commit=$(ls -1t "$dir/snapshots" 2>/dev/null | head -n 1); fi
            how=complete
            if [ -z "$commit" ] || [ -z "$(ls -A "$dir/snapshots/$commit" 2>/dev/null)" ]; then how=partial; fi
            for file in "$dir"/blobs/*.incomplete; do if [ -e "$file" ]; then how=partial; fi; done
            if [ -n "$(find "$dir/snapshots/$commit" -type l ! -exec test -e {} \; -print 2>/dev/null | head -n 1)" ]; then how=partial; fi
            echo "$how $(bytes_of "$dir/blobs")"
        }
        free_of_hub() {
            room=$hub
            while [ ! -d "$room" ]; do room=${room%/*}; if [ -z "$room" ]; then room=/; fi; done
            set -- $(df -Pk "$room" 2>/dev/null | tail -n 1)
            case ${4-} in ''|*[!0-9]*) ;; *) echo $(($4 * 1024));; esac
        }
        """;
}
