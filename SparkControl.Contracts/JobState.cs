namespace SparkControl.Contracts;

/// <summary>What a job does.</summary>
public enum JobKind
{
    /// <summary>It brings weights from the Hub, or checks those that are there.</summary>
    Download,

    /// <summary>It changes the launcher.</summary>
    Update,

    /// <summary>It deletes weights.</summary>
    Deletion
}

/// <summary>
/// What every job has in common. A job is written whole, as what it is, to the state key <c>job:{id}</c>, and has ended
/// when <see cref="EndedAt"/> is set.
/// </summary>
public record JobState
{
    /// <summary>Names it and its log: <c>d-…</c> a download, <c>u-…</c> an update, <c>x-…</c> a deletion.</summary>
    public required string Id { get; init; }

    public required JobKind Kind { get; init; }

    /// <summary>
    /// What it works on: a repository, or <c>launcher</c>. Of two jobs with the same one only one runs.
    /// </summary>
    public required string Subject { get; init; }

    /// <summary>When it began to work; null while it waits.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it runs or waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Somebody wants it to end.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether it runs or waits.</summary>
    public bool IsActive => EndedAt is null;
}
