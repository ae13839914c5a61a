namespace SparkControl.Contracts;

/// <summary>A process's sign of life: the value of <see cref="Keys.Instance"/>.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="Version">The version it runs.</param>
public sealed record InstanceSign(DateTimeOffset StartedAt, string Version);
