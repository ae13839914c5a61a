namespace SparkControl.HealthMonitor.Speech;

/// <summary>
/// Has a sound transcribed beside the probes when a client has reported an error of the GPU, and again as long as that
/// fails: once a minute at most, because it takes what others wait for.
/// </summary>
/// <param name="ask">Has the sound transcribed, by a model's name if one is known.</param>
internal sealed class GpuWatch(Func<string?, CancellationToken, Task<GpuAnswer?>> ask) : IDisposable
{
    private const int Proven = 2;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource ending = new();
    private Task<GpuAnswer?>? asking;
    private DateTimeOffset? askedAt;
    private GpuAnswer? last;
    private int failures;
    private bool isWanted;

    /// <summary>What it said when it has failed often enough to be sure; null when it has not.</summary>
    public string? Failed => failures >= Proven ? last!.Said : null;

    /// <summary>Takes in what has come, and asks when that is wanted and due.</summary>
    /// <param name="isReported">A client has reported an error of the GPU.</param>
    /// <param name="mayAsk">Whether it may be asked now.</param>
    /// <param name="model">The model's name; null when it is not known.</param>
    /// <param name="now">The present time.</param>
    public void Look(bool isReported, bool mayAsk, string? model, DateTimeOffset now)
    {
        if (asking is { IsCompleted: true })
        {
            Take(asking.IsCompletedSuccessfully ? asking.Result : null);
            asking = null;
        }

        isWanted |= isReported;
        if (!mayAsk || asking is not null || !(isWanted || failures > 0) || now - askedAt < Every) return;

        (isWanted, askedAt) = (false, now);
        asking = ask(model, ending.Token);
    }

    /// <summary>Suspects nothing any more: it was started anew, or it is another one's to watch.</summary>
    public void Forget() => (asking, last, failures, isWanted) = (null, null, 0, false);

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    private void Take(GpuAnswer? answer)
    {
        if (answer is null) return;

        (last, failures) = (answer, answer.Works ? 0 : failures + 1);
    }
}
