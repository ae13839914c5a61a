namespace SparkControl.Contracts;

/// <summary>Who is told when something happens.</summary>
public sealed record NotificationSettings
{
    /// <summary>
    /// Addresses that get a POST of JSON, signed when there is a secret: <c>X-Spark-Signature: sha256=…</c>.
    /// </summary>
    public IReadOnlyList<string> Webhooks { get; init; } = [];

    /// <summary>A topic of ntfy as an address, for example <c>https://ntfy.lan/sparks</c>; null for none.</summary>
    public string? Ntfy { get; init; }
}
