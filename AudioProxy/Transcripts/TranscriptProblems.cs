using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Why there is no transcript, or not all of it, in words for whoever wants it. Pure.</summary>
internal static class TranscriptProblems
{
    private const int WedgedRetrySeconds = 60, BusyRetrySeconds = 60;

    private const string GoesOn =
        "Send the same file again within an hour: it goes on from the windows that are finished.";

    /// <param name="fault">What came of it.</param>
    /// <param name="minutes">The part of the recording it was about.</param>
    /// <param name="done">What should have been done, as a participle.</param>
    /// <param name="goesOn">Whether windows are kept.</param>
    public static TranscriptFailure Of(SpeechFault fault, string minutes, string done, bool goesOn = true)
    {
        var again = goesOn ? GoesOn : "Send it again.";
        return new(fault switch
        {
            SpeechFault.Wedged => new(
                "gpu_wedged", "The GPU behind Parakeet has failed",
                $"{Capital(minutes)} could not be {done}. Parakeet is looked at now and may be restarted. {again} "
                + $"It said: {fault.Reason}",
                StatusCodes.Status503ServiceUnavailable, WedgedRetrySeconds),
            SpeechFault.Unreachable => new(
                "speech_unreachable", "Parakeet does not answer",
                $"{Capital(minutes)} could not be {done}. {Sentence(fault.Reason)} The Health page says more. {again}",
                StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds),
            SpeechFault.Busy => new(
                "busy", "Parakeet is busy with something else",
                $"{Capital(minutes)} had no turn in 20 minutes. {again}",
                StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds),
            _ => new(
                "window_failed", "A part of the recording could not be worked on",
                $"{Capital(minutes)} could not be {done}. {again} Parakeet said: {fault.Reason}",
                StatusCodes.Status502BadGateway)
        });
    }

    /// <summary>The warning of a transcript without speakers.</summary>
    /// <param name="fault">Why there are none.</param>
    /// <param name="from">From where on; null for all of it.</param>
    public static string NoSpeakers(SpeechFault fault, string? from)
    {
        var what = from is null ? "Speakers are not told apart" : $"From {from} on speakers are not told apart";
        return fault is SpeechFault.Missing
            ? $"{what}: the Parakeet container has no diarizer (POST /v1/audio/diarize is not found)."
            : $"{what}: the diarizer does not answer as it should. {Sentence(fault.Reason)}";
    }

    public static TranscriptProblem Of(AudioProblem problem) =>
        new(problem.Code, problem.Title, problem.Detail, problem.Status);

    public static TranscriptProblem NoTurn(int minutes) => new(
        "busy", "Other recordings are still being transcribed",
        $"There was no turn for this one within {minutes} minutes. Send it again later.",
        StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds);

    public static TranscriptProblem Cancelled { get; } = new(
        "cancelled", "The transcript was cancelled", $"Nothing more is done about it. {GoesOn}",
        StatusCodes.Status409Conflict);

    public static TranscriptProblem Broken(string trace) => new(
        "failed", "The transcript could not be made",
        $"AudioProxy's log has the reason, under transcript {trace}. {GoesOn}",
        StatusCodes.Status500InternalServerError);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Sentence(string text) => text.Length == 0 || char.IsPunctuation(text[^1]) ? text : $"{text}.";
}
