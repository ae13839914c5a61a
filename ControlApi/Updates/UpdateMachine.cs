using SparkControl.Contracts;

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

    /// <summary>The same as a driver begins or goes on with it.</summary>
    public static UpdateState TakeUp(UpdateState state, DateTimeOffset now) =>
        state.StartedAt is null ? state with { StartedAt = now } : state;

    /// <summary>The state after a signal; the same one where it says nothing new.</summary>
    public static UpdateState Next(UpdateState state, UpdateSignal signal, DateTimeOffset now) => signal switch
    {
        _ when !state.IsActive || state.Run is null => state,
        UpdateSignal.CancelAsked => Cancel(state, now),
        UpdateSignal.Refused refused => Fail(state, refused.Failure, now),
        UpdateSignal.Checked found when state.Phase == UpdatePhase.Checking => Plan(state, found.Facts, now),
        UpdateSignal.Recorded recorded when state.Phase == UpdatePhase.Recording =>
            Enter(With(state, run => run with { Former = recorded.Former }), UpdatePhase.Pulling, now),
        UpdateSignal.Lines lines => Read(state, lines.Texts, now),
        UpdateSignal.JobEnded ended => EndJob(state, ended),
        UpdateSignal.Cleared when state.CancelRequested => With(state, run => run with { IsCleared = true }),
        UpdateSignal.Seen seen when UpdateActivity.Of(state) is UpdateActivity.Look => Judge(state, seen.Facts, now),
        UpdateSignal.TrialBegun begun when state.Phase == UpdatePhase.Loading =>
            state with { Smoke = (state.Smoke ?? new()) with { Swap = begun.Swap } },
        UpdateSignal.TrialEnded tried when state.Phase == UpdatePhase.Loading => EndTrial(state, tried.Failure, now),
        _ => state
    };

    /// <summary>The end that was not wanted.</summary>
    public static UpdateState Fail(UpdateState state, JobFailure failure, DateTimeOffset now) =>
        End(state, UpdatePhase.Failed, now) with { Failure = failure };

    // Nothing is at work yet: it ends at once.
    private static UpdateState Cancel(UpdateState state, DateTimeOffset now) =>
        state.Phase is UpdatePhase.Checking or UpdatePhase.Recording
            ? End(state, UpdatePhase.Cancelled, now) with { CancelRequested = true }
            : state with { CancelRequested = true };

    private static UpdateState Plan(UpdateState state, UpdateFacts facts, DateTimeOffset now)
    {
        var place = state.Run!.Place;
        if (UpdateRules.Refusal(state.Action, place, facts) is { } refusal) return Fail(state, refusal, now);

        var repository = facts.Repository!;
        var planned = With(state, run => run with
        {
            Branch = repository.Branch is null ? repository.DefaultBranch : null,
            CopiesOnly = repository.CanCopyOnly,
            Images = facts.Ids,
            Abilities = facts.Launcher?.Capabilities,
            Former = state.Action == UpdateAction.RollBack || facts.IsHalfDone ? facts.Former : null
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

        if (state.Phase == UpdatePhase.Smoke) state = WithVersion(state, job.Node, ended);
        var done = state.Run!.JobsDone + 1;
        var isGood = ended.ExitCode == 0;
        return With(state, run => run with
        {
            ExitCode = ended.ExitCode,
            JobsDone = done,
            IsOver = !isGood || done == UpdateJobs.Of(state).Length,
            Suspect = isGood ? null : UpdateVerdict.WhyEnded(state.Phase, job.Node, ended)
        });
    }

    private static UpdateState WithVersion(UpdateState state, string node, UpdateSignal.JobEnded ended)
    {
        var smoke = state.Smoke ?? new();
        var version = ended.ExitCode == 0 ? BuildLines.Version(ended.Words) : null;
        return state with
        {
            Smoke = smoke with { Versions = new Dictionary<string, string?>(smoke.Versions) { [node] = version } }
        };
    }

    private static UpdateState Judge(UpdateState state, UpdateFacts facts, DateTimeOffset now)
    {
        state = UpdateVerdict.WithTruth(state, facts);
        if (state.CancelRequested) return End(state, UpdatePhase.Cancelled, now);
        if (UpdateVerdict.Of(state, facts) is { } failure) return Fail(state, failure, now);

        return state.Phase switch
        {
            UpdatePhase.Pulling or UpdatePhase.Building or UpdatePhase.Copying =>
                Enter(state, UpdatePhase.Smoke, now),
            UpdatePhase.Smoke when state.SmokeModel is not null => Enter(state, UpdatePhase.Loading, now),
            _ => End(state, UpdatePhase.Done, now)
        };
    }

    private static UpdateState EndTrial(UpdateState state, JobFailure? failure, DateTimeOffset now)
    {
        if (state.CancelRequested) return state;

        state = state with { Smoke = (state.Smoke ?? new()) with { Answered = failure is null } };
        return failure is null ? End(state, UpdatePhase.Done, now) : Fail(state, failure, now);
    }

    private static UpdateState Enter(UpdateState state, UpdatePhase phase, DateTimeOffset now) => state with
    {
        Phase = phase,
        Stages =
        [
            .. state.Stages.Select(stage => stage.Ended is null ? stage with { Ended = now } : stage),
            new(phase, now, Node: NodeOf(phase))
        ],
        // One job goes through three phases; every other phase has jobs of its own.
        Run = phase is UpdatePhase.Building or UpdatePhase.Copying
            ? state.Run
            : state.Run! with { JobsDone = 0, IsOver = false, ExitCode = null, Suspect = null }
    };

    private static UpdateState End(UpdateState state, UpdatePhase phase, DateTimeOffset now)
    {
        var ended = Enter(state, phase, now);
        return ended with { EndedAt = now, Stages = [.. ended.Stages.SkipLast(1), new(phase, now, now)] };
    }

    private static UpdateState With(UpdateState state, Func<UpdateRun, UpdateRun> change) =>
        state with { Run = change(state.Run!) };

    private static string? NodeOf(UpdatePhase phase) => phase switch
    {
        UpdatePhase.Pulling or UpdatePhase.Building => UpdatePlace.Head,
        UpdatePhase.Copying or UpdatePhase.Syncing => "spark2",
        _ => null
    };
}
