using System.Globalization;
using System.Text;
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

    /// <summary>Bytes read of one line of a log, with docker's time before it.</summary>
    private const int LineBytes = 1024;

    // Where docker has failed, its words stand before the mark, which no container can print, and its code behind it.
    private const string LastText =
        "{ timeout 5 docker logs --timestamps --tail \"$1\" \"$2\" 2>&1 || printf '\\n%s %s\\n' \"$3\" $?; } "
        + "| cut -b \"1-$4\"";

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
        Arguments = [Number(lines), Checked(name)]
    };

    /// <summary>The last lines of a container's log as they are now.</summary>
    /// <param name="shell">The node's.</param>
    /// <param name="name">The container; docker has none of a name that cannot be one.</param>
    /// <param name="lines">Lines at most.</param>
    /// <param name="time">For a line that docker has put no time before.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<LogLook> LastAsync(
        ISparkShell shell, string name, int lines, TimeProvider time, CancellationToken cancel = default)
    {
        if (!Name().IsMatch(name)) return new(Presence.Absent);

        var mark = $"sc-{Guid.NewGuid():N}";
        var result = await shell.RunAsync(
            new(LastText) { Arguments = [Number(lines), name, mark, Number(LineBytes)] }, cancel);
        return result.Succeeded ? ReadLast(shell.Node, mark, result.Output, time) : new(Presence.Unknown);
    }

    internal static LogLook ReadLast(string node, string mark, string output, TimeProvider time)
    {
        var end = output.LastIndexOf($"\n{mark} ", StringComparison.Ordinal);
        if (end >= 0)
        {
            var code = int.Parse(output.AsSpan(end + mark.Length + 2), CultureInfo.InvariantCulture);
            return new(Docker.Trouble(node, code, output[..end]) is null ? Presence.Absent : Presence.Unknown);
        }

        var lines = new LineSplitter(node, 0, stamped: true, time).Take(Encoding.UTF8.GetBytes(output));
        return new(Presence.Present)
        {
            Lines = [.. lines.Select(read => read.Line).Where(line => !string.IsNullOrWhiteSpace(line.Text))]
        };
    }

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

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Checked(string name) =>
        Name().IsMatch(name) ? name : throw new ArgumentException($"'{name}' is no name of a container.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Name();
}
