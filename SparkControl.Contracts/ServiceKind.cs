namespace SparkControl.Contracts;

/// <summary>What a service does.</summary>
public enum ServiceKind
{
    /// <summary>A language model.</summary>
    Llm,

    /// <summary>Speech to text.</summary>
    Stt,

    /// <summary>Text to speech.</summary>
    Tts,

    /// <summary>Anything else that answers over HTTP.</summary>
    Other
}
