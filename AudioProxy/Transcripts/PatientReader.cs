using SparkControl.AudioProxy.Formats;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Reads what was made for somebody who waits for it: Redis away in that moment must not cost it.</summary>
internal sealed class PatientReader(TranscriptStore store, TranscriptTimes times, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>As long as what is to be written waits for Redis, this does too.</summary>
    /// <returns>Null when there is none, or none that is done.</returns>
    /// <exception cref="RedisException">Redis is away for longer.</exception>
    public async Task<Transcript?> ReadAsync(string id, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await FinishedTranscript.ReadAsync(store, id);
            }
            catch (Exception away) when (away is RedisException or TimeoutException
                && time.GetElapsedTime(begun) < times.Patience)
            {
                await Task.Delay(Again, time, cancel);
            }
        }
    }
}
