namespace SparkControl.AudioProxy.Voices;

/// <summary>A text to say, as clients of OpenAI's API send it.</summary>
/// <param name="Input">The text, 4,096 characters at most.</param>
/// <param name="Voice">
/// A voice of Magpie's, in full (<c>Magpie-Multilingual.EN-US.Aria.Happy</c>) or short (<c>Aria</c>,
/// <c>DE-DE.Mia</c>), or one of OpenAI's. Null for the usual one.
/// </param>
/// <param name="Model">Any: there is one model.</param>
/// <param name="ResponseFormat"><c>mp3</c>, <c>opus</c>, <c>aac</c>, <c>flac</c>, <c>wav</c> or <c>pcm</c>.</param>
/// <param name="Speed">0.25 to 4; 1 is as it is spoken.</param>
/// <param name="Instructions">Ignored: Magpie takes none. Feelings are part of a voice's name.</param>
/// <param name="StreamFormat"><c>audio</c>, or <c>sse</c> for events with pieces of it in base64.</param>
public sealed record SpeechRequest(
    string Input, string? Voice = null, string? Model = null, string? ResponseFormat = null, double? Speed = null,
    string? Instructions = null, string? StreamFormat = null);
