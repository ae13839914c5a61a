using System.Text.Json.Serialization;

namespace SparkControl.AudioProxy.Speech;

/// <summary>A word as it was heard.</summary>
/// <param name="Text">With the capitals and the punctuation that it was written with, without spaces around it.</param>
/// <param name="Start">Seconds from the beginning of what was listened to.</param>
/// <param name="End">Seconds, never before its start.</param>
internal sealed record SpokenWord(string Text, double Start, double End)
{
    [JsonIgnore]
    public double Middle => (Start + End) / 2;
}
