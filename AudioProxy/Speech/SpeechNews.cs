using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Speech;

/// <summary>
/// Tells HealthMonitor what requests have met, through the inbox that reports of clients go through too: a report of an
/// error of the GPU makes it look at Parakeet at once, and deeper than usual.
/// </summary>
internal sealed partial class SpeechNews(RedisLink redis, TimeProvider time, ILogger<SpeechNews> logger)
{
    private const int Longest = 1000;
    private const long Never = long.MinValue;

    // Each request that meets the same GPU says the same; one look is enough until it has been mended.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly HandOver inbox = new(redis, redis.Keys.Inbox);
    private long toldAt = Never;

    /// <summary>
    /// The GPU behind Parakeet fails at everything. Told once in 30 s; Redis being away is no reason to fail.
    /// </summary>
    /// <param name="said">What Parakeet has answered.</param>
    /// <returns>Whether it was told.</returns>
    public async Task<bool> WedgedAsync(string said)
    {
        var (now, last) = (time.GetTimestamp(), Interlocked.Read(ref toldAt));
        if (last != Never && time.GetElapsedTime(last, now) < Rest) return false;
        if (Interlocked.CompareExchange(ref toldAt, now, last) != last) return false;

        try
        {
            if (await inbox.PushAsync(Entry(said), Keys.InboxLimit)) return true;

            NotTold("the inbox is full");
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotTold(away.Message);
        }

        Interlocked.CompareExchange(ref toldAt, Never, now);
        return false;
    }

    private ConnectivityEntry Entry(string said) => new()
    {
        Id = $"r-{Guid.NewGuid():N}",
        At = time.GetUtcNow(),
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false,
        Source = "audio-proxy",
        Error = Plain(said)
    };

    // By one of the two words HealthMonitor knows what is meant.
    private static string Plain(string said)
    {
        var text = string.Concat(said.Take(Longest).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return text.Contains("CUDA", StringComparison.OrdinalIgnoreCase)
            || text.Contains("CUBLAS", StringComparison.OrdinalIgnoreCase)
                ? text
                : $"CUDA error: {text}";
    }

    [LoggerMessage(LogLevel.Warning, "HealthMonitor could not be told that the GPU behind Parakeet fails: {Reason}")]
    private partial void NotTold(string reason);
}
