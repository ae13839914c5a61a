using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>A node that is this machine, or is played by it: the same scripts through a local shell.</summary>
public sealed class LocalShell(SparkSettings node, TimeProvider time) : ISparkShell
{
    private readonly ShellSlots slots = new();
    private readonly CancellationTokenSource ending = new();

    public string Node => node.Name;

    public NodeLink Link { get; private set; } = new(NodeState.Unknown);

    public event Action<ISparkShell>? LinkChanged;

    public async Task<ShellResult> RunAsync(ShellScript script, CancellationToken cancel)
    {
        var asked = time.GetTimestamp();
        using var slot = await slots.ForCommandAsync(script.Deadline, time, cancel);
        if (slot is null) return NotRun($"{Node} is busy: {ShellSlots.All} commands of this panel run there.");
        if (Open() is not { } channel) return NotRun(Link.Reason ?? $"The shell of {Node} is closed.");

        await using var _ = channel;
        await using var __ = ending.Token.Register(channel.Kill);
        return await ScriptRun.RunAsync(
            channel, script.After(time.GetElapsedTime(asked)), Node, time,
            latency => Set(new(NodeState.Up, Link.Since, null, latency.TotalMilliseconds)), cancel);

        static ShellResult NotRun(string reason) => new(ShellOutcome.Unreachable, -1, "", "") { Reason = reason };
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(string path, long offset, CancellationToken cancel) =>
        FileFollow.ReadAsync(OpenFollowAsync, path, offset, time, cancel);

    public async Task<TailOpening> TailAsync(ShellScript script, CancellationToken cancel)
    {
        if (slots.ForTail() is not { } slot) return TailOpening.Full;

        return Held(slot) is { } channel
            ? await TailOpening.OfAsync(channel, script, Node, cancel)
            : TailOpening.None(Link.Reason ?? $"The shell of {Node} is closed.");
    }

    public async ValueTask DisposeAsync() => await ending.CancelAsync();

    private async Task<IShellChannel?> OpenFollowAsync(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(ending.IsCancellationRequested, this);
        return Held(await slots.ForFollowAsync(cancel));
    }

    /// <summary>The slot goes with the channel, or back at once.</summary>
    private LocalChannel? Held(IDisposable slot)
    {
        if (Open() is not { } channel)
        {
            slot.Dispose();
            return null;
        }

        channel.Slot = slot;
        channel.Ending = ending.Token.Register(channel.Kill);
        return channel;
    }

    private LocalChannel? Open()
    {
        if (ending.IsCancellationRequested) return null;

        try
        {
            return LocalChannel.Open(node.Local!);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException)
        {
            Set(new(NodeState.Down, Link.Since, $"No shell can be started on this machine: {failure.Message}"));
            return null;
        }
    }

    private void Set(NodeLink next)
    {
        var changed = next.State != Link.State || next.Reason != Link.Reason;
        Link = next.State == Link.State ? next : next with { Since = time.GetUtcNow() };
        if (changed) LinkChanged?.Invoke(this);
    }
}
