using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What a node says of itself.</summary>
internal sealed record ProbeFacts
{
    private const string Text = """
        echo "user $(id -un 2>/dev/null || whoami)"
        echo "hostname $(hostname 2>/dev/null || uname -n)"
        echo "arch $(uname -m)"
        echo "uptime $(cat /proc/uptime 2>/dev/null | head -n 1 | cut -d ' ' -f 1)"
        for tool in flock setsid timeout tail git; do command -v $tool >/dev/null 2>&1 || echo "lacks $tool"; done
        out=$(timeout 10 docker version -f '{{.Server.Version}}' 2>&1)
        echo "docker $? $(printf %s "$out" | tr '\n' ' ')"
        if [ -n "$1" ]; then
            # the key that the other node shows is not kept: this changes nothing
            out=$(timeout 12 ssh -o BatchMode=yes -o ConnectTimeout=5 -o LogLevel=ERROR -o StrictHostKeyChecking=no \
                -o UserKnownHostsFile=/dev/null "$1" true </dev/null 2>&1)
            echo "other $? $(printf %s "$out" | tail -n 1)"
        fi
        exit 0
        """;

    /// <summary>How the script itself went.</summary>
    public required ShellResult Result { get; init; }

    public string? User { get; init; }
    public string? Hostname { get; init; }
    public string? Architecture { get; init; }
    public TimeSpan? Uptime { get; init; }
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>Exit code and words of docker; null when it did not come to that.</summary>
    public ProbeAnswer? Docker { get; init; }

    /// <summary>Exit code and words of ssh to the other node; null when it was not tried.</summary>
    public ProbeAnswer? Other { get; init; }

    /// <summary>The address under which one node tries the other.</summary>
    public static string AddressOf(SparkSettings other) => other.FabricAddress ?? other.Host;

    /// <param name="shell">The node.</param>
    /// <param name="other">The node that it must reach by ssh, as the launcher does; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ProbeFacts> ReadAsync(ISparkShell shell, SparkSettings? other, CancellationToken cancel)
    {
        var script = new ShellScript(Text)
        {
            Arguments = [other is null ? "" : AddressOf(other)],
            Deadline = TimeSpan.FromSeconds(30)
        };
        return Parse(await shell.RunAsync(script, cancel));
    }

    internal static ProbeFacts Parse(ShellResult result)
    {
        var lines = result.Output.Split('\n');
        string? Value(string name) =>
            lines.FirstOrDefault(line => line.StartsWith($"{name} ", StringComparison.Ordinal))?[(name.Length + 1)..]
                .Trim() is { Length: > 0 } value
                ? value
                : null;

        return new()
        {
            Result = result,
            User = Value("user"),
            Hostname = Value("hostname"),
            Architecture = Value("arch"),
            Uptime = double.TryParse(Value("uptime"), CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null,
            Lacks =
                [.. lines.Where(line => line.StartsWith("lacks ", StringComparison.Ordinal)).Select(line => line[6..])],
            Docker = Answer(Value("docker")),
            Other = Answer(Value("other"))
        };
    }

    private static ProbeAnswer? Answer(string? line) =>
        line?.Split(' ', 2) is [var code, .. var words]
        && int.TryParse(code, CultureInfo.InvariantCulture, out var number)
            ? new(number, words is [var text] ? text : "")
            : null;
}

/// <summary>How a program on the node ended, and what it said.</summary>
internal sealed record ProbeAnswer(int Code, string Text);
