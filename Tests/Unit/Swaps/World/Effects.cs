using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>What a driver's activities do to the pair, in the order and with the waits of the real ones.</summary>
internal sealed class Effects(Pair pair, Store store, Driver driver)
{
    private const int LookEvery = 2000, Again = 3000;

    private readonly Dictionary<Node, long> lastArrival = [];

    public void Begin(SwapActivity activity, SwapState state, Going going)
    {
        switch (activity)
        {
            case SwapActivity.Clock: Repeat(LookEvery, going, () => driver.Hear(new SwapSignal.Tick())); break;
            case SwapActivity.Preflight: Preflight(going); break;
            case SwapActivity.EndLauncher: EndLauncher(state, going); break;
            case SwapActivity.Remove remove: Remove(pair.Of(remove.Node), remove, state, going); break;
            case SwapActivity.Watch watch: Watch(pair.Of(watch.Node), going); break;
            case SwapActivity.Launch launch: Launch(launch.Job, going); break;
            case SwapActivity.FollowLauncher launcher: FollowLauncher(launcher.Job, going); break;
            case SwapActivity.FollowContainer container: FollowContainer(pair.Of(container.Node), container.Container, going); break;
            case SwapActivity.Poll poll: Repeat(poll.Eager ? 500 : 5000, going, () => Poll(going)); break;
            case SwapActivity.Ask: Ask(going); break;
        }
    }

    private void Preflight(Going going) => Soon(going, () =>
    {
        var check = new PreflightCheck("weights", pair.Plan.Fate == Fate.PreflightFails ? CheckState.Failed : CheckState.Ok, "Weights");
        if (pair.Plan.Fate == Fate.PreflightBreaks) driver.Break();
        else driver.Hear(new SwapSignal.PreflightDone(new([check]) { WeightBytes = 1L << 30 }));
    });

    private void EndLauncher(SwapState state, Going going)
    {
        var jobs = new[] { state.Run.FormerLauncherJob, state.Run.LauncherJob }.OfType<string>().ToList();
        End(0);

        void End(int job)
        {
            if (job == jobs.Count) driver.Hear(new SwapSignal.LauncherEnded());
            else Change(pair.Head, going, () => pair.End(jobs[job]), done => Then(done, going, () => End(job + 1), () => End(job)));
        }
    }

    private void Remove(Node node, SwapActivity.Remove remove, SwapState state, Going going) => Change(
        node, going, () => Kill(node, remove, state), removed => Look(node, going, sight =>
        {
            driver.Hear(new SwapSignal.Seen(sight with { AfterRemoval = removed && remove.Last }));
            pair.Time.In(LookEvery, () => If(going, () => Remove(node, remove, state, going)));
        }));

    private bool Kill(Node node, SwapActivity.Remove remove, SwapState state)
    {
        if (remove.Container is { } only && node.Container?.Id != only) return true;

        Broken.Unless(
            node.Container?.Owner != Pair.Outsider || !StopRules.IsDisplaced(state),
            $"somebody else's on {node.Name} was removed");
        return pair.Remove(node);
    }

    private void Watch(Node node, Going going) => Look(node, going, sight =>
    {
        driver.Hear(new SwapSignal.Seen(sight));
        pair.Time.In(LookEvery, () => If(going, () => Watch(node, going)));
    });

    private void Look(Node node, Going going, Action<NodeSight> then) => Send(
        node, going, _ => new NodeSight(node.Name, Known: true)
        {
            ContainerId = node.Container?.Id,
            ContainerRunning = node.Container?.Running == true,
            VllmProcesses = node.Container?.VllmRuns == true ? 1 : 0,
            AvailableBytes = node.AvailableBytes
        },
        sight => then(sight ?? NodeSight.Unknown(node.Name, "It does not answer.")));

    private void Launch(string job, Going going)
    {
        if (pair.Plan.Fate == Fate.LauncherIsRefused)
        {
            Soon(going, () => driver.Hear(new SwapSignal.LaunchRefused(new() { Code = "launch_refused", Title = "No" })));
            return;
        }

        Change(pair.Head, going, () => pair.Launch(job), done => Then(done, going, () => { }, () => Launch(job, going)));
    }

    private void FollowLauncher(string name, Going going)
    {
        Repeat(LookEvery, going, () => Send(pair.Head, going, _ => Status(name), seen =>
            driver.Hear(seen ?? new SwapSignal.LauncherSeen(RemoteJobState.Unknown, null))));
        Find();

        void Find()
        {
            if (pair.Head.Jobs.TryGetValue(name, out var job)) Follow(pair.Head, job.Log, LogLine.Launcher, going);
            else pair.Time.In(500, () => If(going, Find));
        }
    }

    private SwapSignal.LauncherSeen Status(string name) => pair.Head.Jobs.GetValueOrDefault(name) switch
    {
        null => new(RemoteJobState.Absent, null),
        { Runs: true } => new(RemoteJobState.Running, null),
        { ExitCode: { } code } => new(RemoteJobState.Exited, code),
        _ => new(RemoteJobState.Lost, null)
    };

    // The copy of the log is a job of its own, so that it must be started before it can be followed.
    private void FollowContainer(Node node, string id, Going going) => Change(node, going, () => true, done => Then(
        done, going,
        () => Follow(node, node.All.Single(c => c.Id == id).Log, node.Name, going),
        () => FollowContainer(node, id, going)));

    private void Follow(Node node, SourceFile file, string mark, Going going)
    {
        var offset = store.Offset(file.Name);
        var splitter = new LineSplitter(mark, offset, file.Stamped, pair.Time);
        var read = offset;
        Next();

        void Next() => pair.Time.In(pair.Dice.Next(50, 1200), () => If(going, () =>
        {
            // Now and then the shell is another one all at once.
            if (pair.Dice.Next(500) == 0) driver.Break();
            else if (node.IsSilent || read == file.Length) Next();
            else Take(file.Read(read, pair.Dice.Next(1, 600)));
        }));

        void Take(byte[] block)
        {
            read += block.Length;
            var lines = splitter.Take(block).ToList();
            if (lines.Count == 0) Next();
            else pair.Time.In(pair.Dice.Next(1, 200), () => If(going, () => Append(lines)));
        }

        void Append(List<ReadLine> lines)
        {
            var result = store.Append(driver.Number, file.Name, offset, lines);
            offset = lines[^1].End;
            // Now and then the answer is lost: stored, but nobody was told.
            if (result.Outcome == AppendOutcome.WrongOffset || pair.Dice.Next(200) == 0) driver.Break();
            else if (result.Outcome == AppendOutcome.Stored)
            {
                driver.Hear(new SwapSignal.Lines(result.First, [.. lines.Select(l => l.Line)]));
                Next();
            }
        }
    }

    private void Poll(Going going) => Soon(going, () =>
    {
        var served = pair.Head.IsSilent ? null : pair.Head.Container?.Serves;
        driver.Hear(new SwapSignal.Polled(served is null ? null : [new(served, null, null)]));
    });

    private void Ask(Going going) => Soon(going, () =>
    {
        var answers = !pair.Head.IsSilent && pair.Head.Container?.Serves == Vllm.Wanted && pair.Dice.Next(8) != 0;
        if (answers) pair.Answered = (pair.Time.Now, pair.Head.Container!);
        driver.Hear(new SwapSignal.Answered(answers, null));
    });

    private void Change(Node node, Going going, Func<bool> change, Action<bool> then)
    {
        if (!driver.MayMutate) return;

        Send(node, going, () => Fenced(node, change), outcome =>
        {
            if (outcome == "another") driver.Hear(new SwapSignal.AnotherPanel("p-2"));
            then(outcome == "done");
        });
    }

    private string Fenced(Node node, Func<bool> change)
    {
        if (node.IsAnothers) return "another";
        if (node.Epoch > driver.Number) return "superseded";

        node.Epoch = driver.Number;
        return change() ? "done" : "failed";
    }

    private void Send<T>(Node node, Going going, Func<bool, T> ask, Action<T?> then) where T : class => Send(node, going, () => ask(true), then);

    // What is on its way when a node falls silent is lost, or arrives when it wakes and its answer is lost.
    private void Send<T>(Node node, Going going, Func<T> act, Action<T?> then) where T : class => pair.Time.In(Way(node), () =>
    {
        if (node.IsSilent)
        {
            if (pair.Dice.Next(2) == 0) pair.Time.In(Math.Min(15_000, node.SilentUntil - pair.Time.Now + 1), () => { if (!node.IsSilent) act(); });
            pair.Time.In(5000, () => If(going, () => then(null)));
            return;
        }

        var answer = act();
        pair.Time.In(Latency(), () => If(going, () => then(answer)));
    });

    private void Then(bool done, Going going, Action next, Action again)
    {
        if (done) next();
        else pair.Time.In(Again, () => If(going, again));
    }

    private void Repeat(int every, Going going, Action act) => If(going, () =>
    {
        act();
        pair.Time.In(every, () => Repeat(every, going, act));
    });

    private void Soon(Going going, Action act) => pair.Time.In(Latency(), () => If(going, act));

    private static void If(Going going, Action act)
    {
        if (!going.Ended) act();
    }

    // Commands of one connection do not overtake each other.
    private long Way(Node node)
    {
        lastArrival[node] = Math.Max(lastArrival.GetValueOrDefault(node), pair.Time.Now + Latency());
        return lastArrival[node] - pair.Time.Now;
    }

    private int Latency() => pair.Dice.Next(40) == 0 ? pair.Dice.Next(2000) : pair.Dice.Next(5, 250);
}
