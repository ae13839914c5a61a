namespace SparkControl.Simulator.Scenarios;

/// <summary>A kind of launch and its numbers.</summary>
public sealed record Scenario(ScenarioKind Kind)
{
    /// <summary>The estimated maximum model length of <see cref="ScenarioKind.CacheTooSmall"/>.</summary>
    public int Length { get; init; } = 24_576;

    /// <summary>
    /// How long the engine serves before <see cref="ScenarioKind.CrashAfterReady"/>, in uncompressed time.
    /// </summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How long the API of a dead engine still says so in <see cref="ScenarioKind.CrashAfterReady"/>, uncompressed.
    /// </summary>
    public TimeSpan Dying { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>GiB that do not come back in <see cref="ScenarioKind.MemoryKept"/>.</summary>
    public int Gib { get; init; } = 24;

    /// <summary>
    /// How long the driver takes to give back the memory of a process that has ended, whatever became of it; in
    /// uncompressed time. <see cref="SimulatedNode.GiveMemoryBack"/> ends the wait.
    /// </summary>
    public TimeSpan MemoryBack { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Lines of a <see cref="ScenarioKind.Flood"/>.</summary>
    public int Lines { get; init; } = 200_000;

    /// <summary>Lines a second of a <see cref="ScenarioKind.Flood"/>; 0 is full speed.</summary>
    public int Rate { get; init; }

    public static Scenario Normal { get; } = new(ScenarioKind.Normal);
}
