namespace SparkControl.Simulator.Nodes;

/// <summary>What nvidia-smi of a node says besides its figures: drivers differ.</summary>
public sealed record GpuWords
{
    /// <summary>Why its clock is slowed, as <c>sw_power_cap</c>.</summary>
    public IReadOnlyList<string> Throttle { get; init; } = [];

    /// <summary>Fields of <c>--query-gpu</c> that this driver has no figure for, besides memory.</summary>
    public IReadOnlyList<string> Unmeasured { get; init; } = [];

    /// <summary>What stands for a figure: <c>[N/A]</c>, <c>[Not Supported]</c>, <c>N/A</c>, or nothing.</summary>
    public string NoFigure { get; init; } = "[N/A]";
}
