using SparkControl.AudioProxy.Merging;

namespace SparkControl.AudioProxy.Formats;

/// <summary>The whole result. As JSON it has exactly the keys of the original, and <c>warnings</c>.</summary>
internal sealed record Transcript
{
    /// <summary>Seconds of audio.</summary>
    public required double Duration { get; init; }

    /// <summary>Null when no server named it.</summary>
    public string? Language { get; init; }

    /// <summary>In the order in which they are first heard.</summary>
    public required IReadOnlyList<string> SpeakersDetected { get; init; }

    public required IReadOnlyList<Segment> Segments { get; init; }

    public required TranscriptModels Models { get; init; }

    /// <summary>What a reader must know of it; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static Transcript Of(
        double duration, string? language, IEnumerable<Block> blocks, TranscriptModels models,
        IReadOnlyList<string> warnings)
    {
        List<Segment> segments = [.. blocks.Select(Segment.Of)];
        return new()
        {
            Duration = Math.Round(duration, 3),
            Language = language,
            SpeakersDetected = [.. segments.Select(segment => segment.Speaker).Distinct()],
            Segments = segments,
            Models = models,
            Warnings = warnings
        };
    }
}

/// <summary>What a transcript was made with.</summary>
/// <param name="Transcription">The model that found the words.</param>
/// <param name="Diarization">The model that found the speakers; null when none did.</param>
internal sealed record TranscriptModels(string Transcription, string? Diarization);
