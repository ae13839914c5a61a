using Microsoft.Extensions.Options;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Jobs;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Carries downloads: it does what <see cref="DownloadMachine.StepOf"/> names, one thing at a time, and stores what
/// <see cref="DownloadMachine.Next"/> makes of it. One found half-way is taken up where it stands.
/// </summary>
internal sealed partial class DownloadRunner(
    DownloadSteps steps, StateStore store, LogStore logs, JobFollower follower, JobCancels cancels,
    IOptions<DownloadOptions> options, TimeProvider time, ILogger<DownloadRunner> logger) : IJobRunner
{
    public JobKind Kind => JobKind.Download;

    public async Task RunAsync(string id, HandOverEntry? entry, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Download(id)))?.Value is not { IsActive: true } state) return;
        if (await DownloadLog.OpenAsync(id, logs, lease, follower, time, leading) is not { } opened) return;

        await using var log = opened;
        var stored = Wire.Write(state);
        DownloadSignal signal = new DownloadSignal.TakenUp();
        while (true)
        {
            var next = DownloadMachine.Next(state, signal, time.GetUtcNow(), options.Value);
            await SayAsync(state, next, log);
            // A look that found nothing new is not written: with thousands of files a state is large.
            var text = Wire.Write(next);
            if ((text != stored || entry is not null)
                && await store.WriteAsync(States.Download(id), next, lease, entry) is null) return;

            (state, stored, entry) = (next, text, null);
            if (DownloadMachine.StepOf(state) is not { } step) return;

            signal = await HearAsync(step, state, log, leading);
        }
    }

    public async Task<IReadOnlyList<JobPlace>> PlacesAsync(string id)
    {
        if ((await store.ReadAsync(States.Download(id)))?.Value is not { } state) return [];

        // Hub and copy are the head's work; each node compares what it has itself.
        IEnumerable<string> nodes = state.Verifies is null ? [DownloadFigures.Head] : DownloadLooks.NodesOf(state);
        return [.. nodes.Select(node => new JobPlace(node, state.Run?.Machines.GetValueOrDefault(node)))];
    }

    public async Task FailAsync(string id, JobFailure why, Lease lease, CancellationToken leading)
    {
        if ((await store.ReadAsync(States.Download(id)))?.Value is not { IsActive: true } state) return;

        var failed = state with
        {
            Phase = DownloadPhase.Failed,
            EndedAt = time.GetUtcNow(),
            Failure = why,
            Files = [],
            Run = null
        };
        await store.WriteAsync(States.Download(id), failed, lease);
        PhaseEntered(failed.Repo, failed.Phase, why.Code);
    }

    // A cancel breaks off what only waits or looks; what changes a node is brought to its end first.
    private async Task<DownloadSignal> HearAsync(
        DownloadStep step, DownloadState state, DownloadLog log, CancellationToken leading)
    {
        var asked = cancels.Of(state.Id);
        if (asked.IsCancellationRequested && !state.CancelRequested) return new DownloadSignal.CancelAsked();

        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            leading, state.CancelRequested ? CancellationToken.None : asked);
        try
        {
            var signal = await steps.DoAsync(step, state, log, either.Token, leading);
            if (signal is DownloadSignal.Hindered) await Task.Delay(options.Value.LookEvery, time, either.Token);
            return signal;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !leading.IsCancellationRequested)
        {
            return new DownloadSignal.CancelAsked();
        }
    }

    private async Task SayAsync(DownloadState was, DownloadState now, DownloadLog log)
    {
        if (now.Phase != was.Phase) PhaseEntered(now.Repo, now.Phase, now.Failure?.Code);
        if (DownloadWords.Of(was, now) is var (subject, text)) await log.SayAsync(subject, text);
    }

    [LoggerMessage(LogLevel.Information, "The download of {Repo} is {Phase} {Code}")]
    private partial void PhaseEntered(string repo, DownloadPhase phase, string? code);
}
