namespace SparkControl.ControlApi.Swaps;

/// <summary>A remote job to start.</summary>
/// <param name="Node">The node it runs on.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Script">What it does.</param>
/// <param name="Environment">Variables for it, beside the node's own; null for none.</param>
internal sealed record NodeJob(
    string Node, string Name, string Script, IReadOnlyDictionary<string, string>? Environment = null);
