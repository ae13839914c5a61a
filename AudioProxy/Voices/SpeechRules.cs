using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>What may be asked for.</summary>
internal static class SpeechRules
{
    /// <summary>OpenAI's own limit, in characters.</summary>
    public const int Longest = 4096;

    /// <summary>What is wrong with a request; null when nothing is.</summary>
    public static ProblemHttpResult? Refuse(SpeechRequest request) => request switch
    {
        _ when string.IsNullOrWhiteSpace(request.Input) =>
            SpeechProblems.Bad("input", "There is nothing to say", "Send the text as “input”."),
        { Input.Length: > Longest } => SpeechProblems.Bad(
            "input", "The text is too long", $"It may have {Longest} characters: send it in parts."),
        _ when request.ResponseFormat is { } name && SpeechFormat.Find(name) is null => SpeechProblems.Bad(
            "response_format", $"There is no format “{name}”", $"Formats are {SpeechFormat.Names}."),
        { Speed: not (null or (>= 0.25 and <= 4)) } =>
            SpeechProblems.Bad("speed", "That speed cannot be spoken", "It is a number from 0.25 to 4."),
        { StreamFormat: not (null or "audio" or "sse") } => SpeechProblems.Bad(
            "stream_format", $"There is no stream_format “{request.StreamFormat}”", "It is audio or sse."),
        _ => null
    };
}
