using SparkControl.Contracts;
using SparkControl.Sparks;
using static SparkControl.Contracts.DownloadPhase;
using static SparkControl.ControlApi.Downloads.DownloadEnds;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// The life of a download as pure functions: what is to be done in a state, and what follows from what comes of it.
/// </summary>
internal static class DownloadMachine
{
    private const string OthersFirst = "Others have gone first while it waited: it goes on after them.";

    /// <summary>What is to be done now; null when it has ended.</summary>
    public static DownloadStep? StepOf(DownloadState state) => state switch
    {
        { IsActive: false } => null,
        { Run.Ending: true } => DownloadStep.End,
        { Run.NotBefore: not null } => DownloadStep.Wait,
        { Phase: Queued } => DownloadStep.WaitForTurn,
        { Phase: Preflight } => DownloadStep.Plan,
        { Phase: Downloading or Copying, Run.Begun: true } => DownloadStep.Look,
        { Phase: Downloading or Copying } => DownloadStep.Begin,
        { Verifies: not null } => DownloadStep.Hash,
        { Run.Compared: true } => DownloadStep.Conclude,
        _ => DownloadStep.Compare
    };

    /// <summary>The state that follows.</summary>
    /// <param name="state">The present one; one that has ended stays as it is.</param>
    /// <param name="signal">What was heard.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">How patient it is.</param>
    public static DownloadState Next(
        DownloadState state, DownloadSignal signal, DateTimeOffset now, DownloadOptions options) => signal switch
        {
            _ when !state.IsActive => state,
            DownloadSignal.CancelAsked => AskedToEnd(state, now),
            // A cancel is stored by the click, whether or not anybody drives.
            DownloadSignal.TakenUp when state.CancelRequested => AskedToEnd(TakenUp(state), now),
            DownloadSignal.TakenUp => TakenUp(state),
            DownloadSignal.Hindered hindered => Hindered(state, hindered.Why),
            DownloadSignal.Gone => AfterEnd(state, now),
            DownloadSignal.Refused refused => End(state, Failed, now) with { Failure = refused.Failure },
            DownloadSignal.Delayed delayed => Later(state, delayed.Failure, delayed.RetryAfter, now, options),
            DownloadSignal.Waited => Waited(state),
            DownloadSignal.Overtaken overtaken => state with { Position = overtaken.Ahead, Hindrance = OthersFirst },
            DownloadSignal.Turn turn => Turned(state, turn.Ahead, now),
            DownloadSignal.Planned planned => Planned(state, planned.Plan, now),
            DownloadSignal.Begun => Begun(state, now),
            DownloadSignal.Looked { Job: null } looked => Compared(state, looked.Disks, now),
            DownloadSignal.Looked { Job: { } job } looked => Watched(state, looked.Disks, job, now, options),
            DownloadSignal.CheckPlanned planned => CheckRules.Planned(state, planned.Model, planned.Hubs),
            DownloadSignal.Hashed hashed => CheckRules.Next(state, hashed.Nodes, now),
            DownloadSignal.Concluded concluded => Concluded(state, concluded, now),
            _ => state
        };

    // Whoever takes it up attaches to the remote job before it looks.
    private static DownloadState TakenUp(DownloadState state)
    {
        var unwatched = Unwatched(state);
        return unwatched with { Run = unwatched.Run! with { Begun = false } };
    }

    // A node that is silent holds up nobody else.
    private static DownloadState Hindered(DownloadState state, string why)
    {
        var unwatched = Unwatched(state);
        return unwatched with { Hindrance = why, Run = unwatched.Run! with { KeepsTurn = false } };
    }

    private static DownloadState Waited(DownloadState state) => state with
    {
        Hindrance = null,
        Position = null,
        Run = state.Run! with { NotBefore = null, KeepsTurn = false }
    };

    private static DownloadState Begun(DownloadState state, DateTimeOffset now) => state with
    {
        Hindrance = null,
        Run = state.Run! with { Begun = true, LastMove = now }
    };

    private static DownloadState Concluded(
        DownloadState state, DownloadSignal.Concluded concluded, DateTimeOffset now) => End(state, Done, now) with
        {
            Percent = 100,
            EtaSeconds = null,
            Suggestion = concluded.Suggestion,
            ThenSwapId = concluded.Swap,
            ThenSwapProblem = concluded.SwapProblem
        };

    private static DownloadState Turned(DownloadState state, int ahead, DateTimeOffset now) =>
        (state.Phase, ahead) switch
        {
            (not Queued, _) => state,
            (_, > 0) => state with { Position = ahead },
            _ => state with
            {
                Phase = state.Verifies is null ? Preflight : Verifying,
                StartedAt = state.StartedAt ?? now,
                Position = null
            }
        };

    private static DownloadState Planned(DownloadState state, DownloadPlan plan, DateTimeOffset now)
    {
        if (state.Phase != Preflight) return state;
        if (plan.Hindrance is { } failure) return End(state, Failed, now) with { Failure = failure };

        // The Hub may have it under another name than the one that was given.
        var named = state with { Repo = plan.Model.Repo, Subject = plan.Model.Repo };
        var planned = DownloadFigures.Begin(named, plan, now);
        var lacking = planned.Transfers.FirstOrDefault(transfer => !transfer.Verified)?.Node;
        return planned with
        {
            Phase = lacking switch { null => Verifying, DownloadFigures.Head => Downloading, _ => Copying }
        };
    }

    private static DownloadState Watched(
        DownloadState state, IReadOnlyDictionary<string, RepoLook> disks, JobLook job, DateTimeOffset now,
        DownloadOptions options)
    {
        var (node, disk) = disks.Single();
        var seen = DownloadFigures.Seen(state, node, disk, now) with { Hindrance = null };
        var run = seen.Run!;
        return job.Status switch
        {
            { State: RemoteJobState.Running } when run.LastMove is { } last && now - last >= options.StallAfter =>
                Again(WithoutXet(seen), disk, DownloadFailures.Stalled(node, options.StallAfter)),
            { State: RemoteJobState.Absent } => seen with { Run = run with { Begun = false } },
            { State: RemoteJobState.Lost } or { ExitCode: 129 or 130 or 137 or 143 } =>
                Again(seen, disk, DownloadFailures.Lost(node)),
            { State: RemoteJobState.Exited, ExitCode: 0 } => Brought(seen, node, disk),
            { State: RemoteJobState.Exited } => Broken(seen, disk, job.End!, now, options),
            _ => seen
        };
    }

    // The tool says that all is there; whether it is, the disk says.
    private static DownloadState Brought(DownloadState state, string node, RepoLook disk)
    {
        var run = state.Run!;
        var lacks = DownloadFigures.Lacking(state, disk);
        if (lacks.Count == 0)
        {
            var isLast = state.Transfers.All(transfer => transfer.Node == node || transfer.Verified);
            return DownloadFigures.Verified(state, node) with
            {
                Phase = isLast ? Verifying : Copying,
                EtaSeconds = null,
                Run = NewAttempt(run) with { Retries = 0, Waits = 0, Reached = 0 }
            };
        }

        return Again(state, disk, DownloadFailures.Incomplete(node, lacks));
    }

    private static DownloadState Compared(
        DownloadState state, IReadOnlyDictionary<string, RepoLook> disks, DateTimeOffset now)
    {
        foreach (var (node, disk) in disks)
        {
            if (DownloadFigures.Lacking(state, disk) is { Count: > 0 } lacks)
                return End(state, Failed, now) with { Failure = DownloadFailures.Incomplete(node, lacks) };

            state = DownloadFigures.Verified(state, node);
        }

        return state with { Hindrance = null, Run = state.Run! with { Compared = true } };
    }
}
