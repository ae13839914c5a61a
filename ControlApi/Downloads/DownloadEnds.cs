using SparkControl.Contracts;
using SparkControl.Sparks;
using static SparkControl.Contracts.DownloadPhase;
using static SparkControl.ControlApi.Downloads.DownloadFigures;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// How a download, or an attempt of it, ends: nothing is said to have ended while its remote job may run.
/// </summary>
internal static class DownloadEnds
{
    /// <summary>A third time in a row without more having come is the last one.</summary>
    public const int MostRetries = 2;

    /// <summary>So often in a row something that passes is waited for: for some three hours.</summary>
    public const int MostWaits = 36;

    /// <summary>Files beyond this huggingface_hub brings by xet alone (its MAX_HTTP_DOWNLOAD_SIZE).</summary>
    private const long LongestPlain = 50_000_000_000;

    /// <summary>It ends. Only what is whole may be compared with the Hub later: of others no files are kept.</summary>
    public static DownloadState End(DownloadState state, DownloadPhase phase, DateTimeOffset now)
    {
        var ended = Unwatched(state) with { Phase = phase, EndedAt = now, Position = null, Hindrance = null };
        return phase == Done
            ? ended
            : ended with { Files = [], Run = ended.Run! with { Blobs = new Dictionary<string, string>(), Wrong = [] } };
    }

    /// <summary>
    /// It is begun again when the remote job is gone, unless this was the third time in a row without more.
    /// </summary>
    public static DownloadState Again(DownloadState state, RepoLook disk, JobFailure last)
    {
        var counted = Counted(state);
        return counted.Run!.Retries < MostRetries
            ? Restarted(counted, disk, counted.Run with { Retries = counted.Run.Retries + 1 })
            : Fail(counted, last);
    }

    /// <summary>It waits for something that passes, and goes on; not for ever while nothing comes.</summary>
    /// <param name="state">The download.</param>
    /// <param name="last">What it waits for, and what it has failed of if that does not pass.</param>
    /// <param name="asked">When the other side wants to be asked again; null when it has not said.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">How patient it is.</param>
    public static DownloadState Later(
        DownloadState state, JobFailure last, TimeSpan? asked, DateTimeOffset now, DownloadOptions options)
    {
        var counted = Counted(state);
        var run = counted.Run!;
        if (run.Waits >= MostWaits)
            return IsAtWork(counted) ? Fail(counted, last) : End(counted, Failed, now) with { Failure = last };

        var pause = DownloadPause.Of(run.Waits, asked, options);
        return Unwatched(counted) with
        {
            Hindrance = $"{last.Title}. It goes on by itself: the next try comes after {DownloadPause.Text(pause)}.",
            Run = run with
            {
                Waits = run.Waits + 1,
                NotBefore = now + pause,
                KeepsTurn = TurnRules.IsKept(pause, last),
                Begun = false
            }
        };
    }

    /// <summary>The tool has ended before its time.</summary>
    public static DownloadState Broken(
        DownloadState state, RepoLook disk, ToolEnd end, DateTimeOffset now, DownloadOptions options)
    {
        var next = end.Fault switch
        {
            ToolFault.Strange => Again(state, disk, end.Failure),
            ToolFault.Passing when Later(state, end.Failure, end.RetryAfter, now, options) is var later =>
                later.Run!.Verdict is null ? Restarted(later, disk, later.Run) : later,
            ToolFault.Outdated when state.Run!.Replans < MostRetries => Replanned(state),
            _ => Fail(state, end.Failure)
        };
        // Twice in a row: it may be the transfer's own fault.
        return next.Run is { Verdict: null } run && run.Retries + run.Waits > 1 ? WithoutXet(next) : next;
    }

    /// <summary>From now on over plain HTTP, where its files can come that way.</summary>
    public static DownloadState WithoutXet(DownloadState state) => state with
    {
        XetOff = state.XetOff || (state.Phase == Downloading && MayGoPlain(state))
    };

    /// <summary>Whether all its files can come over plain HTTP.</summary>
    public static bool MayGoPlain(DownloadState state) => state.Files.All(file => file.Bytes <= LongestPlain);

    /// <summary>It has failed when the remote job is gone.</summary>
    public static DownloadState Fail(DownloadState state, JobFailure why) =>
        state with { Run = state.Run! with { Ending = true, Verdict = why, NotBefore = null } };

    /// <summary>Somebody wants it to end: at once, or when the remote job is gone.</summary>
    public static DownloadState AskedToEnd(DownloadState state, DateTimeOffset now)
    {
        var asked = state with { CancelRequested = true };
        return IsAtWork(state)
            ? asked with { Run = asked.Run! with { Ending = true, NotBefore = null } }
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
        LastMove = null,
        Written = null
    };

    /// <summary>Nobody looks: nothing is known to stand still. What it waits for stays said.</summary>
    public static DownloadState Unwatched(DownloadState state) => state with
    {
        Hindrance = state.Run?.NotBefore is null ? null : state.Hindrance,
        EtaSeconds = null,
        Transfers = [.. state.Transfers.Select(Still)],
        Run = (state.Run ?? new()) with { Seen = [], LastMove = null, Written = null }
    };

    private static bool IsAtWork(DownloadState state) =>
        state is { Phase: Downloading or Copying } or { Phase: Verifying, Verifies: not null };

    private static DownloadState Restarted(DownloadState state, RepoLook disk, DownloadRun run) => state with
    {
        Restarts = state.Restarts + 1,
        Run = run with { Ending = true, Wrong = Wrong(state, disk) }
    };

    private static DownloadState Replanned(DownloadState state) => Unwatched(state) with
    {
        Phase = Preflight,
        Run = NewAttempt(state.Run!) with { Replans = state.Run!.Replans + 1 }
    };

    // What has brought the node further than it ever was is no repeat of what was before.
    private static DownloadState Counted(DownloadState state)
    {
        var node = state.Phase == Copying ? Worker : Head;
        var bytes = state.Transfers.FirstOrDefault(transfer => transfer.Node == node)?.Bytes ?? 0;
        return bytes > state.Run!.Reached
            ? state with { Run = state.Run with { Retries = 0, Waits = 0, Reached = bytes } }
            : state;
    }
}
