using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What the panel itself writes into a download's log.</summary>
internal static class DownloadWords
{
    /// <summary>
    /// What a new state says that the one before did not: a subject by which it is said once, and a sentence.
    /// </summary>
    public static (string Subject, string Text)? Of(DownloadState was, DownloadState now)
    {
        if (now.Phase != was.Phase && Entered(now) is { } text)
            return ($"{Wire.Word(now.Phase)}-{now.Run?.Attempt}", text);
        if (now.Restarts != was.Restarts) return ($"restart-{now.Restarts}", Restarted(now));
        if (now.Run?.NotBefore is { } at && at != was.Run?.NotBefore)
            return ($"wait-{at.ToUnixTimeMilliseconds()}", now.Hindrance ?? "It waits for the next try");

        if (now is { Phase: not DownloadPhase.Queued, Position: not null } && was.Position is null)
            return ($"overtaken-{now.Run?.NotBefore?.ToUnixTimeMilliseconds()}", now.Hindrance!);

        return now.CancelRequested && !was.CancelRequested ? ("cancel", "Cancelling: what runs is ended") : null;
    }

    private static string? Entered(DownloadState state) => state.Phase switch
    {
        DownloadPhase.Preflight when state.Completes => $"Looking what Spark 1 has of {state.Repo}",
        DownloadPhase.Preflight => $"Asking the Hub what there is of {state.Repo}",
        DownloadPhase.Downloading =>
            $"Downloading {state.Files.Count} files, {ByteText.Of(state.TotalBytes ?? 0)}, at commit {state.Revision}",
        DownloadPhase.Copying => "Copying it to Spark 2",
        DownloadPhase.Verifying when state.Verifies is not null => "Comparing the hash of each file",
        DownloadPhase.Verifying => "Comparing the size of each file",
        DownloadPhase.Done => state.Verifies is null ? "Every file is there" : "Every file is the Hub's",
        DownloadPhase.Failed => $"Failed: {state.Failure?.Title}",
        DownloadPhase.Cancelled => "Cancelled",
        _ => null
    };

    private static string Restarted(DownloadState state) =>
        (state.Run?.NotBefore is null ? "It stands still or has ended too early: it is begun again" : state.Hindrance)
        + (state.XetOff ? ", without xet" : "");
}
