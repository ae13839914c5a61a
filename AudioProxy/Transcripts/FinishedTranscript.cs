using SparkControl.AudioProxy.Formats;
using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript that is done, put together again from its parts.</summary>
internal static class FinishedTranscript
{
    /// <param name="store">Where it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="areLines">Long segments stay in the lines that they were told in.</param>
    /// <returns>Null when there is none, or none that is done.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away.</exception>
    public static async Task<Transcript?> ReadAsync(TranscriptStore store, string id, bool areLines = false)
    {
        var lines = new List<Segment>();
        while (await store.ReadAsync(id, lines.Count) is { State.Phase: TranscriptPhase.Done } slice)
        {
            lines.AddRange(slice.Parts.Select(Wire.Read<Segment>));
            if (slice.Parts.Count < TranscriptStore.SliceParts)
                return Of(slice.State, areLines ? lines : Segment.Joined(lines));
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
