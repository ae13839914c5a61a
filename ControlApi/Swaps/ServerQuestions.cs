using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Asks the server that a load brings up whether it serves the model.</summary>
internal sealed class ServerQuestions(SwapNodes nodes, VllmApi vllm, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5), Eagerly = TimeSpan.FromSeconds(0.5);

    /// <summary>Asks which models it names, again and again.</summary>
    public Task PollAsync(SwapActivity.Poll poll, SwapUnderWay swap, CancellationToken cancel) => time.RepeatAsync(
        poll.Eager ? Eagerly : Every,
        async () => await swap.Report(new SwapSignal.Polled(await vllm.ModelsAsync(nodes.SettingsOf(swap), cancel))),
        cancel);

    /// <summary>Asks the model for a real answer.</summary>
    public async Task AskAsync(SwapUnderWay swap, CancellationToken cancel)
    {
        var reason = await WhyNoAnswerAsync(swap.State.Weights, nodes.SettingsOf(swap), cancel);
        if (reason is not null)
        {
            await swap.Log.SayAsync($"no answer: {reason}", $"No answer of the model yet. {reason}");
            // The next poll is good at once and asks again: without a rest a server in trouble would hear nothing else.
            await Task.Delay(Rounds.Again, time, cancel);
        }

        await swap.Report(new SwapSignal.Answered(reason is null, reason));
    }

    private async Task<string?> WhyNoAnswerAsync(string? weights, EffectiveSettings settings, CancellationToken cancel)
    {
        var models = await vllm.ModelsAsync(settings, cancel);
        var served = models?.FirstOrDefault(m => m.Id == weights || m.Root == weights);
        return served is null ? "It names no such model." : await vllm.AskAsync(settings, served.Id, cancel);
    }
}
