using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Why there is no transcript, or not all of it, in words for whoever wants it. Pure.</summary>
internal static class TranscriptProblems
{
    /// <summary>What should have been done with a window's words, as a participle.</summary>
    public const string Transcribed = "transcribed";

    private const int WedgedRetrySeconds = 60, BusyRetrySeconds = 60;

    /// <summary>What becomes of finished windows: as long as <see cref="TranscriptTimes.WindowKept"/>.</summary>
    public const string GoesOn =
        "Send the same file again within twelve hours: it goes on from the windows that are finished.";

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
                $"{Capital(minutes)} could not be {done}. Parakeet is looked at now; a person has to restart it, on "
                + $"Health. {again} It said: {fault.Reason}",
                StatusCodes.Status503ServiceUnavailable, WedgedRetrySeconds),
            SpeechFault.Unreachable => new(
                "speech_unreachable", "Parakeet does not answer",
                $"{Capital(minutes)} could not be {done}. {Sentence(fault.Reason)} The Health page says more. {again}",
                StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds),
            SpeechFault.Busy => new(
                "busy", "Parakeet is busy with something else",
                $"{Capital(minutes)} could not be {done} within 20 minutes. {again} "
                + $"The last reason was: {fault.Reason}",
                StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds),
            SpeechFault.Refused or SpeechFault.Missing => new(
                "window_refused", "Parakeet does not take the recording",
                $"{Capital(minutes)} could not be {done}, and another try will not change that. "
                + (done == Transcribed
                    ? "Look at the language that was asked for, and at the model's name in Settings. "
                    : "")
                + $"Parakeet said: {fault.Reason}",
                StatusCodes.Status502BadGateway),
            _ => new(
                "window_failed", "A part of the recording could not be worked on",
                $"{Capital(minutes)} could not be {done}. {again} Parakeet said: {fault.Reason}",
                StatusCodes.Status502BadGateway)
        });
    }

    /// <summary>The warning of a transcript whose speakers nobody can tell apart.</summary>
    /// <param name="window">The first one of which that is known.</param>
    public static string NoDiarizer(AudioWindow window)
    {
        var from = window.Number == 0 ? "Speakers" : $"From minute {Minute(window.StartSeconds)} on speakers";
        return $"{from} are not told apart: "
            + "the Parakeet container has no diarizer (POST /v1/audio/diarize is not found).";
    }

    /// <summary>The warning of a part without speakers.</summary>
    public static string NoSpeakers(DiarizerOutage outage) => FormattableString.Invariant(
        $"From minute {Minute(outage.Start)} to {Math.Ceiling(outage.End / 60):0} speakers are not told apart: ")
        + $"the diarizer did not answer. {Sentence(outage.Reason)}";

    /// <summary>The warning of a part where words were heard and nobody who says them.</summary>
    /// <param name="from">Where it begins, seconds.</param>
    /// <param name="to">Where it ends, seconds.</param>
    public static string NobodyHeard(double from, double to) => FormattableString.Invariant(
        $"From minute {Minute(from)} to {Math.Ceiling(to / 60):0} speakers are not told apart: ")
        + "the diarizer heard nobody there, and words were heard.";

    public static TranscriptProblem Removed { get; } = new(
        "removed", "The transcript was removed", "Somebody has deleted it when it was made. Send the recording again.",
        StatusCodes.Status409Conflict);

    /// <summary>It is made, but cannot be read.</summary>
    public static TranscriptProblem NotRead { get; } = new(
        "redis_away", "The panel's memory does not answer",
        $"The transcript is made, but Redis cannot be reached. {GoesOn}",
        StatusCodes.Status503ServiceUnavailable, BusyRetrySeconds);

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

    private static int Minute(double seconds) => (int)(seconds / 60);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Sentence(string text) => text.Length == 0 || char.IsPunctuation(text[^1]) ? text : $"{text}.";
}
