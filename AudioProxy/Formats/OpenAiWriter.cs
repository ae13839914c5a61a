using System.Text.Json.Serialization;

namespace SparkControl.AudioProxy.Formats;

/// <summary>A transcript as OpenAI's API answers POST /v1/audio/transcriptions. Pure.</summary>
internal static class OpenAiWriter
{
    // ISO 639 has a code for a language that nobody named; clients expect some text.
    private const string Undetermined = "und";

    /// <summary>What a segment with a speaker, and the event that tells one, is called.</summary>
    public const string SegmentType = "transcript.text.segment";

    /// <param name="transcript">With the words of each segment.</param>
    /// <param name="format">In which.</param>
    /// <param name="hasWords">Verbose JSON has words: <c>timestamp_granularities[]</c> names <c>word</c>.</param>
    public static string Write(Transcript transcript, OpenAiFormat format, bool hasWords = false) => format switch
    {
        OpenAiFormat.Json => TranscriptJson.Write(new { Text = Text(transcript) }),
        OpenAiFormat.VerboseJson => hasWords
            ? TranscriptJson.Write(new
            {
                Task = "transcribe",
                Language = transcript.Language ?? Undetermined,
                transcript.Duration,
                Text = Text(transcript),
                Words = transcript.Segments.SelectMany(segment => segment.Words ?? []).Select(Word),
                Segments = Segments(transcript)
            })
            : TranscriptJson.Write(new
            {
                Task = "transcribe",
                Language = transcript.Language ?? Undetermined,
                transcript.Duration,
                Text = Text(transcript),
                Segments = Segments(transcript)
            }),
        OpenAiFormat.DiarizedJson => Diarized(transcript),
        OpenAiFormat.Srt => Subtitles.Srt(transcript, hasSpeakers: false),
        OpenAiFormat.Vtt => Subtitles.Vtt(transcript, hasSpeakers: false),
        _ => Text(transcript) + "\n"
    };

    /// <summary>A segment as <c>diarized_json</c> and its stream have it.</summary>
    /// <param name="segment">What somebody says.</param>
    /// <param name="index">Its place among all.</param>
    public static object Diarized(Segment segment, int index) => new
    {
        Type = SegmentType,
        Id = SegmentId(index),
        Start = Seconds(segment.StartMs),
        End = Seconds(segment.EndMs),
        segment.Text,
        segment.Speaker
    };

    public static string SegmentId(int index) => $"seg_{index:000}";

    private static string Diarized(Transcript transcript) => TranscriptJson.Write(new DiarizedText(
        "transcribe", transcript.Duration, Text(transcript),
        transcript.Segments.Select((segment, index) => Diarized(segment, index)))
    {
        Warnings = transcript.Warnings.Count > 0 ? transcript.Warnings : null
    });

    private static string Text(Transcript transcript) =>
        string.Join(' ', transcript.Segments.Select(segment => segment.Text));

    private static object Word(SegmentWord word) =>
        new { word.Word, Start = Seconds(word.StartMs), End = Seconds(word.EndMs) };

    // Whisper's figures of its own working are not known. Clients in typed languages refuse a segment without them.
    private static IEnumerable<object> Segments(Transcript transcript) => Cue.Of(transcript).Select((cue, index) => new
    {
        Id = index,
        Seek = 0,
        Start = Seconds(cue.StartMs),
        End = Seconds(cue.EndMs),
        cue.Text,
        Tokens = Array.Empty<int>(),
        Temperature = 0.0,
        AvgLogprob = 0.0,
        CompressionRatio = 0.0,
        NoSpeechProb = 0.0
    });

    private static double Seconds(long milliseconds) => milliseconds / 1000.0;
}

/// <summary>What <c>diarized_json</c> is.</summary>
internal sealed record DiarizedText(string Task, double Duration, string Text, IEnumerable<object> Segments)
{
    /// <summary>
    /// Beyond OpenAI's own; null where there are none. That nobody could be told apart, for example, is said nowhere
    /// else.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}
