using System.Text;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using SparkControl.Tests.Unit.Swaps;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>
/// A pair on which a load goes well, at the pace of the test: the head's log comes as far as it is let.
/// </summary>
internal sealed class ScriptedPair : ISwapEffects
{
    public static readonly string[] Launcher = ["Head Node: 10.0.0.1", "Command dispatched in background"];

    public static readonly string[] Head =
        [.. Enumerable.Range(1, 600).Select(i => $"INFO line {i}"), "Loading weights took 3.00 seconds",
            "INFO:     Application startup complete."];

    private readonly TaskCompletionSource launched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource halfRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int launches;

    /// <summary>How often the launcher was started.</summary>
    public int Launches => launches;

    /// <summary>The first half of the head's log is stored.</summary>
    public Task HalfRead => halfRead.Task;

    public List<SwapState> Ended { get; } = [];

    /// <summary>Lets the answer to the first append of the second half get lost.</summary>
    public bool LosesAnAnswer { get; set; }

    public void LetTheRestCome() => rest.TrySetResult();

    public async Task RunAsync(
        SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        switch (activity)
        {
            case SwapActivity.Preflight: await report(new SwapSignal.PreflightDone(new([]))); break;
            case SwapActivity.EndLauncher: await report(new SwapSignal.LauncherEnded()); break;
            case SwapActivity.Remove remove: await report(new SwapSignal.Seen(Given.Empty(remove.Node))); break;
            case SwapActivity.Watch watch: await WatchAsync(watch.Node, report, cancel); break;
            case SwapActivity.Launch: Launch(); break;
            case SwapActivity.FollowLauncher: await FollowLauncherAsync(log, report, cancel); break;
            case SwapActivity.FollowContainer { Node: "spark1" }: await FollowHeadAsync(log, report, cancel); break;
            case SwapActivity.Poll: await report(new SwapSignal.Polled([new(Given.Weights, null, null)])); break;
            case SwapActivity.Ask: await report(new SwapSignal.Answered(true, null)); break;
        }
    }

    public Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel)
    {
        Ended.Add(state);
        return Task.CompletedTask;
    }

    // The job's directory is made once, by whoever comes first.
    private void Launch()
    {
        if (launched.TrySetResult()) Interlocked.Increment(ref launches);
    }

    private async Task WatchAsync(string node, Report report, CancellationToken cancel)
    {
        await launched.Task.WaitAsync(cancel);
        // The head once more, after the worker: only then are both known to be up.
        for (var i = 0; i < 3; i++) await report(new SwapSignal.Seen(Given.Running(node)));
        if (node == "spark2") await report(new SwapSignal.Seen(Given.Running("spark1")));
    }

    private async Task FollowLauncherAsync(SwapLog log, Report report, CancellationToken cancel)
    {
        await launched.Task.WaitAsync(cancel);
        await FollowAsync("launcher", LogLine.Launcher, Launcher, 0, Launcher.Length, log, report);
        await report(new SwapSignal.LauncherSeen(RemoteJobState.Exited, 0));
    }

    private async Task FollowHeadAsync(SwapLog log, Report report, CancellationToken cancel)
    {
        await FollowAsync("head", "spark1", Head, 0, Head.Length / 2, log, report);
        halfRead.TrySetResult();
        await rest.Task.WaitAsync(cancel);
        await FollowAsync("head", "spark1", Head, Head.Length / 2, Head.Length, log, Lossy(report));
    }

    private Report Lossy(Report report)
    {
        if (!LosesAnAnswer) return report;

        LosesAnAnswer = false;
        return _ => throw new TimeoutException("The answer was lost.");
    }

    private static async Task FollowAsync(
        string file, string mark, string[] all, int first, int last, SwapLog log, Report report)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(all.Take(last).Select(l => $"{l}\n")));
        var begin = Encoding.UTF8.GetByteCount(string.Concat(all.Take(first).Select(l => $"{l}\n")));
        var offset = await log.OffsetAsync(file);
        if (offset < begin || offset >= bytes.Length) return;

        var splitter = new LineSplitter(mark, offset, stamped: false, TimeProvider.System);
        for (var at = (int)offset; at < bytes.Length;)
        {
            var length = Math.Min(1000, bytes.Length - at);
            var lines = splitter.Take(bytes.AsSpan(at, length)).ToList();
            offset = await log.AppendAsync(
                file, offset, lines, (number, block) => report(new SwapSignal.Lines(number, block)));
            at += length;
        }
    }
}
