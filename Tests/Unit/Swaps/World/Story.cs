using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>One swap from the click to its end, as one seed has it.</summary>
internal static class Story
{
    public static readonly SwapSettings Limits =
        new() { LimitMinutes = 2, LimitSecondsPerGib = 1, MemoryBackSeconds = 30, StallMinutes = 1 };

    private const long Longest = 20 * 60_000, Afterwards = 30_000;

    /// <summary>
    /// How long a line may be on its way to a driver that is there: a poll of the file, and one break of the driver.
    /// </summary>
    private const long OnItsWay = 6_000;

    /// <summary>How long a driver that takes up a swap reads what was printed before it came.</summary>
    private const long Backlog = 10_000;

    /// <exception cref="Broken">Something happened that must never happen.</exception>
    public static SwapState Tell(int seed)
    {
        var pair = new Pair(seed);
        var store = new Store(Begun(pair), pair);
        var driver = new Driver(0, pair, store);
        List<Turn> turns = [new(pair.Time.Now)];
        var (cancelled, nobody) = (false, false);
        foreach (var at in pair.Plan.LeaseMoves) pair.Time.In(at, Move);
        if (pair.Plan.CancelAt is { } cancel) pair.Time.In(cancel, Cancel);
        if (pair.Plan.Absence is { } absence) pair.Time.In(absence.At, () => Leave(absence.For));

        long? ended = null;
        while (pair.Time.Step())
        {
            if (!store.State.IsActive) ended ??= pair.Time.Now;
            if (ended + Afterwards < pair.Time.Now) break;

            Broken.Unless(pair.Time.Now < Longest, $"it does not end: {store.State.Phase}");
        }

        Broken.Unless(ended is not null, $"nothing happens any more: {store.State.Phase}");
        store.CheckRemains(store.State);
        CheckLog(pair, store);
        if (pair.Plan.CanBeHeard) CheckHeard(pair, store, turns);
        if (pair.Plan.IsCalm) CheckReady(pair, store.State);
        return store.State;

        void Leave(int length)
        {
            driver.Die();
            turns[^1].End(pair.Time.Now);
            nobody = true;
            pair.Time.In(length, () =>
            {
                nobody = false;
                Lead(++store.Holder);
            });
        }

        void Move()
        {
            if (nobody) return;

            var (before, turn) = (driver, turns[^1]);
            before.MayMutate = false;
            pair.Time.In(2000, () =>
            {
                store.Holder++;
                turn.End(pair.Time.Now);
            });
            pair.Time.In(pair.Dice.Next(5000), () =>
            {
                before.Die();
                turn.End(pair.Time.Now);
            });
            pair.Time.In(2000 + pair.Dice.Next(3000), () => Lead(store.Holder));
        }

        void Lead(int number)
        {
            if (nobody || driver.Number == number || !store.State.IsActive) return;

            driver = new(number, pair, store);
            turns.Add(new(pair.Time.Now));
            if (cancelled && !store.State.CancelRequested) driver.Hear(new SwapSignal.CancelAsked());
        }

        void Cancel()
        {
            cancelled = true;
            driver.Hear(new SwapSignal.CancelAsked());
        }
    }

    private static SwapState Begun(Pair pair)
    {
        var begun = SwapMachine.Begin(
            Pair.Swap, pair.Plan.Kind, [.. pair.Nodes.Select(n => n.Name)], pair.Time.GetUtcNow());
        return begun with
        {
            Weights = Vllm.Wanted,
            ModelName = "Wanted",
            Command = "launch",
            Run = begun.Run with
            {
                Anyway = pair.Plan is { Anyway: true, Kind: SwapKind.Load },
                FormerLauncherJob = pair.Plan.OldLauncher ? Pair.FormerJob : null,
                Model = Model(pair.Plan.Nodes),
                Baseline = pair.Nodes.ToDictionary(n => n.Name, _ => 110L << 30)
            }
        };
    }

    private static CatalogModel Model(ModelNodes nodes) => new()
    {
        Key = "wanted",
        Name = "Wanted",
        Source = ModelSource.Bundled,
        Repo = Vllm.Wanted,
        Nodes = nodes,
        Settings = new(),
        BundledSettings = new()
    };

    // Every line was weighed, whoever stored it: the last one says that start-up is complete.
    private static void CheckReady(Pair pair, SwapState ended)
    {
        Broken.Unless(ended.Phase == SwapPhase.Ready, $"nothing stood in its way: {ended.Failure?.Code}");
        Broken.Unless(!pair.Plan.HeadLogIsReadable || ended.Run.SaidComplete, "a stored line was not weighed");
    }

    private static void CheckLog(Pair pair, Store store)
    {
        var files = pair.Nodes.SelectMany(n => n.All.Select(c => c.Log))
            .Concat(pair.Head.Jobs.Values.Select(j => j.Log));
        foreach (var file in files.Where(f => store.ByFile.ContainsKey(f.Name)))
        {
            var kept = store.ByFile[file.Name];
            Broken.Unless(kept.SequenceEqual(file.Lines.Take(kept.Count)),
                $"lines of {file.Name} were lost, doubled or mixed up");
        }
    }

    // What a container of the run, or the launcher, had printed before the outcome was settled is stored, if a driver
    // was there long enough after it.
    private static void CheckHeard(Pair pair, Store store, IEnumerable<Turn> turns)
    {
        var run = store.State.Run;
        var settled = turns.Max(turn => turn.ReadUpTo(store.DecidedAt!.Value));
        var files = pair.Nodes.SelectMany(n => n.All).Where(c => run.Containers.Values.Contains(c.Id))
            .Select(c => c.Log)
            .Concat(pair.Head.Jobs.Where(j => j.Key == run.LauncherJob).Select(j => j.Value.Log)).ToList();
        foreach (var file in files)
        {
            var (kept, wanted) = (store.ByFile.GetValueOrDefault(file.Name)?.Count ?? 0, file.LinesBy(settled));
            Broken.Unless(kept >= wanted, $"of {file.Name} {kept} lines are stored, and {wanted} were printed in time");
        }

        if (pair.Plan.Fate != Fate.DiesWithAWord || store.State.Phase != SwapPhase.Failed) return;
        if (!files.Any(file => file.Lines.Contains(Vllm.FatalWord))) return;

        Broken.Unless(
            store.State.Failure?.Code == "out_of_memory", $"its last word was not heard: {store.State.Failure?.Code}");
    }

    /// <summary>The time in which one driver could store lines.</summary>
    private sealed class Turn(long began)
    {
        private long ended = long.MaxValue;

        public void End(long at) => ended = Math.Min(ended, at);

        /// <summary>What was printed by then it has read for sure; nothing where its time was too short.</summary>
        public long ReadUpTo(long decided)
        {
            var last = Math.Min(ended, decided) - OnItsWay;
            return last >= began + (began > 0 ? Backlog : 0) ? last : long.MinValue;
        }
    }
}
