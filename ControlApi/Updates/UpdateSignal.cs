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

    /// <summary>What is there when the jobs of a phase are over.</summary>
    public sealed record Seen(UpdateFacts Facts) : UpdateSignal;

    /// <summary>The swap that loads the trial's model.</summary>
    public sealed record TrialBegun(string Swap) : UpdateSignal;

    /// <summary>How the trial came out.</summary>
    /// <param name="Failure">Null when the model was loaded and has answered.</param>
    public sealed record TrialEnded(JobFailure? Failure) : UpdateSignal;

    /// <summary>A user wants it to end.</summary>
    public sealed record CancelAsked : UpdateSignal;

    /// <summary>Nothing of it is at work any more.</summary>
    public sealed record Cleared : UpdateSignal;
}
