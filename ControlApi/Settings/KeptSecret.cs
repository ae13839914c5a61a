namespace SparkControl.ControlApi.Settings;

/// <summary>What may be written and never read back.</summary>
/// <param name="Kept">Whether there is one.</param>
public sealed record KeptSecret(bool Kept);
