using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>Something that was seen or asked for while an update goes on.</summary>
internal abstract record UpdateSignal
{
    private UpdateSignal()
    {
    }

    /// <summary>Repository, images and disks as they are before anything is touched.</summary>
    public sealed record Checked(UpdateFacts Facts) : UpdateSignal;

    /// <summary>What a roll back goes back to is written down, and has its second name on each node.</summary>
    public sealed record Recorded(FormerLauncher Former) : UpdateSignal;

    /// <summary>It cannot go on, and nothing is at work.</summary>
    public sealed record Refused(JobFailure Failure) : UpdateSignal;

    /// <summary>Lines were stored.</summary>
    public sealed record Lines(IReadOnlyList<LogLine> Texts) : UpdateSignal;

    /// <summary>A remote job has ended.</summary>
    /// <param name="Job">Its name.</param>
    /// <param name="ExitCode">Null when it is gone and has left none.</param>
    /// <param name="Words">The last lines that it printed.</param>
    public sealed record JobEnded(string Job, int? ExitCode, IReadOnlyList<string> Words) : UpdateSignal;

    /// <summary>A node on which a remote job may be at work does not answer.</summary>
    /// <param name="Node">Which.</param>
    /// <param name="Since">When it was last heard of.</param>
    public sealed record Unheard(string Node, DateTimeOffset Since) : UpdateSignal;

    /// <summary>It answers, or does so again.</summary>
    public sealed record Heard(string Node) : UpdateSignal;

    /// <summary>A node has been silent for too long, or is set to another machine now.</summary>
    public sealed record Silent(string Node, string? Reason) : UpdateSignal;

    /// <summary>What is there when the jobs of a phase are over.</summary>
    public sealed record Seen(UpdateFacts Facts) : UpdateSignal;

    /// <summary>The swap that loads the trial's model.</summary>
    public sealed record TrialBegun(string Swap) : UpdateSignal;

    /// <summary>How the trial came out.</summary>
    /// <param name="Answered">Whether the model gave an answer; null when it was not asked.</param>
    /// <param name="Failure">What it says against the new image; null when it says nothing against it.</param>
    /// <param name="NotTried">Why it says nothing of the image at all, as a sentence; null when it does.</param>
    public sealed record TrialEnded(bool? Answered, JobFailure? Failure = null, string? NotTried = null) : UpdateSignal;

    /// <summary>What became of the model that served before the trial.</summary>
    /// <param name="Again">The model; null where somebody else's swap came first.</param>
    /// <param name="Failure">What its load says against the new image; null when it says nothing against it.</param>
    public sealed record Restored(LoadedAgain? Again, JobFailure? Failure = null) : UpdateSignal;

    /// <summary>A user wants it to end.</summary>
    public sealed record CancelAsked : UpdateSignal;

    /// <summary>Nothing of it is at work any more.</summary>
    public sealed record Cleared : UpdateSignal;
}
