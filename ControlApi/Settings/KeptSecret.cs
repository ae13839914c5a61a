using System.Text.Json.Serialization;

namespace SparkControl.ControlApi.Settings;

/// <summary>What may be written and never read back.</summary>
/// <param name="Kept">Whether there is one.</param>
public sealed record KeptSecret(bool Kept)
{
    /// <summary>Of the Hub's token, the server that it was given for, where the one in force does not get it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GivenFor { get; init; }
}
