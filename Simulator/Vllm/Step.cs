using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Vllm;

/// <summary>
/// One moment of a start: how long after the one before, what is printed, and what it means beside the line.
/// </summary>
/// <param name="After">In the time of the real thing, before compression.</param>
/// <param name="Text">The line without its newline; null prints nothing.</param>
internal sealed record Step(TimeSpan After, string? Text)
{
    /// <summary>No newline follows: the bar goes on.</summary>
    public bool IsOpen { get; init; }

    /// <summary>It goes to stderr: uvicorn's own lines, and the traces of what nobody has caught.</summary>
    public bool IsError { get; init; }

    /// <summary>The part of the weights that is in memory now; null changes nothing.</summary>
    public double? Weights { get; init; }

    /// <summary>A file of the weights that is on disk now; null when none was fetched.</summary>
    public ModelFile? Fetched { get; init; }

    /// <summary>The cache is taken too.</summary>
    public bool TakesCache { get; init; }

    /// <summary>What has to happen besides printing.</summary>
    public StepEffect Effect { get; init; }
}

/// <summary>What a step does besides printing.</summary>
internal enum StepEffect
{
    None,

    /// <summary>The process ends with status 1.</summary>
    Fail,

    /// <summary>Waits until the other ranks are there.</summary>
    Meet,

    /// <summary>The server answers from here on.</summary>
    Serve,

    /// <summary>Nothing more happens, for ever.</summary>
    Hang,

    /// <summary>The rank on the other node is killed.</summary>
    KillWorker,

    /// <summary>The engine is dead; its API says so until the process ends.</summary>
    EngineDies,

    /// <summary>SSH to the nodes fails as the scenario says.</summary>
    TroubleSsh
}
