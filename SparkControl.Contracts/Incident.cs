using System.Globalization;

namespace SparkControl.Contracts;

/// <summary>Trouble with one or more services, from its beginning until all of them work again.</summary>
public sealed record Incident
{
    /// <summary>Made of its beginning, so that it stays the same while more becomes known.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Begin { get; init; }

    /// <summary>When all of it was over; null while something is down.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>The services in trouble, in the order in which they got into it.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>What the data says about the cause; null when it says nothing.</summary>
    public IncidentCause? Cause { get; init; }

    /// <summary>The lines of the log that belong to it, oldest first.</summary>
    public required IReadOnlyList<ConnectivityEntry> Entries { get; init; }

    /// <summary>Lines in the middle that were left out.</summary>
    public int Omitted { get; init; }

    /// <summary>What apps have reported meanwhile, those with the most failures first.</summary>
    public IReadOnlyList<ReportCount> Reports { get; init; } = [];

    /// <summary>The nodes of the services in trouble, around its beginning.</summary>
    public IReadOnlyList<NodeBeside> Nodes { get; init; } = [];

    /// <summary>The swap that was under way; null when there was none.</summary>
    public SwapBeside? Swap { get; init; }

    /// <summary>
    /// What containers printed last before their services went down, eight times at most, oldest first. It is kept by
    /// the lines that say so, and put beside the incident when that is told.
    /// </summary>
    public IReadOnlyList<LogBeside> Logs { get; init; } = [];

    /// <summary>The id of one that begins at a moment.</summary>
    public static string IdOf(DateTimeOffset begin) =>
        string.Create(CultureInfo.InvariantCulture, $"i-{begin.ToUnixTimeMilliseconds()}");

    /// <summary>When the one of an id began; null when it is no such id.</summary>
    public static DateTimeOffset? BeginOf(string id) =>
        id.StartsWith("i-", StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
}

/// <summary>What probably brought an incident about.</summary>
/// <param name="Code">
/// A stable word for programs: <c>host</c>, <c>memory</c>, <c>network</c>, <c>client</c>, <c>swap</c> or
/// <c>swap_failed</c>.
/// </param>
/// <param name="Sentence">The cause and what speaks for it.</param>
public sealed record IncidentCause(string Code, string Sentence);

/// <summary>When an incident was.</summary>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it was over; null while it lasts.</param>
public sealed record IncidentSpan(DateTimeOffset Begin, DateTimeOffset? End);
