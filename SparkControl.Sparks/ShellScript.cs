namespace SparkControl.Sparks;

/// <summary>
/// A script for <c>/bin/sh</c>, sent by stdin as one compound command, so that one cut off by a drop runs nothing at
/// all.
/// </summary>
/// <param name="Text">The script's lines. It finds its arguments in <c>$1</c>, <c>$2</c>, … byte for byte.</param>
public sealed record ShellScript(string Text)
{
    /// <summary>The arguments; none may hold a NUL.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Variables for the script alone, secrets among them: they travel by stdin and never show in <c>ps</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take, from the request on: waiting for a channel is a part of it.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of output that are kept of each stream; the rest is read and dropped.</summary>
    public int OutputLimit { get; init; } = 256 * 1024;

    /// <summary>
    /// Set for a script that changes the node: it runs under the node's lock and only if no newer holder of the
    /// cluster lease and no other panel has been there.
    /// </summary>
    public Epoch? Epoch { get; init; }

    /// <summary>Asked right before it is sent: a change that had to wait must not come after our turn.</summary>
    public Func<bool>? StillMine { get; init; }

    /// <summary>The same with what is left of its time; a second at least, as the node counts.</summary>
    internal ShellScript After(TimeSpan spent) =>
        this with { Deadline = TimeSpan.FromSeconds(Math.Max(1, (Deadline - spent).TotalSeconds)) };
}

/// <summary>A holder's turn at the cluster, as it is kept on the nodes.</summary>
/// <param name="Number">Greater than that of any holder before.</param>
/// <param name="Panel">The panel's id.</param>
public readonly record struct Epoch(long Number, string Panel);
