using System.Collections.Concurrent;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Unit.Swaps;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// Two Sparks that are made up: a load goes well, fails or stands still, as the test has it of its model.
/// </summary>
internal sealed class FatedPair : ISwapEffects
{
    public const string Image = "sha256:one";

    private readonly ConcurrentQueue<string> launches = new();
    private readonly ConcurrentDictionary<string, string> launched = new();

    /// <summary>Models whose loads fail, by key.</summary>
    public ConcurrentDictionary<string, bool> Fails { get; } = new();

    /// <summary>Models whose launch comes to no end, by key.</summary>
    public ConcurrentDictionary<string, bool> Stalls { get; } = new();

    /// <summary>The models that were launched, in order.</summary>
    public IReadOnlyList<string> Launches => [.. launches];

    public async Task RunAsync(
        SwapActivity activity, SwapState state, SwapLog log, Report report, CancellationToken cancel)
    {
        switch (activity)
        {
            case SwapActivity.Preflight: await report(new SwapSignal.PreflightDone(new([]) { ImageId = Image })); break;
            case SwapActivity.EndLauncher: await report(new SwapSignal.LauncherEnded()); break;
            case SwapActivity.Remove remove: await report(new SwapSignal.Seen(Given.Empty(remove.Node))); break;
            case SwapActivity.Launch launch: await LaunchAsync(launch.Job, state, report); break;
            case SwapActivity.Poll: await PollAsync(state, report); break;
            case SwapActivity.Ask: await report(new SwapSignal.Answered(true, null)); break;
        }
    }

    public Task EndedAsync(SwapState state, Lease lease, CancellationToken cancel) => Task.CompletedTask;

    // A job is started once, by whoever comes first.
    private async Task LaunchAsync(string job, SwapState state, Report report)
    {
        if (launched.TryAdd(job, state.Model!)) launches.Enqueue(state.Model!);
        if (Fails.ContainsKey(state.Model!))
            await report(
                new SwapSignal.LaunchRefused(new() { Code = "out_of_memory", Title = "CUDA is out of memory" }));
        else if (!Stalls.ContainsKey(state.Model!))
            foreach (var node in new[] { "spark2", "spark1" }) await report(new SwapSignal.Seen(Given.Running(node)));
    }

    private static async Task PollAsync(SwapState state, Report report)
    {
        for (var i = 0; i < 2; i++) await report(new SwapSignal.Polled([new(state.Weights!, null, null)]));
    }
}
