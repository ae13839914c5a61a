namespace SparkControl.Contracts;

/// <summary>
/// The memory cap that this panel gave a container last: only what it has set itself it takes back again.
/// </summary>
/// <param name="Node">The Spark.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Gib">In GiB; null when it was taken back.</param>
/// <param name="StartedAt">The beginning of the container's life that it was seen in force in.</param>
public sealed record ServiceCap(string Node, string Container, int? Gib, DateTimeOffset? StartedAt);
