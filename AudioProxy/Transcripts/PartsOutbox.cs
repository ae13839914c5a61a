using System.Collections.Concurrent;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Parts on their way to Redis, in order. Anybody may add; one writer takes.</summary>
internal sealed class PartsOutbox
{
    // Garnet refuses a call that is larger than a page of its append-only file.
    private const int BatchParts = 200;
    private const int BatchCharacters = 500_000;

    private readonly ConcurrentQueue<string> waiting = new();

    /// <summary>Parts that are stored: the index of the next one.</summary>
    public long Stored { get; private set; }

    public void Add(string part) => waiting.Enqueue(part);

    /// <summary>The next parts; one at least where any wait, however long it is.</summary>
    /// <param name="isAll">Whether nothing waits behind them.</param>
    public IReadOnlyList<string> Next(out bool isAll)
    {
        var (batch, characters) = (new List<string>(), 0);
        isAll = true;
        foreach (var part in waiting)
        {
            characters += part.Length;
            isAll = batch.Count == 0 || (batch.Count < BatchParts && characters <= BatchCharacters);
            if (!isAll) break;

            batch.Add(part);
        }

        return batch;
    }

    /// <summary>Those that <see cref="Next"/> gave are stored.</summary>
    public void Written(int count)
    {
        Stored += count;
        for (var i = 0; i < count; i++) waiting.TryDequeue(out _);
    }
}
