using SparkControl.Contracts;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Jobs;

/// <summary>Brings what remote jobs print into the log of a job, each byte once.</summary>
internal sealed class JobFollower(ClusterNodes nodes, TimeProvider time)
{
    /// <summary>How long the last lines of a remote job are waited for at most.</summary>
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(2);

    /// <summary>Lines of a remote job were stored.</summary>
    private event Action<string>? Stored;

    /// <summary>Follows a remote job's log until it is cancelled; a node that goes away is waited for.</summary>
    /// <param name="place">Where it runs, and what its lines are marked with.</param>
    /// <param name="log">Where they go.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, or the lease is lost.</exception>
    public Task FollowAsync(FollowedJob place, SwapLog log, CancellationToken cancel) =>
        FollowAsync(place, log, (_, _) => default, cancel);

    /// <summary>The same, and tells of each block that was stored, with its first line's number.</summary>
    public async Task FollowAsync(
        FollowedJob place, SwapLog log, Func<long, IReadOnlyList<LogLine>, ValueTask> stored, CancellationToken cancel)
    {
        var offset = await log.OffsetAsync(place.Job);
        while (!cancel.IsCancellationRequested)
        {
            if (nodes.For(place.Node, place.Machine) is { } shell) await TakeAsync(shell);
            await Task.Delay(Rounds.Again, time, cancel);
        }

        async Task TakeAsync(ISparkShell shell)
        {
            // What was read of a line that is not stored comes again.
            var splitter = new LineSplitter(place.Mark, offset, stamped: false, time);
            try
            {
                await foreach (var block in shell.FollowAsync(RemoteJobs.LogPath(place.Job), offset, cancel))
                {
                    offset = await log.AppendAsync(place.Job, offset, Clean(splitter.Take(block.Span)), stored);
                    Stored?.Invoke(place.Job);
                }
            }
            catch (ObjectDisposedException) when (nodes.For(place.Node, place.Machine) != shell)
            {
                // The shell was replaced: the new one goes on at the offset.
            }
        }
    }

    private static IReadOnlyList<ReadLine> Clean(IReadOnlyList<ReadLine> lines) =>
        lines.Any(line => line.Line.Text.Contains('?', StringComparison.Ordinal))
            ? [.. lines.Select(line => line with
            {
                Line = line.Line with { Text = UrlText.WithoutQueries(line.Line.Text) }
            })]
            : lines;

    /// <summary>Waits until what a remote job that has ended has printed is stored, or nothing of it comes.</summary>
    /// <param name="place">The remote job, which somebody follows.</param>
    /// <param name="bytes">The length of its log; of a last line without an end nothing is stored.</param>
    /// <param name="log">Where the lines go.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task DrainAsync(FollowedJob place, long bytes, SwapLog log, CancellationToken cancel)
    {
        var looks = new LookSignal();
        void Heard(string job)
        {
            if (job == place.Job) looks.Ask();
        }

        using var late = new CancellationTokenSource(LastLines, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        Stored += Heard;
        looks.Ask();
        try
        {
            await foreach (var _ in looks.AllAsync(either.Token))
            {
                if (await log.OffsetAsync(place.Job) >= bytes) return;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // They do not come.
        }
        finally
        {
            Stored -= Heard;
        }
    }
}

/// <summary>A remote job whose log is followed.</summary>
/// <param name="Node">Where it runs.</param>
/// <param name="Machine">Which machine that was when it began; null for whichever.</param>
/// <param name="Job">Its id, and its file's name within the log.</param>
/// <param name="Mark">What its lines are marked with.</param>
internal sealed record FollowedJob(string Node, NodeAddress? Machine, string Job, string Mark);
