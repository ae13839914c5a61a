namespace SparkControl.ControlApi.Files;

/// <summary>What a file says.</summary>
/// <param name="Value">All that can be used.</param>
/// <param name="Flaws">What cannot.</param>
internal sealed record FileContent<T>(T Value, IReadOnlyList<FileFlaw> Flaws);
