using Microsoft.Extensions.Logging;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>
/// A node over SSH: one connection for commands and one for follows, made when they are first needed. While a node is
/// away, commands fail at once and an attempt is made every 1, 2, 4 … 30 s.
/// </summary>
public sealed partial class SshShell : ISparkShell
{
    private readonly SparkSettings node;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SshLink link;
    private readonly SshConnection commands;
    private readonly SshConnection follows;
    private readonly ShellSlots slots = new();

    /// <param name="node">Where it is; its host keys are the only ones trusted.</param>
    /// <param name="keyPath">The panel's private key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of each change of <see cref="Link"/>.</param>
    public SshShell(SparkSettings node, string keyPath, TimeProvider time, ILogger<SshShell> logger)
    {
        (this.node, this.time, this.logger) = (node, time, logger);
        link = new(time);
        link.Changed += OnChanged;
        commands = new(node, keyPath, link, time);
        follows = new(node, keyPath, link, time) { Other = commands };
        commands.Other = follows;
    }

    public string Node => node.Name;

    public NodeLink Link => link.Current;

    /// <summary>The host key that the node last showed, confirmed or not; null before the first attempt.</summary>
    public HostKey? Offered => link.Offered;

    public event Action<ISparkShell>? LinkChanged;

    public async Task<ShellResult> RunAsync(ShellScript script, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        var slot = await slots.ForCommandAsync(script.Deadline, time, cancel);
        if (slot is null)
        {
            return NotRun(
                ShellOutcome.Unreachable, $"{Node} is busy: {ShellSlots.All} commands of this panel run there.");
        }

        var opening = await OpenAsync(commands, slot, cancel);
        if (opening.Channel is not { } channel)
        {
            var outcome = opening.Away!.State switch
            {
                NodeState.Untrusted => ShellOutcome.Untrusted,
                NodeState.Refused => ShellOutcome.Refused,
                _ => ShellOutcome.Unreachable
            };
            return NotRun(outcome, opening.Away.Reason ?? $"{Node} cannot be reached.");
        }

        await using var _ = channel;
        var left = script.After(time.GetElapsedTime(asked));
        var result = await ScriptRun.RunAsync(
            channel, left, Node, time, latency => link.Answered(Node, latency), cancel);
        return result with { Took = time.GetElapsedTime(asked) };

        ShellResult NotRun(ShellOutcome outcome, string reason) =>
            new(outcome, -1, "", "") { Reason = reason, Took = time.GetElapsedTime(asked) };
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(string path, long offset, CancellationToken cancel) =>
        FileFollow.ReadAsync(OpenFollowAsync, path, offset, time, cancel);

    public async Task<TailOpening> TailAsync(ShellScript script, CancellationToken cancel)
    {
        if (slots.ForTail() is not { } slot) return TailOpening.Full;

        var opening = await OpenAsync(follows, slot, cancel);
        return opening.Channel is { } channel
            ? await TailOpening.OfAsync(channel, script, Node, cancel)
            : TailOpening.None(opening.Away?.Reason ?? $"{Node} cannot be reached.");
    }

    /// <summary>Connects now, however long the next attempt was to wait: for a user who asks.</summary>
    public async Task<NodeLink> ConnectNowAsync(CancellationToken cancel)
    {
        link.Forgive();
        await commands.ConnectedAsync(cancel);
        return Link;
    }

    public async ValueTask DisposeAsync()
    {
        link.Changed -= OnChanged;
        await commands.DisposeAsync();
        await follows.DisposeAsync();
    }

    private async Task<IShellChannel?> OpenFollowAsync(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(follows.IsEnded, this);
        return (await OpenAsync(follows, await slots.ForFollowAsync(cancel), cancel)).Channel;
    }

    /// <summary>The slot goes with the channel, or back at once.</summary>
    private static async Task<SshOpening> OpenAsync(
        SshConnection connection, IDisposable slot, CancellationToken cancel)
    {
        SshChannel? channel = null;
        try
        {
            var opening = await connection.OpenAsync(cancel);
            channel = opening.Channel;
            if (channel is not null) channel.Slot = slot;
            return opening;
        }
        finally
        {
            if (channel is null) slot.Dispose();
        }
    }

    private void OnChanged()
    {
        LinkIs(Node, Link.State, Link.Reason);
        LinkChanged?.Invoke(this);
    }

    [LoggerMessage(LogLevel.Information, "{Node} is {State}: {Reason}")]
    private partial void LinkIs(string node, NodeState state, string? reason);
}
