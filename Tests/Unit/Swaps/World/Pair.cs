using SparkControl.Contracts;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>Two Sparks on which one swap happens, with all that can come between.</summary>
internal sealed class Pair
{
    public const string Swap = "s-1", Former = "s-0", FormerJob = "s-0-launch", Outsider = "outsider";

    private const string Before = "before";

    private int launches, servers;

    public Pair(int seed)
    {
        Dice = new(seed);
        Plan = new(Dice);
        Head = new("spark1", Time);
        Worker = new("spark2", Time);
        Nodes = [Head, Worker];
        Begin();
    }

    public Random Dice { get; }
    public Plan Plan { get; }
    public VirtualTime Time { get; } = new();
    public Node Head { get; }
    public Node Worker { get; }
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>When the wanted model last gave a real answer, and from which container.</summary>
    public (long At, Container From)? Answered { get; set; }

    public Node Of(string name) => name == Head.Name ? Head : Worker;

    /// <summary>The start of a remote job: once, however often it is asked for.</summary>
    public bool Launch(string job)
    {
        if (Head.Jobs.ContainsKey(job)) return true;

        Broken.Unless(++launches == 1, "the launcher was started twice");
        foreach (var node in Nodes)
        {
            Broken.Unless(
                node.Container is null or { Owner: Outsider } || MayBePassedOver(node),
                $"the launcher was started over {node.Container?.Owner} on {node.Name}");
        }

        Start(job, Swap);
        return true;
    }

    // Only a node that takes no part and could not be asked, and only for a user who has said so.
    private bool MayBePassedOver(Node node) =>
        Plan is { Anyway: true, Nodes: ModelNodes.Solo } && node == Worker && node.SilentUntil > 0;

    /// <summary>The end of a remote job; one that is not there yet will find itself ended.</summary>
    public bool End(string job)
    {
        if (!Head.Jobs.TryGetValue(job, out var found))
            Head.Jobs[job] = found = new(new(job, stamped: false, Time)) { ExitCode = 143 };
        if (found.Runs) found.ExitCode = 137;
        found.Runs = false;
        return true;
    }

    /// <summary>The removal of a node's container; false when docker does not do it.</summary>
    public bool Remove(Node node)
    {
        if (node == Head && Plan.StuckFrom < Time.Now) return node.Container is null;

        node.Remove(Plan.MemoryLate);
        return true;
    }

    public void Count(string owner)
    {
        if (owner == Swap) Broken.Unless(++servers == 1, "two vLLM were started");
    }

    private void Start(string name, string owner)
    {
        var job = Head.Jobs[name] = new(new(name, stamped: false, Time));
        Launcher.Run(job, owner, this);
    }

    private void Begin()
    {
        if (Plan.OldModel)
        {
            foreach (var node in Nodes.Take(Dice.Next(1, 3))) node.Start(Before);
            Head.Container!.VllmRuns = true;
            Head.Container.Serves = Vllm.Another;
        }

        if (Plan.OldLauncher) Start(FormerJob, Former);
        foreach (var (node, at, length) in Plan.Silences)
            Time.In(at, () => Nodes[node].SilentUntil = Time.Now + length);
        if (Plan.OutsiderAt is { } comes) Time.In(comes, Meddle);
        if (Plan.OtherPanelAt is { } other) Time.In(other, () => Nodes[Dice.Next(2)].IsAnothers = true);
        if (Plan.Fate == Fate.WorkerLeaves) Time.In(Dice.Next(10_000, 40_000), () => Worker.Remove(Plan.MemoryLate));
    }

    private void Meddle()
    {
        var node = Nodes[Dice.Next(2)];
        switch (Dice.Next(3))
        {
            case 0 when node.Container is { } stopped:
                stopped.Running = stopped.VllmRuns = false;
                stopped.Serves = null;
                break;
            case 1:
                node.Remove(Plan.MemoryLate);
                break;
            default:
                node.Remove(Plan.MemoryLate);
                node.Start(Outsider);
                Vllm.Run(node.Container!, Plan, Dice, Time);
                break;
        }
    }
}
