namespace SparkControl.Contracts;

/// <summary>
/// Who is told when something happens: their hosts, and ports where they have some. The addresses are as good as
/// passwords and stay in ControlApi's file of secrets.
/// </summary>
public sealed record NotificationSettings
{
    /// <summary>
    /// Those that get a POST of JSON, signed when there is a secret: <c>X-Spark-Signature: sha256=…</c>. One each,
    /// though hosts may be the same.
    /// </summary>
    public IReadOnlyList<string> Webhooks { get; init; } = [];

    /// <summary>That of a topic of ntfy; null for none.</summary>
    public string? Ntfy { get; init; }
}
