using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Setup;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">Stable word for programs.</param>
/// <param name="State">How it came out.</param>
/// <param name="Title">What was found, as a sentence.</param>
/// <param name="Remedy">What to do about it; null when there is nothing to do.</param>
/// <param name="Command">A command that mends it.</param>
public sealed record SetupCheck(string Name, CheckState State, string Title, string? Remedy, string? Command);
