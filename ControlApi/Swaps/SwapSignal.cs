using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What the driver hears: the only things that move a swap.</summary>
internal abstract record SwapSignal
{
    private SwapSignal()
    {
    }

    /// <summary>Whether the model can be loaded was looked at.</summary>
    public sealed record PreflightDone(PreflightReport Report) : SwapSignal;

    /// <summary>A node was looked at.</summary>
    public sealed record Seen(NodeSight Sight) : SwapSignal;

    /// <summary>The launcher's job was looked at.</summary>
    public sealed record LauncherSeen(RemoteJobState State, int? ExitCode) : SwapSignal;

    /// <summary>No launcher is at work any more: those of this swap and of the one before were ended.</summary>
    public sealed record LauncherEnded : SwapSignal;

    /// <summary>This is the command that is about to be started, as a person would type it.</summary>
    public sealed record Commanded(string Command) : SwapSignal;

    /// <summary>The launcher was not started or not ended, and why; null once it was. It is tried again.</summary>
    public sealed record LauncherHindered(string? Reason) : SwapSignal;

    /// <summary>The launcher could not be started, and trying again will not help.</summary>
    public sealed record LaunchRefused(SwapFailure Failure) : SwapSignal;

    /// <summary>Lines were stored.</summary>
    public sealed record Lines(long First, IReadOnlyList<LogLine> Text) : SwapSignal
    {
        /// <summary>They may have been weighed before: that they are there is no sign of life.</summary>
        public bool Again { get; init; }
    }

    /// <summary>Bytes were read that end no line yet, of a bar for example.</summary>
    public sealed record Moved : SwapSignal;

    /// <summary><c>/v1/models</c> was asked; null when nothing answers.</summary>
    public sealed record Polled(IReadOnlyList<ServedModel>? Models) : SwapSignal;

    /// <summary>The model was asked for a real answer.</summary>
    public sealed record Answered(bool Ok, string? Reason) : SwapSignal;

    /// <summary>A user wants it to end.</summary>
    public sealed record CancelAsked : SwapSignal;

    /// <summary>Another panel drives the nodes: nothing may be changed any more.</summary>
    public sealed record AnotherPanel(string Panel) : SwapSignal;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : SwapSignal;
}

/// <summary>One look at a node: what of a model is on it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Known">False when it could not be asked: then nothing below says anything.</param>
internal sealed record NodeSight(string Node, bool Known)
{
    /// <summary>Why it could not be asked, or did not remove what it was asked to.</summary>
    public string? Reason { get; init; }

    /// <summary>The container of the configured name; null when there is none.</summary>
    public string? ContainerId { get; init; }

    public bool ContainerRunning { get; init; }

    /// <summary>Processes of vLLM in that container.</summary>
    public int VllmProcesses { get; init; }

    public long? AvailableBytes { get; init; }

    /// <summary>
    /// It was looked at after its container was removed, with no launcher left that could start another: only then
    /// does an empty node stay empty.
    /// </summary>
    public bool AfterRemoval { get; init; }

    public static NodeSight Unknown(string node, string? reason) => new(node, false) { Reason = reason };
}
