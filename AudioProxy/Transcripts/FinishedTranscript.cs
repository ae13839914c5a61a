using SparkControl.AudioProxy.Formats;
using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript that is done, put together again from its parts.</summary>
internal static class FinishedTranscript
{
    /// <returns>Null when there is none, or none that is done.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away.</exception>
    public static async Task<Transcript?> ReadAsync(TranscriptStore store, string id)
    {
        var segments = new List<Segment>();
        while (await store.ReadAsync(id, segments.Count) is { State.Phase: TranscriptPhase.Done } slice)
        {
            segments.AddRange(slice.Parts.Select(Wire.Read<Segment>));
            if (slice.Parts.Count < TranscriptStore.SliceParts) return Of(slice.State, segments);
        }

        return null;
    }

    private static Transcript Of(TranscriptState state, IReadOnlyList<Segment> segments) => new()
    {
        Duration = Math.Round(state.Duration ?? 0, 3),
        Language = state.Language,
        SpeakersDetected = [.. segments.Select(segment => segment.Speaker).Distinct()],
        Segments = segments,
        Models = state.Models!,
        Warnings = state.Warnings
    };
}
