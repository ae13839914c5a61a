namespace SparkControl.Simulator.Speech;

/// <summary>
/// How a Parakeet server words its answers. Servers differ, and a client has to read them all: each of these was seen.
/// </summary>
public sealed record AnswerStyle
{
    /// <summary>Where words are, when they were asked for.</summary>
    public WordPlace Words { get; init; }

    /// <summary>What a word is.</summary>
    public TokenForm Tokens { get; init; }

    /// <summary>The key of a word's text: "word" or "text".</summary>
    public string WordKey { get; init; } = "word";

    /// <summary>The key of a segment's text: "text", or "segment" as NeMo itself has it.</summary>
    public string TextKey { get; init; } = "text";

    /// <summary>Whether <c>segments</c> is there when it is empty.</summary>
    public bool KeepsEmptySegments { get; init; } = true;

    /// <summary>The language that it claims; null says null.</summary>
    public string? Language { get; init; } = "en";

    /// <summary>Whether it says how long the audio is.</summary>
    public bool HasDuration { get; init; } = true;

    /// <summary>How the times and labels of turns are called.</summary>
    public TurnKeys Turns { get; init; }

    /// <summary>Where it tells how it is.</summary>
    public HealthPaths Health { get; init; }

    /// <summary>How an error is worded.</summary>
    public ErrorForm Errors { get; init; }

    /// <summary>Whether it answers while it loads, if only that it is not ready: from its next start on.</summary>
    public bool ListensEarly { get; init; }
}

/// <summary>The paths of a server's health.</summary>
public enum HealthPaths
{
    /// <summary><c>/health</c> and <c>/healthz</c></summary>
    Both,

    /// <summary><c>/health</c> alone.</summary>
    Health,

    /// <summary><c>/healthz</c> alone.</summary>
    Healthz
}

/// <summary>The words of an error.</summary>
public enum ErrorForm
{
    /// <summary><c>{"detail": …}</c></summary>
    FastApi,

    /// <summary><c>{"error": {"message": …, "type": …, "code": …}}</c></summary>
    OpenAi
}

/// <summary>Where a verbose answer has its words.</summary>
public enum WordPlace
{
    /// <summary>In <c>words</c> beside <c>segments</c>.</summary>
    TopLevel,

    /// <summary>In <c>words</c> of each segment.</summary>
    InSegments,

    /// <summary>Nowhere, though they were asked for.</summary>
    Absent
}

/// <summary>What the text of a word is.</summary>
public enum TokenForm
{
    /// <summary>The word alone.</summary>
    Plain,

    /// <summary>A space and the word.</summary>
    LeadingSpace,

    /// <summary>Pieces of words, of which the first of each word begins with a space.</summary>
    SubWords
}

/// <summary>The keys of a turn.</summary>
public enum TurnKeys
{
    /// <summary><c>start_s end_s speaker</c></summary>
    Seconds,

    /// <summary><c>start end speaker</c></summary>
    Plain,

    /// <summary><c>start_ms end_ms label</c></summary>
    Milliseconds
}
