using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// What of a download's state says whose turn it is; its files, which may be many, are not read for that.
/// </summary>
internal sealed record DownloadTurn(
    string Id, DateTimeOffset RequestedAt, DownloadPhase Phase, DateTimeOffset? EndedAt = null,
    string? Hindrance = null, string? Verifies = null, TurnRun? Run = null);

/// <param name="NotBefore">It waits until then.</param>
/// <param name="Ending">Its remote job is being ended.</param>
/// <param name="CopyRate">Bytes a second between the nodes.</param>
/// <param name="KeepsTurn">Others do not go first meanwhile.</param>
internal sealed record TurnRun(
    DateTimeOffset? NotBefore = null, bool Ending = false, double? CopyRate = null, bool KeepsTurn = false);
