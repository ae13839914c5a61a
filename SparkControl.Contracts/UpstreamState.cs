namespace SparkControl.Contracts;

/// <summary>Where the launcher's repository stands against the one it came from, as it was last looked at.</summary>
/// <param name="CheckedAt">When upstream was last asked and answered; null when it never was.</param>
/// <param name="Commit">The commit that is checked out, whole; null when it is not known.</param>
/// <param name="Branch">The branch; null on a detached head, and when it is not known.</param>
/// <param name="Behind">Commits that upstream has and this one has not; null when that cannot be counted.</param>
/// <param name="Ahead">Commits that this one has and upstream has not.</param>
/// <param name="Commits">The commits that it is behind, newest first; 100 at most.</param>
/// <param name="Problem">What stands out, in words for a person; not all of it is in an update's way.</param>
/// <param name="LocalEdits">Files of the launcher's that were changed here; 100 at most.</param>
public sealed record UpstreamState(
    DateTimeOffset? CheckedAt, string? Commit, string? Branch, int? Behind, int? Ahead,
    IReadOnlyList<UpstreamCommit> Commits, JobFailure? Problem, IReadOnlyList<string> LocalEdits)
{
    /// <summary>
    /// Of the files here, those that upstream changes too, also such as git does not know; 100 at most. Null where an
    /// older version has looked.
    /// </summary>
    public IReadOnlyList<string>? Clashes { get; init; }

    /// <summary>When it was last looked at, whether or not upstream answered.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>The branch that it is counted against, for example <c>origin/main</c>.</summary>
    public string? Upstream { get; init; }

    /// <summary>That branch's newest commit, whole.</summary>
    public string? Tip { get; init; }

    /// <summary>The machine and the directory that this is about.</summary>
    public string? Host { get; init; }

    public string? Directory { get; init; }
}

/// <summary>A commit that upstream has.</summary>
/// <param name="Id">Its id, whole.</param>
/// <param name="Subject">Its first line.</param>
/// <param name="At">When it was made.</param>
/// <param name="RiskyWords">Words of its first line by which it may change how models load; none, mostly.</param>
public sealed record UpstreamCommit(string Id, string Subject, DateTimeOffset At, IReadOnlyList<string> RiskyWords);

/// <summary>What a roll back goes back to.</summary>
/// <param name="Commit">The commit, whole.</param>
/// <param name="Images">The image's id, by node; null where there was none.</param>
/// <param name="Tag">The name that the image was given besides, on each node.</param>
/// <param name="At">When that was.</param>
public sealed record FormerLauncher(
    string Commit, IReadOnlyDictionary<string, string?> Images, string Tag, DateTimeOffset At)
{
    /// <summary>The branch that was checked out; null for none, and where an older version wrote it.</summary>
    public string? Branch { get; init; }

    /// <summary>The image's name; null where an older version wrote it.</summary>
    public string? Image { get; init; }

    /// <summary>Where the launcher is on the head; null where an older version wrote it.</summary>
    public string? LauncherDir { get; init; }

    /// <summary>The update that recorded it.</summary>
    public string? Update { get; init; }

    /// <summary>
    /// An update has changed something since and did not come to its end: what is there is not what was good.
    /// </summary>
    public bool IsHalfDone { get; init; }

    /// <summary>The commit that the head's image was made with since; null while none was.</summary>
    public string? Made { get; init; }

    /// <summary>What was recorded before this: it counts again where the update comes to nothing.</summary>
    public FormerLauncher? Before { get; init; }

    /// <summary>What a trial has stopped and nobody has loaded again; null for nothing.</summary>
    public StoppedModel? Stopped { get; init; }
}

/// <summary>A model that served until a trial took its place.</summary>
/// <param name="Model">Its key in the catalog.</param>
/// <param name="ModelName">Its name for people.</param>
public sealed record StoppedModel(string Model, string ModelName);
