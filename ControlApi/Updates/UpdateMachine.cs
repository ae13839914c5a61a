using SparkControl.Contracts;
using static SparkControl.ControlApi.Updates.UpdateMoves;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// The life of an update. It alone says what state follows; what goes on in a state is
/// <see cref="UpdateActivity"/>'s to name.
/// </summary>
internal static class UpdateMachine
{
    /// <summary>An update that somebody asks for now.</summary>
    public static UpdateState Begin(
        string id, UpdateAction action, UpdatePlace place, string? smokeModel, DateTimeOffset now) => new()
        {
            Id = id,
            Kind = JobKind.Update,
            Subject = UpdateState.Launcher,
            Action = action,
            Phase = UpdatePhase.Checking,
            RequestedAt = now,
            SmokeModel = smokeModel,
            Stages = [new(UpdatePhase.Checking, now)],
            Run = new() { Place = place }
        };

    /// <summary>The same as a driver takes it up. What nobody took in time is not begun any more.</summary>
    public static UpdateState TakeUp(UpdateState state, DateTimeOffset now) => state switch
    {
        { StartedAt: not null } => state,
        _ when now - state.RequestedAt > ClusterRequest.Patience => Fail(state, UpdateFailures.Expired(), now),
        _ => state with { StartedAt = now }
    };

    /// <summary>The state after a signal; the same one where it says nothing new.</summary>
    public static UpdateState Next(UpdateState state, UpdateSignal signal, DateTimeOffset now) => signal switch
    {
        _ when !state.IsActive || state.Run is null => state,
        UpdateSignal.CancelAsked => Cancel(state, now),
        UpdateSignal.Refused refused => Fail(NotMoved(state), refused.Failure, now),
        UpdateSignal.Unheard unheard when UpdateActivity.Of(state) is UpdateActivity.Carry =>
            state with { Silent = new(unheard.Node, unheard.Since) },
        UpdateSignal.Heard heard => heard.Node == state.Silent?.Node ? state with { Silent = null } : state,
        UpdateSignal.Silent silent => GiveUp(state, silent),
        UpdateSignal.Checked found when state.Phase == UpdatePhase.Checking => Plan(state, found.Facts, now),
        UpdateSignal.Recorded recorded when state.Phase == UpdatePhase.Recording =>
            Enter(With(state, run => run with { Former = recorded.Former }), UpdatePhase.Pulling, now),
        UpdateSignal.Lines lines => Read(state, lines.Texts, now),
        UpdateSignal.JobEnded ended => EndJob(state, ended),
        UpdateSignal.Cleared when state.CancelRequested =>
            With(state, run => run with { IsCleared = true, IsSilent = false, Left = null }),
        UpdateSignal.Seen seen when UpdateActivity.Of(state) is UpdateActivity.Look => Judge(state, seen.Facts, now),
        UpdateSignal.TrialBegun begun when state.Phase == UpdatePhase.Loading =>
            state with { Smoke = (state.Smoke ?? new()) with { Swap = begun.Swap } },
        UpdateSignal.TrialEnded tried when UpdateActivity.Of(state) is UpdateActivity.Trial =>
            UpdateTrialRules.End(state, tried, now),
        UpdateSignal.Restored restored when UpdateActivity.Of(state) is UpdateActivity.Restore =>
            UpdateTrialRules.EndRestore(state, restored, now),
        _ => state
    };

    // Nothing is at work yet: it ends at once.
    private static UpdateState Cancel(UpdateState state, DateTimeOffset now) =>
        state.Phase is UpdatePhase.Checking or UpdatePhase.Recording
            ? End(NotMoved(state), UpdatePhase.Cancelled, now) with { CancelRequested = true }
            : state with { CancelRequested = true };

    // What is wanted is not what is there.
    private static UpdateState NotMoved(UpdateState state) =>
        state is { Phase: <= UpdatePhase.Pulling or UpdatePhase.RollingBack, Smoke: null, Run.JobsDone: 0 }
            ? state with { ToCommit = state.FromCommit }
            : state;

    // A job that nobody sees the end of may be at work for long: it is ended when its node answers again.
    private static UpdateState GiveUp(UpdateState state, UpdateSignal.Silent silent)
    {
        if (UpdateJobs.Of(state).ElementAtOrDefault(state.Run!.JobsDone) is not { } job || job.Node != silent.Node)
            return state;

        var left = With(state, run => run with { IsSilent = true, Left = new(job.Node, job.Name) });
        return UpdateActivity.Of(state) switch
        {
            UpdateActivity.Clear => With(left, run => run with
            {
                IsCleared = true,
                Suspect = SilenceFailures.NotCleared(silent.Node, silent.Reason)
            }),
            UpdateActivity.Carry => With(left, run => run with
            {
                IsOver = true,
                ExitCode = null,
                Suspect = SilenceFailures.WentSilent(silent.Node, silent.Reason)
            }),
            _ => state
        };
    }

    private static UpdateState Plan(UpdateState state, UpdateFacts facts, DateTimeOffset now)
    {
        var place = state.Run!.Place;
        if (UpdateRules.Refusal(state.Action, place, facts) is { } refusal) return Fail(state, refusal, now);

        var repository = facts.Repository!;
        if (state.Run.Tip is { } read && read != repository.Tip) return Fail(state, UpdateFailures.HasMoved(), now);

        var planned = With(state, run => run with
        {
            Branch = repository.Branch is null ? repository.Returns ?? repository.DefaultBranch : null,
            FromBranch = repository.Branch,
            CopiesOnly = repository.CanCopyOnly,
            Images = facts.Ids,
            Abilities = facts.Launcher?.Capabilities,
            Former = state.Action == UpdateAction.RollBack || facts.IsHalfDone(place) ? facts.Former : null
        });
        planned = planned with { FromCommit = repository.Commit };
        return state.Action switch
        {
            UpdateAction.Apply => Enter(planned with { ToCommit = repository.Tip }, UpdatePhase.Recording, now),
            UpdateAction.RollBack =>
                Enter(planned with { ToCommit = facts.Former!.Commit }, UpdatePhase.RollingBack, now),
            _ => Enter(planned with { ToCommit = repository.Commit }, UpdatePhase.Syncing, now)
        };
    }

    // Phases of the one job that pulls, builds and copies; it never goes back.
    private static UpdateState Read(UpdateState state, IReadOnlyList<LogLine> lines, DateTimeOffset now)
    {
        foreach (var line in lines.Where(line => line.Node == LogLine.Launcher))
        {
            if (BuildLines.Phase(line.Text) is { } phase && IsLater(state.Phase, phase))
                state = Enter(state, phase, now);
        }

        return state;
    }

    private static bool IsLater(UpdatePhase present, UpdatePhase phase) =>
        present is UpdatePhase.Pulling or UpdatePhase.Building && phase > present;

    private static UpdateState EndJob(UpdateState state, UpdateSignal.JobEnded ended)
    {
        if (UpdateActivity.Of(state) is not UpdateActivity.Carry { Job: { } job } || job.Name != ended.Job)
            return state;

        state = state with { Silent = null };
        if (state.Phase == UpdatePhase.Smoke) state = WithStart(state, job.Node, ended);
        var done = state.Run!.JobsDone + 1;
        var isGood = ended.ExitCode == 0;
        return With(state, run => run with
        {
            ExitCode = ended.ExitCode,
            JobsDone = done,
            IsOver = !isGood || done == UpdateJobs.Of(state).Length,
            Suspect = isGood ? null : UpdateVerdict.WhyEnded(state, job.Node, ended)
        });
    }

    private static UpdateState WithStart(UpdateState state, string node, UpdateSignal.JobEnded ended)
    {
        var smoke = state.Smoke ?? new();
        var version = ended.ExitCode == 0 ? BuildLines.Version(ended.Words) : null;
        bool? started = ended.ExitCode is { } code ? code == 0 : null;
        return state with
        {
            Smoke = smoke with
            {
                Versions = new Dictionary<string, string?>(smoke.Versions) { [node] = version },
                Started = new Dictionary<string, bool?>(smoke.Started) { [node] = started }
            }
        };
    }

    private static UpdateState Judge(UpdateState state, UpdateFacts facts, DateTimeOffset now)
    {
        state = UpdateVerdict.WithTruth(state, facts);
        if (state.CancelRequested)
        {
            var left = state.Run!.IsSilent ? state.Run.Suspect : null;
            return End(state, UpdatePhase.Cancelled, now) with { Failure = left };
        }

        if (UpdateVerdict.Of(state, facts) is { } failure) return Fail(state, failure, now);

        return state.Phase switch
        {
            UpdatePhase.Pulling or UpdatePhase.Building or UpdatePhase.Copying =>
                Enter(state, UpdatePhase.Smoke, now),
            UpdatePhase.Smoke when state.SmokeModel is not null =>
                Enter(With(state, run => run with { Served = facts.Served }), UpdatePhase.Loading, now),
            // What a trial has stopped serves again with the launcher that it served with.
            UpdatePhase.RollingBack when state.Run!.Former?.Stopped is { } stopped =>
                Enter(UpdateTrialRules.Restoring(state, stopped), UpdatePhase.Loading, now),
            _ => End(state, UpdatePhase.Done, now)
        };
    }
}
