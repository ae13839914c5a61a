namespace SparkControl.Contracts;

/// <summary>What a job does.</summary>
public enum JobKind { Download, Update }

/// <summary>A download or an update.</summary>
/// <param name="Id">Names it and its log.</param>
/// <param name="Kind">What it does.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
public sealed record JobState(string Id, JobKind Kind, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
