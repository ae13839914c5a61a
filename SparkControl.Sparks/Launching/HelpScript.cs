using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>
/// Asks an image for the help of its vLLM, in a container of its own, as a script for a remote job. vLLM looks for its
/// device while it puts its options together and fails without one, so the container sees the GPU; it takes none of its
/// memory.
/// </summary>
public static class HelpScript
{
    /// <summary>How long the container may take: a cold image is read from the disk first.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private const string ContainerPrefix = "spark-control-";

    /// <summary>What the job's name begins with, and the container's behind ours.</summary>
    public const string JobPrefix = "options-";

    // The imports of vLLM take one to two GiB; more, or any of it in swap, would be the rest of the Spark's.
    private const string Bounds =
        "--rm --pull never --network none --memory 4g --memory-swap 4g --gpus all --entrypoint=";

    // Newer versions show groups alone without a word behind the sign, older ones take the word for a search.
    private const string Questions = """
        vllm --version
        help=$(vllm serve --help=all)
        case $help in *--max-model-len*) ;; *) help=$(vllm serve --help);; esac
        printf '%s\n' "$help"
        """;

    /// <summary>The name of a job's container.</summary>
    public static string ContainerOf(string job) => ContainerPrefix + job;

    /// <summary>Whether a container is one of these.</summary>
    public static bool IsContainer(string name) =>
        name.StartsWith(ContainerPrefix + JobPrefix, StringComparison.Ordinal);

    /// <summary>The script; whatever ends it, its container goes.</summary>
    /// <param name="image">The image's id: its name may be another's by then.</param>
    /// <param name="job">The job's name.</param>
    public static string Ask(string image, string job)
    {
        var name = ShellQuote.Word(ContainerOf(job));
        var limit = ((int)Limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return $$"""
            gone() { timeout 20 docker rm -f {{name}} >/dev/null 2>&1; }
            trap 'gone; exit 143' TERM
            timeout -k 10 {{limit}} docker run {{Bounds}} --name {{name}} {{ShellQuote.Word(image)}} \
                sh -c {{ShellQuote.Word(Questions)}} &
            wait $!
            code=$?
            gone
            exit "$code"
            """;
    }
}
