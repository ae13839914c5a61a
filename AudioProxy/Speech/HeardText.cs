namespace SparkControl.AudioProxy.Speech;

/// <summary>What a transcription says of one recording or one window of it.</summary>
internal sealed record HeardText
{
    /// <summary>All of it; empty for silence.</summary>
    public required string Text { get; init; }

    /// <summary>In order, times never running back. Empty beside a text where the server gave no times.</summary>
    public IReadOnlyList<SpokenWord> Words { get; init; } = [];

    /// <summary>The server timed segments only, and each word has its share of one by its length.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>As the server names it, "en" for example; null when it does not.</summary>
    public string? Language { get; init; }

    /// <summary>Seconds; null when the server does not say.</summary>
    public double? Duration { get; init; }

    /// <summary>The words in the time of the recording, when this was heard of it. No word leaves the window.</summary>
    /// <param name="start">Where the window begins, seconds.</param>
    /// <param name="end">Where it ends, seconds.</param>
    public HeardText At(double start, double end) => this with
    {
        Words =
        [
            .. Words.Select(word => word with
            {
                Start = Math.Clamp(start + word.Start, start, end),
                End = Math.Clamp(start + word.End, start, end)
            })
        ]
    };
}
