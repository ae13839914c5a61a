using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What the launcher's build-and-copy.sh says of how far it is and why it fails, in the words of all its eras; docker's
/// and ssh's come through it.
/// </summary>
internal static partial class BuildLines
{
    private static readonly string[] Copies =
        ["Copying image '", "Checking image '", "Saving image locally", "Loading image into "];

    // The first that fits any line explains: what others print is a consequence of it.
    private static readonly (Regex Pattern, Func<Match, JobFailure> Failure)[] Causes =
    [
        (NoSpace(), line => new("disk_full", "A disk is full", line.Value)
        {
            Remedies = [new("Make room: delete models, or images that nothing uses", Command: "docker image prune")]
        }),
        (NoPeer(), line => new("worker_not_found", "The launcher did not find Spark 2", line.Value)
        {
            Node = "spark2",
            Remedies = [new("See whether it is on, and whether Spark 1 reaches it by ssh without a password")]
        }),
        (NoDocker(), line => new("docker_refuses", "docker on Spark 1 does not do what it is told", line.Value)
        {
            Node = UpdatePlace.Head
        }),
        (NoNetwork(), line => new("no_network", "Spark 1 cannot reach what the image is made of", line.Value)
        {
            Node = UpdatePlace.Head,
            Remedies = [new("Look at the Spark's internet connection, then apply the update again")]
        }),
        (NoImage(), line => new("pull_failed", "The image could not be pulled", line.Value)
        {
            Node = UpdatePlace.Head
        }),
        (NotCopied(), line => new("copy_failed", "The image could not be copied to Spark 2", line.Value)
        {
            Node = "spark2",
            Remedies = [new("When Spark 2 answers Spark 1 again, copy the image to it")]
        }),
        (NotBuilt(), line => new("build_failed", "The image could not be built", line.Value)
        {
            Node = UpdatePlace.Head
        }),
        (NotUnderstood(), line => new("tool_refuses", "The launcher's tool does not take what it is told", line.Value)
        {
            Node = UpdatePlace.Head
        })
    ];

    /// <summary>The phase that begins with a line; null when none does.</summary>
    public static UpdatePhase? Phase(string line) => line switch
    {
        _ when line.StartsWith($"{UpdateScripts.Prompt}git ", StringComparison.Ordinal) => UpdatePhase.Pulling,
        _ when line.StartsWith($"{UpdateScripts.Prompt}./build-and-copy.sh", StringComparison.Ordinal) =>
            UpdatePhase.Building,
        _ when Copies.Any(word => line.StartsWith(word, StringComparison.Ordinal)) => UpdatePhase.Copying,
        _ => null
    };

    /// <summary>Why it failed, by the last lines that it printed; null when none of them says so.</summary>
    public static JobFailure? Cause(IReadOnlyList<string> lines)
    {
        foreach (var (pattern, failure) in Causes)
        {
            foreach (var line in lines)
            {
                if (pattern.Match(line) is { Success: true } match) return failure(match);
            }
        }

        return null;
    }

    /// <summary>The version among the lines of <c>vllm --version</c>; null when there is none.</summary>
    public static string? Version(IReadOnlyList<string> lines) => lines.Reverse()
        .Select(line => VersionLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups["version"].Value;

    [GeneratedRegex("^.*[Nn]o space left on device.*$")]
    private static partial Regex NoSpace();

    [GeneratedRegex(
        "^(Error: Autodiscovery found no other nodes|Error: .*could not be auto-detected|Error: No active IB interfaces"
        + "|Error: Unexpected number of active CX7).*$")]
    private static partial Regex NoPeer();

    [GeneratedRegex("^.*(Cannot connect to the Docker daemon|permission denied while trying to connect).*$")]
    private static partial Regex NoDocker();

    [GeneratedRegex(
        "^.*(Temporary failure in name resolution|No precompiled .* wheels are available|No such host|no such host"
        + "|TLS handshake timeout|i/o timeout|Could not resolve host|Network is unreachable).*$")]
    private static partial Regex NoNetwork();

    [GeneratedRegex("^.*(pull access denied|manifest unknown|manifest for .* not found|toomanyrequests).*$")]
    private static partial Regex NoImage();

    [GeneratedRegex(@"^(Copy to \S+ failed\.?|Permission denied \(publickey.*|.*: Permission denied \(publickey.*)$")]
    private static partial Regex NotCopied();

    [GeneratedRegex(
        "^(ERROR: failed to solve.*|.*(FlashInfer|vLLM) build failed.*|Error: No wheel files found.*"
        + "|.*GPU arch .* not supported.*)$")]
    private static partial Regex NotBuilt();

    [GeneratedRegex("^(Unknown parameter passed: .*|Error: --no-build requires.*)$")]
    private static partial Regex NotUnderstood();

    [GeneratedRegex(@"^(?:vllm\s+)?v?(?<version>\d+\.\d+\S*)\s*$")]
    private static partial Regex VersionLine();
}
