namespace SparkControl.ControlApi.Settings;

/// <summary>A setting as a source has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Its line; null in a source without lines.</param>
/// <param name="Values">What is written; null for something that is neither a value nor a list of values.</param>
internal sealed record RawSetting(string Name, int? Line, IReadOnlyList<string>? Values);
