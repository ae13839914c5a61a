namespace SparkControl.Simulator;

/// <summary>This machine lacks programs without which it cannot play a Spark.</summary>
public sealed class MissingToolsException(IReadOnlyList<string> tools, string path) : Exception(
    $"The simulated Sparks need {string.Join(", ", tools)}, and {path} " +
    $"{(tools.Count == 1 ? "does not have it" : "do not have them")}. " +
    "Install what is missing and start again.");
