namespace SparkControl.Contracts;

/// <summary>An incident in a list.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it was over; null while something is down.</param>
/// <param name="Services">The services in trouble.</param>
/// <param name="Cause">The probable cause; null when the data does not say.</param>
/// <param name="Lines">How many lines of the log belong to it.</param>
public sealed record IncidentSummary(
    string Id, DateTimeOffset Begin, DateTimeOffset? End, IReadOnlyList<string> Services, IncidentCause? Cause,
    int Lines)
{
    private const int MostIds = 200;

    /// <summary>The ids of those of its lines that it holds, oldest first, 200 at most.</summary>
    public IReadOnlyList<string> EntryIds { get; init; } = [];

    public static IncidentSummary Of(Incident incident) => new(
        incident.Id, incident.Begin, incident.End, incident.Services, incident.Cause,
        incident.Entries.Count + incident.Omitted)
    {
        EntryIds = [.. incident.Entries.Take(MostIds).Select(entry => entry.Id)]
    };

    /// <summary>All by which an incident is found, each once, a line each.</summary>
    public static string TextOf(Incident incident) => string.Join('\n', incident.Services
        .Append(incident.Cause?.Sentence)
        .Concat(incident.Entries.SelectMany(
            entry => new[] { entry.Service, entry.Source, entry.Error, entry.Evidence }))
        .OfType<string>().Distinct());
}
