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
        var reason = await WhyNoAnswerAsync(swap, cancel);
        if (reason is not null)
        {
            await swap.Log.SayAsync($"no answer: {reason}", $"No answer of the model yet. {reason}");
            // The next poll is good at once and asks again: without a rest a server in trouble would hear nothing else.
            await Task.Delay(Rounds.Again, time, cancel);
        }

        await swap.Report(new SwapSignal.Answered(reason is null, reason));
    }

    private async Task<string?> WhyNoAnswerAsync(SwapUnderWay swap, CancellationToken cancel)
    {
        var settings = nodes.SettingsOf(swap);
        var models = await vllm.ModelsAsync(settings, model => LoadRules.IsWanted(swap.State, model), cancel);
        var served = models?.FirstOrDefault(model => LoadRules.IsWanted(swap.State, model));
        if (models is not null && served is null) await swap.Report(new SwapSignal.Polled(models));
        return served is null ? "It names no such model." : await vllm.AskAsync(settings, served.Id, cancel);
    }
}
