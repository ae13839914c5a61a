using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>How the state of an update changes; when, <see cref="UpdateMachine"/> says.</summary>
internal static class UpdateMoves
{
    /// <summary>The end that was not wanted.</summary>
    public static UpdateState Fail(UpdateState state, JobFailure failure, DateTimeOffset now) =>
        End(state, UpdatePhase.Failed, now) with { Failure = failure };

    /// <summary>The state in another phase.</summary>
    public static UpdateState Enter(UpdateState state, UpdatePhase phase, DateTimeOffset now) => state with
    {
        Phase = phase,
        Silent = null,
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

    /// <summary>The end, as one of the last three phases.</summary>
    public static UpdateState End(UpdateState state, UpdatePhase phase, DateTimeOffset now)
    {
        var ended = Enter(state, phase, now);
        return ended with { EndedAt = now, Stages = [.. ended.Stages.SkipLast(1), new(phase, now, now)] };
    }

    /// <summary>
    /// The end of an update whose driver has failed: nobody has seen what came of its jobs, and where one of them moves
    /// the commit, that is not known.
    /// </summary>
    public static UpdateState Lose(UpdateState state, JobFailure failure, DateTimeOffset now)
    {
        var lost = state with
        {
            ToCommit = state.Phase switch
            {
                UpdatePhase.Checking or UpdatePhase.Recording or UpdatePhase.Syncing => state.FromCommit,
                UpdatePhase.Smoke or UpdatePhase.Loading => state.ToCommit,
                _ => null
            }
        };
        var why = WayBack.HasMoved(lost)
            ? failure with { Remedies = [.. failure.Remedies, UpdateFailures.RollBack] }
            : failure;
        return Fail(lost, why, now);
    }

    /// <summary>The state with something of its run changed.</summary>
    public static UpdateState With(UpdateState state, Func<UpdateRun, UpdateRun> change) =>
        state with { Run = change(state.Run!) };

    private static string? NodeOf(UpdatePhase phase) => phase switch
    {
        UpdatePhase.Pulling or UpdatePhase.Building => UpdatePlace.Head,
        UpdatePhase.Copying or UpdatePhase.Syncing => "spark2",
        _ => null
    };
}
