namespace SparkControl.HealthMonitor.Liveness;

/// <summary>Asks for the token beside the probes, because it may take 20 s, and keeps what came of it.</summary>
/// <param name="ask">Asks a model for one token.</param>
internal sealed class CanaryWatch(Func<string, CancellationToken, Task<bool?>> ask) : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private Task<bool?>? asking;

    /// <summary>What is known; null until there was a model.</summary>
    public Canary? Last { get; private set; }

    /// <summary>Whether a request of ours is at work: it is no traffic.</summary>
    public bool IsAsking => asking is not null;

    /// <summary>Takes in what has come, and asks again when that is due.</summary>
    /// <param name="model">The model that serves; null when none is known.</param>
    /// <param name="pulse">Whether it is idle.</param>
    /// <param name="mayAsk">Whether it may be asked at all.</param>
    /// <param name="now">The present time.</param>
    public void Look(string? model, VllmPulse? pulse, bool mayAsk, DateTimeOffset now)
    {
        if (asking is { IsCompleted: true })
        {
            // An answer of the model before says nothing of this one.
            if (Last?.Model == model) Last = Last!.Heard(asking.IsCompletedSuccessfully ? asking.Result : null);
            asking = null;
        }

        if (model is null) return;
        if (Last?.Model != model) Last = new(model);
        // Real requests have written tokens meanwhile.
        if (pulse?.StillSince > Last.AskedAt && pulse.Requests > 0) Last = Last with { Failures = 0 };
        if (!mayAsk || asking is not null || !Last.IsDue(pulse, now)) return;

        Last = Last with { AskedAt = now };
        asking = ask(model, ending.Token);
    }

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }
}
