using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>Why a text is not spoken.</summary>
internal static class SpeechProblems
{
    /// <param name="field">The field of the request that is at fault.</param>
    /// <param name="title">What is wrong with it.</param>
    /// <param name="detail">What to do about it.</param>
    public static ProblemHttpResult Bad(string field, string title, string detail) => Problems.Problem(
        "invalid", StatusCodes.Status400BadRequest, title, detail,
        new Dictionary<string, object?> { ["field"] = field });

    public static ProblemHttpResult NoVoice(string wanted, IReadOnlyList<string> voices) => Bad(
        "voice", $"There is no voice “{wanted}”",
        $"Some of the voices are {string.Join(", ", voices.Take(3))}; GET /v1/audio/voices lists all of them.");

    public static ProblemHttpResult NoFfmpeg(string what) => Problems.Problem(
        "ffmpeg_missing", StatusCodes.Status501NotImplemented, $"{what} needs ffmpeg, which AudioProxy does not find",
        "Install ffmpeg on the machine that runs it, or ask for wav or pcm at speed 1.");

    public static ProblemHttpResult NotEncoded(string format, string said) => Problems.Problem(
        "not_encoded", StatusCodes.Status501NotImplemented, $"This ffmpeg makes no {format}",
        $"Ask for another format, wav for example. It says: {said}");

    public static ProblemHttpResult NotSetUp() => Problems.Problem(
        "magpie_unknown", StatusCodes.Status503ServiceUnavailable, "It is not known where Magpie is",
        "Set up the Sparks, or magpie_host, on the Settings page.");

    public static ProblemHttpResult SwitchedOff() => Problems.Problem(
        "magpie_disabled", StatusCodes.Status503ServiceUnavailable, "Magpie is switched off",
        "Take it out of disabled_services on the Settings page.");

    public static ProblemHttpResult Unreachable(string address) => Problems.Problem(
        "magpie_unreachable", StatusCodes.Status503ServiceUnavailable, "Magpie does not answer",
        $"Nothing can be spoken until it does on {address}. The Health page says why and can start it.");

    public static ProblemHttpResult Loading() => Problems.Problem(
        "magpie_loading", StatusCodes.Status503ServiceUnavailable, "Magpie is still loading",
        "It takes minutes after a start. Try again then.");

    public static ProblemHttpResult Refused(string? said) => Problems.Problem(
        "speech_refused", StatusCodes.Status400BadRequest, "Magpie does not say that", said);

    public static ProblemHttpResult Failed(string? said) => Problems.Problem(
        "speech_failed", StatusCodes.Status502BadGateway, "Magpie failed at it", said);
}
