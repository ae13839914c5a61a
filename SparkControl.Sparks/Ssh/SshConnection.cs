using System.Collections.Concurrent;
using Renci.SshNet;
using Renci.SshNet.Common;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>What came of asking for a channel: one of both is set.</summary>
internal sealed record SshOpening(SshChannel? Channel, NodeLink? Away);

/// <summary>One connection to a node, made when it is needed and again when it broke.</summary>
internal sealed class SshConnection(SparkSettings node, string keyPath, SshLink link, TimeProvider time)
    : IAsyncDisposable
{
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The only command that is ever sent: what to run follows by stdin.</summary>
    private const string Shell = "exec /bin/sh -s";

    private const int MissesUntilDead = 3;

    private readonly SemaphoreSlim connecting = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<SshChannel, bool> open = new();
    private SshClient? client;
    private SshClient? broken;
    private long heard;
    private int misses;

    /// <summary>The node's other connection: while that one stands, the node is not down.</summary>
    public SshConnection? Other { get; set; }

    public async Task<SshOpening> OpenAsync(CancellationToken cancel)
    {
        if (await ConnectedAsync(cancel) is not { } connected) return new(null, link.Current);

        try
        {
            var channel = await SshChannel.OpenAsync(connected, Shell, Heard, cancel);
            open[channel] = true;
            channel.Ended = ended => open.TryRemove(ended, out var _);
            if (!ReferenceEquals(client, connected)) channel.Cut();
            Heard();
            return new(channel, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // No script was sent, so nothing ran.
            if (IsAnswer(failure)) Heard();
            else if (!connected.IsConnected) GiveUp(connected, failure.Message);
            return new(null, new(NodeState.Down, null, $"{node.Name} did not open a channel: {failure.Message}"));
        }
    }

    /// <summary>The live connection; null when there is none to be had now.</summary>
    public async Task<SshClient?> ConnectedAsync(CancellationToken cancel)
    {
        if (ending.IsCancellationRequested) return null;
        if (client is { IsConnected: true } live) return live;

        await connecting.WaitAsync(cancel);
        try
        {
            if (ending.IsCancellationRequested) return null;
            if (client is { IsConnected: true } other) return other;
            if (link.Pauses) return null;

            Drop();
            var dialed = await SshDial.ConnectAsync(node, keyPath, time, cancel);
            if (dialed.Client is { } fresh) Take(fresh);
            if (ending.IsCancellationRequested)
            {
                // It was ended while it dialed: what came of that is nobody's.
                Drop();
                return null;
            }

            link.Dialed(dialed);
            return dialed.Client;
        }
        finally
        {
            connecting.Release();
        }
    }

    /// <summary>Ends the connection and what runs over it.</summary>
    private void Drop()
    {
        if (Interlocked.Exchange(ref client, null) is { } old) End(old);
    }

    public bool IsEnded => ending.IsCancellationRequested;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Drop();
    }

    private void Take(SshClient fresh)
    {
        fresh.ErrorOccurred += (_, error) =>
        {
            if (!ReferenceEquals(client, fresh)) return;

            broken = fresh;
            Broke($"The connection to {node.Name} broke: {error.Exception.Message}");
        };
        client = fresh;
        Heard();
        _ = WatchAsync(fresh);
    }

    /// <summary>A connection that has said nothing for a while is asked; three silences in a row end it.</summary>
    private async Task WatchAsync(SshClient watched)
    {
        using var timer = new PeriodicTimer(KeepAlive, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token) && ReferenceEquals(client, watched))
            {
                if (time.GetElapsedTime(Volatile.Read(ref heard)) >= KeepAlive) await AskAsync(watched);
            }
        }
        catch (OperationCanceledException)
        {
            // the shell is being disposed
        }
    }

    private async Task AskAsync(SshClient watched)
    {
        try
        {
            await using var channel = await SshChannel.OpenAsync(watched, Shell, Heard, ending.Token);
            Heard();
            await channel.SendAsync("{ exit; }\n"u8.ToArray(), ending.Token);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (IsAnswer(failure)) Heard();
            else if (Interlocked.Increment(ref misses) >= MissesUntilDead || !watched.IsConnected)
                GiveUp(watched, failure.Message);
        }
    }

    /// <summary>The node said no, which a dead one cannot: it has as many sessions as it takes.</summary>
    private static bool IsAnswer(Exception failure) =>
        failure is SshException and not (SshConnectionException or SshOperationTimeoutException);

    private void End(SshClient old)
    {
        foreach (var channel in open.Keys.Where(channel => channel.Client == old)) channel.Cut();
        _ = Apart.Run(old.Dispose);
    }

    private void Heard()
    {
        Volatile.Write(ref heard, time.GetTimestamp());
        Volatile.Write(ref misses, 0);
    }

    private void GiveUp(SshClient from, string reason)
    {
        if (Interlocked.CompareExchange(ref client, null, from) != from) return;

        End(from);
        Broke($"{node.Name} has stopped answering: {reason}");
    }

    /// <summary>
    /// A connection marks itself broken before it looks at the other: of two that break at once, one reports.
    /// </summary>
    private void Broke(string reason)
    {
        if (Other is not { Stands: true }) link.Broke(reason);
    }

    private bool Stands => client is { IsConnected: true } live && !ReferenceEquals(live, broken);
}
