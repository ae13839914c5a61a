using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>What docker says of a service's container.</summary>
/// <param name="Presence">Whether there is one.</param>
public sealed record ServiceLook(Presence Presence)
{
    /// <summary>Why that is not known, as a sentence; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Docker's word: <c>running</c>, <c>exited</c>, …</summary>
    public string? Status { get; init; }

    /// <summary>When its present or last life began; null when it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its memory limit in bytes, 0 for none; null when that was not said.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>It runs now.</summary>
    public bool Runs => Status == "running";
}

/// <summary>
/// The containers of the services beside vLLM, by exact name. Docker may hang: no call of it is without a limit.
/// </summary>
public static partial class ServiceContainers
{
    /// <summary>
    /// What stands for no limit, in GiB: docker takes a 0 for "leave it as it is". No Spark has so much memory.
    /// </summary>
    public const int NoLimitGib = 1024;

    private const string LookText =
        "exec timeout 10 docker inspect --type container "
        + "-f '{{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.HostConfig.Memory}}' \"$1\" 2>&1";

    /// <summary>How long docker may take over one command; a stop waits for the container to end by itself.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Looks at a container.</summary>
    public static async Task<ServiceLook> LookAsync(
        ISparkShell shell, string name, CancellationToken cancel = default)
    {
        var result = await shell.RunAsync(new(LookText) { Arguments = [Checked(name)] }, cancel);
        if (!result.Ran) return new(Presence.Unknown) { Reason = result.Reason };

        return Read(shell.Node, name, result.ExitCode, result.Output);
    }

    /// <summary>Why docker did not do it, as a sentence; null when it says that there is no such container.</summary>
    public static string? Trouble(string node, int exitCode, string words) => Docker.Trouble(node, exitCode, words);

    /// <summary>
    /// The command of a remote job that starts, stops or restarts a container: it goes on when the panel ends in the
    /// middle of it, and is never begun twice.
    /// </summary>
    /// <param name="verb"><c>start</c>, <c>stop</c> or <c>restart</c>.</param>
    /// <param name="name">The container.</param>
    public static string Job(string verb, string name) => Bounded(verb, Checked(name));

    /// <summary>The command of a remote job that limits a container's memory, swap included.</summary>
    /// <param name="gib">In GiB; null takes the limit back.</param>
    /// <param name="name">The container.</param>
    public static string CapJob(int? gib, string name) => gib is { } limit
        ? Bounded("update", "--memory", $"{limit}g", "--memory-swap", $"{limit}g", Checked(name))
        : Bounded("update", "--memory", $"{NoLimitGib}g", "--memory-swap", "-1", Checked(name));

    /// <summary>The last lines of a container's log, and those that come.</summary>
    public static ShellScript Tail(string name, int lines) => new("exec docker logs --tail \"$1\" -f \"$2\" 2>&1")
    {
        Arguments = [lines.ToString(CultureInfo.InvariantCulture), Checked(name)]
    };

    internal static ServiceLook Read(string node, string name, int exitCode, string output)
    {
        if (exitCode != 0)
        {
            return Docker.Trouble(node, exitCode, output) is { } trouble
                ? new(Presence.Unknown) { Reason = trouble }
                : new(Presence.Absent);
        }

        // A line of docker's own warnings may stand before. inspect also takes the beginning of an id for a name.
        var rows = output.Split('\n').Select(line => line.Trim().Split(' ')).Where(words => words.Length == 4).ToList();
        return rows.Find(words => words[0] == $"/{name}") is [_, var status, var started, var memory]
            ? new(Presence.Present)
            {
                Status = status,
                StartedAt = ObservationParts.Time(started),
                MemoryLimit = long.TryParse(memory, CultureInfo.InvariantCulture, out var bytes) ? bytes : null
            }
            : rows.Count > 0 ? new(Presence.Absent)
            : new(Presence.Unknown) { Reason = $"docker on {node} says nothing of use." };
    }

    private static string Bounded(params string[] words) =>
        $"exec timeout {(int)Limit.TotalSeconds} docker {string.Join(' ', words.Select(ShellQuote.Word))} 2>&1\n";

    private static string Checked(string name) =>
        Name().IsMatch(name) ? name : throw new ArgumentException($"'{name}' is no name of a container.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Name();
}
