namespace SparkControl.AudioProxy.Decoding;

/// <summary>What bytes are: a recording of some kind, or what they are instead.</summary>
/// <param name="Kind">Null when it is none.</param>
/// <param name="Instead">For the sender's eyes, for example <c>a web page</c>; null when it is a recording.</param>
internal sealed record Sniffed(AudioKind? Kind, string? Instead)
{
    public static implicit operator Sniffed(AudioKind kind) => new(kind, null);

    /// <exception cref="AudioException">It is no recording: <c>unknown_format</c>.</exception>
    public AudioKind Require() => Kind ?? throw new AudioException(AudioProblem.UnknownFormat(Instead!));
}
