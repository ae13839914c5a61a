namespace SparkControl.Contracts;

/// <summary>A check before a load that did not come out well, and that a user has loaded in spite of.</summary>
/// <param name="Name">The check, for example <c>other_container</c>.</param>
/// <param name="Node">The node it was about; null when it was about both or neither.</param>
public sealed record PassedCheck(string Name, string? Node);
