using System.Collections.Concurrent;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>
/// What the Hub says of weights that are on no Spark. It is asked in the background, so that whoever wants to know gets
/// an answer from memory at once: not yet, then.
/// </summary>
/// <param name="ask">
/// Asks the Hub for a repository; null when it does not know it. Null where there is no Hub to ask.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class HubFacts(Func<string, CancellationToken, Task<ModelFacts?>>? ask, TimeProvider time)
{
    /// <summary>How many repositories are remembered.</summary>
    private const int Most = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Again = TimeSpan.FromSeconds(60),
        Keeps = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Look> looks = new();

    /// <summary>What is known of a repository now; asks for it when nobody has.</summary>
    public HubAnswer Find(string repo)
    {
        if (ask is null) return new(null, "Its weights are not on Spark 1 yet.");

        var look = looks.GetOrAdd(repo, Begin);
        if (look.Asked.IsCompleted && time.GetElapsedTime(look.Since) > (look.Facts is null ? Again : Keeps))
        {
            looks.TryRemove(new(repo, look));
            look = looks.GetOrAdd(repo, Begin);
        }

        return look.Asked.IsCompleted
            ? new(look.Facts, "Hugging Face did not say how large its weights are.")
            : new(null, "Hugging Face is being asked how large its weights are.") { Asked = true };
    }

    /// <summary>Somebody has asked the Hub for something else and has learnt this, too.</summary>
    public void Learn(string repo, ModelFacts facts) =>
        looks[repo] = new(Task.FromResult<ModelFacts?>(facts), time.GetTimestamp());

    private Look Begin(string repo)
    {
        // Whoever types a name letter by letter asks for each: the oldest are forgotten.
        while (looks.Count >= Most) looks.TryRemove(looks.MinBy(look => look.Value.Since).Key, out _);

        return new(AskAsync(repo), time.GetTimestamp());
    }

    private async Task<ModelFacts?> AskAsync(string repo)
    {
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            await Task.Yield();
            return await ask!(repo, late.Token);
        }
        catch (Exception)
        {
            // Whatever was in the way, nothing is known; it is asked again.
            return null;
        }
    }

    private sealed record Look(Task<ModelFacts?> Asked, long Since)
    {
        public ModelFacts? Facts => Asked is { IsCompletedSuccessfully: true, Result: { } facts } ? facts : null;
    }
}

/// <summary>What the Hub has said so far.</summary>
/// <param name="Facts">Null when nothing.</param>
/// <param name="Reason">Why nothing is known, as a sentence.</param>
internal sealed record HubAnswer(ModelFacts? Facts, string Reason)
{
    /// <summary>It is being asked: an answer will come.</summary>
    public bool Asked { get; init; }
}
