using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Sparks;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>
/// What Redis holds of the swap, with the checks of its scripts: the lease for every write, the offset for lines.
/// </summary>
internal sealed class Store(SwapState begun, Pair pair)
{
    private readonly List<LogLine> log = [];
    private readonly Dictionary<string, long> offsets = [];

    /// <summary>Who holds the lease.</summary>
    public int Holder { get; set; }

    public SwapState State { get; private set; } = begun;

    /// <summary>When the outcome was settled, whatever was still to be cleared; null before.</summary>
    public long? DecidedAt { get; private set; }

    public IReadOnlyList<LogLine> Log => log;

    public Dictionary<string, List<string>> ByFile { get; } = [];

    public bool Write(int driver, SwapState next)
    {
        if (driver != Holder) return false;

        Broken.Unless(State.IsActive, "an ended swap was changed");
        Broken.Unless(next.Percent >= State.Percent, "the percentage fell");
        Broken.Unless(State.Step is null || next.Step is null || next.Step >= State.Step, "a step went back");
        if (next.Phase == SwapPhase.Ready) CheckReady(next);
        if (!next.IsActive) CheckRemains(next);
        if (next.Phase is SwapPhase.Ready or SwapPhase.Failed or SwapPhase.Cancelled or SwapPhase.Stopped)
            DecidedAt ??= pair.Time.Now;
        State = next;
        return true;
    }

    public long Offset(string file) => offsets.GetValueOrDefault(file);

    public AppendResult Append(int driver, string file, long from, IReadOnlyList<ReadLine> lines)
    {
        if (driver != Holder) return new(AppendOutcome.LeaseLost, 0);
        if (Offset(file) != from) return new(AppendOutcome.WrongOffset, 0);

        offsets[file] = lines[^1].End;
        if (!ByFile.TryGetValue(file, out var kept)) ByFile[file] = kept = [];
        kept.AddRange(lines.Select(l => l.Line.Text));
        log.AddRange(lines.Select(l => l.Line));
        return new(AppendOutcome.Stored, log.Count - lines.Count + 1);
    }

    public void Say(int driver, string text)
    {
        if (driver == Holder) log.Add(new(LogLine.Panel, 0, text));
    }

    /// <summary>What was said to be empty holds nothing but what somebody else may have started since.</summary>
    public void CheckRemains(SwapState ended)
    {
        foreach (var node in ended.Nodes.Where(n => n.Remains == NodeRemains.Empty))
        {
            Broken.Unless(pair.Of(node.Node).Container is null or { Owner: Pair.Outsider },
                $"{node.Node} was said to be empty and is not");
        }
    }

    private void CheckReady(SwapState next)
    {
        Broken.Unless(pair.Answered is { } answer && pair.Time.Now - answer.At < 10_000, "ready without an answer");
        var from = pair.Answered!.Value.From;
        Broken.Unless(from.Owner == Pair.Swap, "ready by a container of somebody else's");
        Broken.Unless(next.Run.Containers[pair.Head.Name] == from.Id,
            "ready by another container than the one that was followed");
    }
}
