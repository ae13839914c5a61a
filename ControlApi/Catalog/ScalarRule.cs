namespace SparkControl.ControlApi.Catalog;

/// <summary>Reads a value that is no text.</summary>
/// <param name="Read">Gives null for what it is not.</param>
/// <param name="Wanted">What it must be, in words.</param>
internal sealed record ScalarRule<T>(Func<string, T?> Read, string Wanted) where T : struct;
