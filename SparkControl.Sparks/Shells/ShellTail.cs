using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>What came of asking for a tail.</summary>
/// <param name="Tail">It is open; null when it is not.</param>
/// <param name="Reason">Why the node cannot be asked, as a sentence; null when it can.</param>
public sealed record TailOpening(ShellTail? Tail, string? Reason)
{
    /// <summary>As many are open on this node as may be.</summary>
    public static TailOpening Full { get; } = new(null, null);

    internal static TailOpening None(string reason) => new(null, reason);

    internal static async Task<TailOpening> OfAsync(
        IShellChannel channel, ShellScript script, string node, CancellationToken cancel)
    {
        var tail = new ShellTail(channel, node);
        try
        {
            await tail.BeginAsync(script, cancel);
            return new(tail, null);
        }
        catch (Exception broke)
        {
            await tail.DisposeAsync();
            if (!ChannelFailure.Is(broke) || cancel.IsCancellationRequested) throw;

            return None($"The connection to {node} broke: {broke.Message}");
        }
    }
}

/// <summary>What a script prints on a node, as it comes. Disposing it ends the script.</summary>
public sealed class ShellTail : IAsyncDisposable
{
    /// <summary>How many may be open on a node at once.</summary>
    public const int AtOnce = 4;

    // Ends what is forgotten: by a panel, say, whose machine has lost its power.
    private const int LongestSeconds = 3600;

    private readonly IShellChannel channel;
    private readonly BlockReader reader;
    private readonly string node;

    internal ShellTail(IShellChannel channel, string node)
    {
        (this.channel, this.node) = (channel, node);
        reader = new(channel);
    }

    /// <summary>Why no more will come, as a sentence.</summary>
    public string End => reader switch
    {
        { IsDrained: false } => $"The connection to {node} broke.",
        { ExitCode: 124 } => "An hour is over. Open it again to read on.",
        { ExitCode: 0 } => "There is nothing more to come.",
        { ExitCode: { } code } => string.Create(
            CultureInfo.InvariantCulture, $"The command on {node} ended with code {code}."),
        _ => $"The command on {node} ended."
    };

    /// <summary>The next block, 64 KiB at most; empty when there will be no more.</summary>
    public Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancel) => reader.NextAsync(cancel);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    internal Task BeginAsync(ShellScript script, CancellationToken cancel)
    {
        var words = script.Arguments.Prepend(script.Text).Select(ShellQuote.Word);
        return reader.BeginAsync(mark => Source(mark, string.Join(' ', words)), cancel);
    }

    // Whichever ends first ends the other: the script, or the process that lives as long as our end of the channel.
    // What watches that one holds none of the streams, or the last line would wait for it.
    private static string Source(string mark, string words) => $$"""
        { PATH=$HOME/.local/bin:$PATH; export PATH
        set -- {{words}}
        text=$1; shift
        timeout -k 2 {{LongestSeconds}} /bin/sh -c "$text" sh "$@" </dev/null 2>&1 3<&- & job=$!
        { tail --pid="$ward" -f /dev/null; kill "$job"; } </dev/null >/dev/null 2>&1 3<&- & watch=$!
        wait "$job"; code=$?
        kill "$watch" 2>/dev/null
        printf '\n{{mark}} ended %s\n' "$code" >&2; }
        """;
}
