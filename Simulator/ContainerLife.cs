namespace SparkControl.Simulator;

/// <summary>One container of a node, from its start to its end; without an end it runs.</summary>
public sealed record ContainerLife(string Id, string Name, DateTimeOffset From, DateTimeOffset? To);
