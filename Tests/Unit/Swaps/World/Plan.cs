using SparkControl.Contracts;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>How a load goes wrong, if it does.</summary>
internal enum Fate
{
    Serves, Dies, DiesWithAWord, LivesOnAfterAWord, Hangs, SaysNothing, ServesAnother,
    LauncherFails, LauncherDoesNothing, LauncherIsLost, LauncherStays, LauncherIsRefused,
    PreflightFails, PreflightBreaks, WorkerLeaves, WorkerDies
}

/// <summary>What one seed makes of the world; the rest is left to its dice.</summary>
internal sealed class Plan
{
    public Plan(Random dice)
    {
        Kind = dice.Next(12) == 0 ? SwapKind.Stop : SwapKind.Load;
        Nodes = dice.Next(2) == 0 ? ModelNodes.Cluster : ModelNodes.Solo;
        Fate = dice.Next(2) == 0 ? Fate.Serves : (Fate)dice.Next(Enum.GetValues<Fate>().Length);
        CancelAt = dice.Next(3) == 0 ? dice.Next(60_000) : null;
        Absence = dice.Next(12) == 0 ? (dice.Next(60_000), dice.Next(30_000, 400_000)) : null;
        LeaseMoves = [.. Enumerable.Range(0, dice.Next(2) * dice.Next(5)).Select(_ => dice.Next(70_000)).Order()];
        Silences = [.. Enumerable.Range(0, dice.Next(2) * dice.Next(4))
            .Select(_ => (dice.Next(2), dice.Next(60_000), dice.Next(10) == 0 ? 60_000 : dice.Next(25_000)))];
        OutsiderAt = dice.Next(8) == 0 ? dice.Next(60_000) : null;
        OtherPanelAt = dice.Next(40) == 0 ? dice.Next(60_000) : null;
        StuckFrom = dice.Next(20) == 0 ? dice.Next(40_000) : null;
        OldModel = dice.Next(2) == 0;
        OldLauncher = dice.Next(3) == 0;
        MemoryLate = dice.Next(4) == 0 ? dice.Next(60_000) : dice.Next(2_000);
        HeadLogIsReadable = dice.Next(8) != 0;
        UsesRay = dice.Next(2) == 0;
        Anyway = dice.Next(6) == 0;
    }

    public SwapKind Kind { get; }
    public ModelNodes Nodes { get; }
    public Fate Fate { get; }
    public int? CancelAt { get; }
    public IReadOnlyList<int> LeaseMoves { get; }

    /// <summary>When the last panel goes away, and for how long there is none.</summary>
    public (int At, int For)? Absence { get; }

    /// <summary>Which node does not answer, from when, for how long.</summary>
    public IReadOnlyList<(int Node, int At, int For)> Silences { get; }

    /// <summary>When somebody stops or replaces a container by hand.</summary>
    public int? OutsiderAt { get; }

    public int? OtherPanelAt { get; }

    /// <summary>From when on docker on the head removes nothing any more.</summary>
    public int? StuckFrom { get; }

    /// <summary>Whether nothing stands in the way of the load.</summary>
    public bool IsCalm => Kind == SwapKind.Load && Fate == Fate.Serves && MemoryLate < 5000
        && (CancelAt ?? OutsiderAt ?? OtherPanelAt ?? StuckFrom) is null && Silences.Count == 0;

    /// <summary>Whether the nodes answer all the time and only to this panel, and nobody meddles.</summary>
    public bool CanBeHeard => (OutsiderAt ?? OtherPanelAt) is null && Silences.Count == 0;

    /// <summary>Whether a model runs when the swap begins.</summary>
    public bool OldModel { get; }

    /// <summary>Whether the launcher of the swap before is still at work, and may start one more container.</summary>
    public bool OldLauncher { get; }

    /// <summary>How long after a container's end its memory comes back.</summary>
    public int MemoryLate { get; }

    public bool HeadLogIsReadable { get; }

    /// <summary>The user has said to load in spite of what may be ignored.</summary>
    public bool Anyway { get; }

    /// <summary>The worker's container holds Ray, and no process of vLLM's own.</summary>
    public bool UsesRay { get; }
}
