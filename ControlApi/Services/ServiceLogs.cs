using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>A log that is open, or why it is not.</summary>
internal sealed record OpenedLog(ShellTail? Tail, ProblemHttpResult? Problem);

/// <summary>Reads the logs of services' containers from their nodes: the one GET that asks a Spark.</summary>
internal sealed class ServiceLogs(SparkShells shells, SettingsStore settings, TimeProvider time)
{
    /// <summary>Lines that are asked for at most.</summary>
    public const int Longest = 2000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>Opens the log of a service's container.</summary>
    /// <param name="name">The service.</param>
    /// <param name="lines">How many of its last lines are wanted.</param>
    /// <param name="cancel">The client has left.</param>
    public async Task<OpenedLog> OpenAsync(string name, int lines, CancellationToken cancel)
    {
        if (settings.Current.Services.FirstOrDefault(place => place.Name == name) is not { } place)
            return No(ServiceProblems.Unknown(name));
        if (lines is < 1 or > Longest) return No(ServiceProblems.BadTail(Longest));
        if (ServiceHindrance.ToReach(place) is { } hindrance) return No(ServiceProblems.NoLog(name, hindrance));

        var (node, container) = (NodeNames.Of(place.Node!), place.Container!);
        var title = $"The log of {name} cannot be read";
        if (shells.For(place.Node!) is not { } shell)
            return No(ServiceProblems.NodeSilent(title, $"{NodeNames.Of(node)} is not set up."));

        var look = await ServiceContainers.LookAsync(shell, container, cancel);
        if (look.Presence == Presence.Absent)
            return No(ServiceProblems.NoLog(name, $"There is no container {container} on {node}."));
        if (look.Presence == Presence.Unknown) return No(ServiceProblems.NodeSilent(title, look.Reason ?? ""));

        var opening = await shell.TailAsync(ServiceContainers.Tail(container, lines), cancel);
        return opening switch
        {
            { Tail: { } tail } => new(tail, null),
            { Reason: { } reason } => No(ServiceProblems.NodeSilent(title, reason)),
            _ => No(ServiceProblems.TooMany(node, ShellTail.AtOnce))
        };
    }

    /// <summary>The lines as they come. Clipped, and text: nothing in them is markup or a terminal's.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        ShellTail tail, [EnumeratorCancellation] CancellationToken cancel)
    {
        var splitter = new LineSplitter("", 0, stamped: false, time);
        var next = tail.NextAsync(cancel);
        while (true)
        {
            if (!await ComesAsync(next, cancel))
            {
                yield return new("{}", "ping");
                continue;
            }

            var block = await next;
            var lines = Lines(splitter, block);
            if (lines.Count > 0) yield return new(Wire.Write(new LogEvent(lines)), "log");
            if (block.IsEmpty) break;

            next = tail.NextAsync(cancel);
        }

        yield return new(Wire.Write(new EndEvent(tail.End)), "end");
    }

    private async Task<bool> ComesAsync(Task next, CancellationToken cancel)
    {
        try
        {
            await next.WaitAsync(Quiet, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // At the end, what has no newline behind it is a line too.
    private static List<string> Lines(LineSplitter splitter, ReadOnlyMemory<byte> block) => block.IsEmpty
        ? [.. Texts(splitter, "\n"u8).Where(line => line.Length > 0)]
        : [.. Texts(splitter, block.Span)];

    private static IEnumerable<string> Texts(LineSplitter splitter, ReadOnlySpan<byte> bytes) =>
        splitter.Take(bytes).Select(line => line.Line.Text);

    private static OpenedLog No(ProblemHttpResult problem) => new(null, problem);

    private sealed record LogEvent(IReadOnlyList<string> Lines);

    private sealed record EndEvent(string Reason);
}
