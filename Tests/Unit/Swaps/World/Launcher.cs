using SparkControl.Contracts;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>
/// The launcher as a job on the head: containers on both nodes one after the other, then vLLM, then its end.
/// </summary>
internal static class Launcher
{
    public static void Run(Job job, string owner, Pair pair)
    {
        job.Runs = true;
        job.Log.Print("Head Node: 10.0.0.1");
        Do(
        [
            () => Up(job, pair.Head, owner),
            () => pair.Plan.Nodes == ModelNodes.Solo || Up(job, pair.Worker, owner),
            () => Serve(job, owner, pair)
        ]);

        void Do(IEnumerable<Func<bool>> steps)
        {
            if (pair.Plan.Fate == Fate.LauncherDoesNothing && owner == Pair.Swap) steps = [];
            if (steps.FirstOrDefault() is { } step)
                pair.Time.In(pair.Dice.Next(100, 3000), () => Take(step, steps.Skip(1)));
            else pair.Time.In(pair.Dice.Next(50, 500), () => End(job, pair));
        }

        void Take(Func<bool> step, IEnumerable<Func<bool>> rest)
        {
            // Its group was killed: no further step is taken.
            if (!job.Runs) return;

            var fails = pair.Plan.Fate == Fate.LauncherFails && pair.Dice.Next(2) == 0;
            if (fails || !step())
            {
                job.Log.Print("Error: it could not be done.");
                Exit(job, fails ? 1 : 0);
            }
            else if (pair.Plan.Fate == Fate.LauncherIsLost && pair.Dice.Next(2) == 0) Exit(job, null);
            else Do(rest);
        }
    }

    private static bool Up(Job job, Node node, string owner)
    {
        job.Log.Print($"Starting on {node.Name}...");
        return node.Start(owner);
    }

    private static bool Serve(Job job, string owner, Pair pair)
    {
        if (pair.Head.Container is not { Running: true } head) return false;

        job.Log.Print("Command dispatched in background");
        pair.Count(owner);
        Vllm.Run(head, pair.Plan, pair.Dice, pair.Time);
        if (pair.Plan is { Nodes: ModelNodes.Cluster, UsesRay: false }) Rank(pair);
        return true;
    }

    // The head only waits when the worker's rank is gone.
    private static void Rank(Pair pair)
    {
        if (pair.Worker.Container is not { Running: true } worker) return;

        worker.VllmRuns = true;
        Vllm.Follow(worker, pair.Dice, pair.Time);
        if (pair.Plan.Fate != Fate.WorkerDies) return;

        pair.Time.In(pair.Dice.Next(1000, 20_000), () => worker.VllmRuns = false);
    }

    private static void End(Job job, Pair pair)
    {
        if (!job.Runs) return;

        if (pair.Plan.Fate != Fate.LauncherStays) Exit(job, 0);
    }

    private static void Exit(Job job, int? code)
    {
        job.Runs = false;
        job.ExitCode = code;
    }
}
