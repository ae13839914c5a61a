namespace SparkControl.Sparks;

/// <summary>
/// Unfinished files below <c>blobs/</c> of a repository in the Hub's cache. Up to 1.17 huggingface_hub goes on with
/// <c>{blob}.incomplete</c> over plain HTTP; since 1.18 it writes <c>{blob}.{random}.incomplete</c>, which nobody goes
/// on with and which stays when the tool is killed (huggingface_hub, file_download.py, pull requests 4228 and 4306).
/// rsync writes <c>.{blob}.XXXXXX</c>. When a copy is broken off it puts what has come into a directory beside, where
/// the next copy goes on with it: what stands under a blob's own name is whole, and is taken for that by all.
/// </summary>
public static class HubParts
{
    /// <summary>The directory of what has come of a copy, below <c>blobs/</c>.</summary>
    public const string Copied = ".rsync-partial";

    /// <summary>
    /// Shell functions. <c>sweep</c> removes all parts below <c>$dir/blobs</c> but those that a process has open;
    /// <c>sweep keep</c> leaves those, too, that plain HTTP can go on with: of a blob that is not whole, and without a
    /// gap; <c>sweep copy</c> leaves what the next copy goes on with. rsync's own are parts as well.
    /// </summary>
    public const string Functions = $$"""
        goes_on() {
            case ${1%.incomplete} in *.*) return 1;; esac
            if [ -e "${1%.incomplete}" ]; then return 1; fi
            taken=$(du -k "$1" 2>/dev/null) && [ $((${taken%%[!0-9]*} * 1024)) -ge $(($(wc -c <"$1"))) ]
        }
        sweep() (
            cd "$dir/blobs" 2>/dev/null || exit 0
            open=$(ls -l /proc/[0-9]*/fd 2>/dev/null | grep -F "/${dir##*/}/blobs/")
            for part in *.incomplete .*.?????? {{Copied}}/*; do
                if [ ! -f "$part" ]; then continue; fi
                case $open in *"/blobs/$part"*) continue;; esac
                case ${1-}/$part in copy/{{Copied}}/*) continue;; esac
                if [ "${1-}" = keep ] && goes_on "$part"; then continue; fi
                rm -f -- "$part"
            done
            rmdir {{Copied}} 2>/dev/null || :
        )

        """;

    private const string Text = WeightsText.Functions + "\n" + Functions + """
        dir=$hub/models--$1
        sweep $2
        """;

    /// <summary>Removes what is left of a repository's unfinished files; not while a download of it runs.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="epoch">Our turn.</param>
    /// <param name="beforeCopy">A copy follows, which goes on with what one before has left.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<ShellResult> SweepAsync(
        ISparkShell shell, string repo, Epoch epoch, bool beforeCopy = false, CancellationToken cancel = default) =>
        shell.RunAsync(
            new(Text) { Arguments = [HubCache.Folder(repo), beforeCopy ? "copy" : ""], Epoch = epoch }, cancel);
}
