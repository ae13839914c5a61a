using SparkControl.Contracts;
using static SparkControl.ControlApi.Updates.UpdateMoves;

namespace SparkControl.ControlApi.Updates;

/// <summary>What follows a trial with a model. All of it is pure.</summary>
internal static class UpdateTrialRules
{
    /// <summary>After the trial: unless that speaks against the image, what served before is loaded again.</summary>
    public static UpdateState End(UpdateState state, UpdateSignal.TrialEnded tried, DateTimeOffset now)
    {
        var smoke = (state.Smoke ?? new()) with { Answered = tried.Answered, NotTried = tried.NotTried };
        state = state with { Smoke = smoke };
        if (tried.Failure is { } failure) return Fail(state, failure, now);

        // Without a swap nothing was stopped; of the same model a trial that went well was the load.
        return smoke.Swap is not null && state.Run!.Served is { } served
            && (served.Model != state.SmokeModel || tried.NotTried is not null)
            ? Restoring(state, served)
            : UpdateMoves.End(state, UpdatePhase.Done, now);
    }

    /// <summary>After that load. A roll back is done when commit and image are those of before.</summary>
    public static UpdateState EndRestore(UpdateState state, UpdateSignal.Restored restored, DateTimeOffset now)
    {
        state = state with { Smoke = (state.Smoke ?? new()) with { Again = restored.Again } };
        return restored.Failure is { } failure && state.Action == UpdateAction.Apply
            ? Fail(state, failure, now)
            : UpdateMoves.End(state, UpdatePhase.Done, now);
    }

    /// <summary>The same as it loads a model again.</summary>
    public static UpdateState Restoring(UpdateState state, StoppedModel model) =>
        With(state, run => run with { Served = model, IsRestoring = true });
}
