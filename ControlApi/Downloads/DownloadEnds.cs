using SparkControl.Contracts;
using SparkControl.Sparks;
using static SparkControl.Contracts.DownloadPhase;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// How a download, or an attempt of it, ends: nothing is said to have ended while its remote job may run.
/// </summary>
internal static class DownloadEnds
{
    /// <summary>A third time in a row is the last one.</summary>
    public const int MostRetries = 2;

    /// <summary>It ends.</summary>
    public static DownloadState End(DownloadState state, DownloadPhase phase, DateTimeOffset now) =>
        Unwatched(state) with { Phase = phase, EndedAt = now, Position = null };

    /// <summary>It is begun again when the remote job is gone, unless this was the third time in a row.</summary>
    public static DownloadState Again(DownloadState state, RepoLook disk, JobFailure last)
    {
        var run = state.Run!;
        return run.Retries < MostRetries
            ? state with
            {
                Restarts = state.Restarts + 1,
                Run = run with
                {
                    Ending = true,
                    Retries = run.Retries + 1,
                    Wrong = DownloadFigures.Wrong(state, disk)
                }
            }
            : Fail(state, last);
    }

    /// <summary>It has failed when the remote job is gone.</summary>
    public static DownloadState Fail(DownloadState state, JobFailure why) =>
        state with { Run = state.Run! with { Ending = true, Verdict = why } };

    /// <summary>Somebody wants it to end: at once, or when the remote job is gone.</summary>
    public static DownloadState AskedToEnd(DownloadState state, DateTimeOffset now)
    {
        var asked = state with { CancelRequested = true };
        var isAtWork = state is { Phase: Downloading or Copying } or { Phase: Verifying, Verifies: not null };
        return isAtWork
            ? asked with { Run = asked.Run! with { Ending = true } }
            : End(asked, Cancelled, now);
    }

    /// <summary>The remote job is gone.</summary>
    public static DownloadState AfterEnd(DownloadState state, DateTimeOffset now)
    {
        var gone = Unwatched(state) with { Run = NewAttempt(state.Run!) };
        if (state.CancelRequested) return End(gone, Cancelled, now);

        return state.Run!.Verdict is { } why ? End(gone, Failed, now) with { Failure = why } : gone;
    }

    /// <summary>The next remote job is another one.</summary>
    public static DownloadRun NewAttempt(DownloadRun run) => run with
    {
        Attempt = run.Attempt + 1,
        Begun = false,
        Ending = false,
        Seen = [],
        LastMove = null
    };

    /// <summary>Nobody looks: nothing is known to stand still.</summary>
    public static DownloadState Unwatched(DownloadState state) => state with
    {
        Hindrance = null,
        Transfers = [.. state.Transfers.Select(DownloadFigures.Still)],
        Run = (state.Run ?? new()) with { Seen = [], LastMove = null }
    };
}
