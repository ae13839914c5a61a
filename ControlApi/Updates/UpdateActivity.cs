using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>What goes on in a state of an update: one thing at a time.</summary>
internal abstract record UpdateActivity
{
    private UpdateActivity()
    {
    }

    /// <summary>Look at the nodes, and ask upstream where that matters.</summary>
    public sealed record Check : UpdateActivity;

    /// <summary>Write down what there is, and give the image its second name.</summary>
    public sealed record Record : UpdateActivity;

    /// <summary>See a remote job to its end, and start it unless it was.</summary>
    public sealed record Carry(UpdateJob Job) : UpdateActivity;

    /// <summary>Look what came of the jobs.</summary>
    public sealed record Look : UpdateActivity;

    /// <summary>Load a model and ask it.</summary>
    public sealed record Trial : UpdateActivity;

    /// <summary>Load again what served before the trial.</summary>
    public sealed record Restore : UpdateActivity;

    /// <summary>End what is at work.</summary>
    public sealed record Clear : UpdateActivity;

    /// <summary>What goes on; null when nothing does any more.</summary>
    public static UpdateActivity? Of(UpdateState state) => state switch
    {
        { IsActive: false } => null,
        { CancelRequested: true, Run.IsCleared: false } => new Clear(),
        { CancelRequested: true } or { Run.IsOver: true } => new Look(),
        { Phase: UpdatePhase.Checking } => new Check(),
        { Phase: UpdatePhase.Recording } => new Record(),
        { Phase: UpdatePhase.Loading, Run.IsRestoring: true } => new Restore(),
        { Phase: UpdatePhase.Loading } => new Trial(),
        _ => UpdateJobs.Of(state).ElementAtOrDefault(state.Run!.JobsDone) is { } job ? new Carry(job) : new Look()
    };
}
