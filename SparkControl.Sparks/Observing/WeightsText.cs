namespace SparkControl.Sparks;

/// <summary>Shell functions that look for weights in the Hub's cache, as huggingface_hub lays it out.</summary>
internal static class WeightsText
{
    /// <summary>
    /// <c>weights_of ORG/NAME</c> or <c>weights_of /path</c> says <c>complete|partial|none BYTES</c>;
    /// <c>free_of_hub</c> the free bytes where weights go. Complete: the snapshot has every shard that its index names,
    /// and all its links resolve. Without an index nothing may be unfinished; with one, what is may be of another
    /// revision. <c>parts DIR [WORDS OF FIND]</c> finds the parts of files in a repository's directory, as the Hub's
    /// tool and rsync name them; <c>parts_of</c> says the bytes of the disk that they take.
    /// </summary>
    public const string Functions = $$"""
        hub=${HF_HOME:-$HOME/.cache/huggingface}/hub
        bytes_of() {
            sum=$(du -sb "$1" 2>/dev/null) && { echo "${sum%%[!0-9]*}"; return; }
            sum=$(du -sk "$1" 2>/dev/null) && echo $((${sum%%[!0-9]*} * 1024))
        }
        any() { for file; do if [ -e "$file" ]; then return 0; fi; done; return 1; }
        # 0 when an index has all its shards, 1 when none has, 2 when there is no index; one grep for an index, since
        # it may be some MB
        whole() {
            found=2
            for index in "$1"/*.safetensors.index.json "$1"/*.bin.index.json; do
                if [ ! -e "$index" ]; then continue; fi
                found=1
                lacks=
                for shard in $(grep -oE '"[^" ]+\.(safetensors|bin)"' "$index" | LC_ALL=C sort -u); do
                    shard=${shard#?}
                    shard=${shard%?}
                    lacks=no
                    if [ ! -e "$1/$shard" ]; then lacks=yes; break; fi
                done
                if [ "$lacks" = no ]; then return 0; fi
            done
            return $found
        }
        weights_at() {
            if ! any "$1"/*; then echo 'none 0'; return; fi
            how=partial
            if any "$1/config.json" "$1/params.json" && any "$1"/*.safetensors "$1"/*.bin "$1"/*.gguf; then
                how=complete
                whole "$1"
                if [ $? -eq 1 ]; then how=partial; fi
            fi
            echo "$how $(bytes_of "$1")"
        }
        # sets commit and snapshot: what main names, else the newest
        snapshot_of() {
            commit=
            { read -r commit; } 2>/dev/null <"$1/refs/main"
            if [ -z "$commit" ] || [ ! -d "$1/snapshots/$commit" ]; then
                commit=$(ls -1t "$1/snapshots" 2>/dev/null | head -n 1)
            fi
            snapshot=$1/snapshots/$commit
        }
        weights_of() {
            case $1 in /*) weights_at "$1"; return;; esac
            dir=$hub/models--${1%%/*}--${1#*/}
            if [ ! -d "$dir/blobs" ] && [ ! -d "$dir/snapshots" ]; then echo 'none 0'; return; fi
            snapshot_of "$dir"
            how=complete
            if [ -z "$commit" ] || ! any "$snapshot"/*; then how=partial; fi
            whole "$snapshot"
            case $? in
                1) how=partial;;
                2) if any "$dir"/blobs/*.incomplete; then how=partial; fi;;
            esac
            # with -L, what is still a link leads nowhere
            if [ -n "$(find -L "$snapshot" -type l 2>/dev/null)" ]; then how=partial; fi
            echo "$how $(bytes_of "$dir/blobs")"
        }
        parts() {
            blobs=$1/blobs
            shift
            find "$blobs" -type f \( -name '*.incomplete' -o -name '.?*.??????' \
                -o -path '*/{{HubParts.Copied}}/*' \) "$@"
        }
        parts_of() {
            parts "$@" -exec du -k {} + 2>/dev/null | {
                sum=0
                while read -r kib name; do sum=$((sum + kib)); done
                echo $((sum * 1024))
            }
        }
        free_of_hub() {
            room=$hub
            while [ ! -d "$room" ]; do room=${room%/*}; if [ -z "$room" ]; then room=/; fi; done
            df -Pk "$room" 2>/dev/null | {
                read -r heading
                read -r system size used free rest
                case $free in ''|*[!0-9]*) ;; *) echo $((free * 1024));; esac
            }
        }
        """;
}
