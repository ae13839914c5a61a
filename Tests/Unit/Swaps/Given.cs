using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.Tests.Unit.Swaps;

/// <summary>Swaps and looks to begin a test with.</summary>
internal static class Given
{
    public const string Weights = "org/wanted";

    public static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly SwapSettings Limits = new();

    public static SwapState Swap(SwapPhase phase, ModelNodes nodes = ModelNodes.Cluster, SwapKind kind = SwapKind.Load)
    {
        var begun = SwapMachine.Begin("s-1", kind, ["spark1", "spark2"], Start) with { Weights = Weights, ModelName = "Wanted" };
        begun = begun with { Run = begun.Run with { Model = Model(nodes) } };
        // What fails or is cancelled before anything was touched ends at once.
        var before = phase is SwapPhase.Failed or SwapPhase.Cancelled
            ? SwapMachine.Enter(begun, SwapPhase.Launching, null, Start)
            : begun;
        var swap = phase == before.Phase ? before : SwapMachine.Enter(before, phase, null, Start);
        return phase switch
        {
            SwapPhase.Launching => swap with { Run = swap.Run with { LauncherJob = "s-1-launch" } },
            SwapPhase.Loading => swap with { Run = swap.Run with { LauncherJob = "s-1-launch", Containers = Containers(nodes) } },
            SwapPhase.Failed or SwapPhase.Cancelled => swap with { Run = swap.Run with { LauncherJob = "s-1-launch" } },
            SwapPhase.Ready or SwapPhase.Stopped => SwapMachine.End(swap, Start),
            _ => swap
        };
    }

    public static SwapState After(this SwapState state, SwapSignal signal, double seconds = 0) =>
        SwapMachine.Next(state, signal, Start.AddSeconds(seconds), Limits);

    /// <summary>The same swap, taken up by another driver.</summary>
    public static SwapState TakenUp(this SwapState state, double seconds) =>
        SwapMachine.TakeUp(state, Start.AddSeconds(seconds));

    public static SwapState Ticked(this SwapState state, double seconds) => state.After(new SwapSignal.Tick(), seconds);

    public static SwapState Saw(this SwapState state, NodeSight sight, double seconds = 0) => state.After(new SwapSignal.Seen(sight), seconds);

    /// <summary>Lines that were stored one after the other, from the first on.</summary>
    public static SwapState Read(this SwapState state, string node, params string[] lines) =>
        state.After(new SwapSignal.Lines(1, [.. lines.Select(text => new LogLine(node, 0, text))]));

    /// <summary>One line, by its number.</summary>
    public static SwapState Hears(this SwapState state, long number, string node, string line) =>
        state.After(new SwapSignal.Lines(number, [new LogLine(node, 0, line)]));

    /// <summary>A look at a node on which the wanted model runs.</summary>
    public static NodeSight Running(string node, string? id = null) => new(node, Known: true)
    {
        ContainerId = id ?? $"{node}-container",
        ContainerRunning = true,
        VllmProcesses = 1,
        AvailableBytes = Gib(20)
    };

    /// <summary>A look at a node on which nothing runs, and nothing can be started any more.</summary>
    public static NodeSight Empty(string node, double gib = 110) => new(node, Known: true) { AvailableBytes = Gib(gib), AfterRemoval = true };

    public static long Gib(double gib) => (long)(gib * (1L << 30));

    public static CatalogModel Model(ModelNodes nodes) => new()
    {
        Key = "wanted",
        Name = "Wanted",
        Source = ModelSource.Bundled,
        Repo = Weights,
        Nodes = nodes,
        Settings = new(),
        BundledSettings = new()
    };

    private static Dictionary<string, string> Containers(ModelNodes nodes) =>
        (nodes == ModelNodes.Cluster ? (string[])["spark1", "spark2"] : ["spark1"]).ToDictionary(n => n, n => $"{n}-container");
}
