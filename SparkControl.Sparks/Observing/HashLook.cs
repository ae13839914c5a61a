using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>How far a remote job is that hashes the files of a snapshot.</summary>
/// <param name="Sha256">What has come, by the file's path within the snapshot.</param>
/// <param name="Git">Git's own hash of the small files, which the Hub has in place of the SHA-256.</param>
/// <param name="Position">Bytes that were read of the file at work; 0 where that cannot be seen.</param>
public sealed record HashLook(
    IReadOnlyDictionary<string, string> Sha256, IReadOnlyDictionary<string, string> Git, long Position)
{
    private const int Sha256Letters = 64, GitLetters = 40, OutputLimit = 4 * 1024 * 1024;

    // What git keeps itself is below 10 MB. Its hash is of "blob SIZE", a NUL and the bytes.
    private const string JobText = """
        find -L . -type f -size -40960 -exec sh -c '
            for file; do
                bytes=$(($(wc -c <"$file")))
                sum=$({ printf "blob %s\0" "$bytes"; cat <"$file"; } | sha1sum) || continue
                printf "git %s %s\n" "${sum%% *}" "$file"
            done' sh {} + </dev/null
        exec find -L . -type f -exec sha256sum -- {} + </dev/null
        """;

    // The kernel knows how far a process has read a file.
    private const string Text = """
        job=$HOME/.spark-control/jobs/$1
        cat "$job/log" || exit 1
        { read -r pid; } 2>/dev/null <"$job/pid" || exit 0
        for process in $(pgrep -s "$pid" -x sha256sum 2>/dev/null); do
            for fd in "/proc/$process/fd"/*; do
                case $(readlink "$fd" 2>/dev/null) in */models--*) ;; *) continue;; esac
                while read -r name value; do
                    if [ "$name" = pos: ]; then echo "at $value"; fi
                done 2>/dev/null <"/proc/$process/fdinfo/${fd##*/}"
            done
        done
        exit 0
        """;

    /// <summary>
    /// The command of the remote job. It hashes whatever is there: a list of the files could be longer than a word of a
    /// command may be.
    /// </summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="hub">The cache on the node.</param>
    /// <param name="commit">The snapshot.</param>
    public static string Job(string repo, string hub, string commit)
    {
        var snapshot = $"{hub}/models--{HubCache.Folder(repo)}/snapshots/{commit}";
        return $"cd {ShellQuote.Word(snapshot)} || exit 1\n{JobText}\n";
    }

    /// <summary>Reads what a job has said so far; null when nobody could say.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="job">The remote job.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<HashLook?> ReadAsync(ISparkShell shell, string job, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text) { Arguments = [job], OutputLimit = OutputLimit };
        return await shell.RunAsync(script, cancel) is { Succeeded: true } result ? Parse(result.Output) : null;
    }

    internal static HashLook Parse(string output)
    {
        Dictionary<string, string> sha256 = [], git = [];
        var position = 0L;
        foreach (var line in output.Split('\n'))
        {
            // Two characters stand between a hash and a path, the second of which says how the file was read.
            if (line.Length > Sha256Letters + 2 && line[Sha256Letters] == ' ')
                sha256[PathOf(line[(Sha256Letters + 2)..])] = line[..Sha256Letters];
            else if (line.Split(' ', 3) is ["git", { Length: GitLetters } sum, var path])
                git[PathOf(path)] = sum;
            else if (line.Split(' ') is ["at", var bytes])
                position += Number(bytes);
        }

        return new(sha256, git, position);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string PathOf(string found) =>
        found.StartsWith("./", StringComparison.Ordinal) ? found[2..] : found;
}
