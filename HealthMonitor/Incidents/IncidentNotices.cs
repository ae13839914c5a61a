using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>What others are told of an incident: once that it began, once that it is over.</summary>
internal static class IncidentNotices
{
    /// <summary>Two rounds of probes: by then it is known what else is down.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(10);

    /// <summary>What is older is no news: a panel that was away has told its page, not the phones.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    /// <summary>What is to be told now; a notice that was told before is left out by its id.</summary>
    public static IEnumerable<Notice> Of(Incident incident, DateTimeOffset now)
    {
        // A swap that failed is told of as such.
        var isTold = incident.Entries.Any(
            entry => entry.Kind != ConnectivityKind.Swap && IncidentRules.IsTrouble(entry));
        if (!isTold) yield break;

        if (now - incident.Begin >= Settles && now - incident.Begin <= News) yield return Begin(incident);
        if (IsOver(incident, now) && now - incident.End <= News) yield return End(incident);
    }

    /// <summary>Whether there will be nothing more to tell.</summary>
    public static bool IsOver(Incident incident, DateTimeOffset now) =>
        now - incident.Begin >= Settles && !IncidentFold.MayGrow(incident, now);

    private static Notice Begin(Incident incident) => Notice(
        incident, NoticeEvent.IncidentBegin, "begin", incident.Begin, $"Trouble with {Names(incident)}",
        incident.Cause?.Sentence ?? First(incident));

    private static Notice End(Incident incident) => Notice(
        incident, NoticeEvent.IncidentEnd, "end", incident.End!.Value, $"Over: trouble with {Names(incident)}",
        $"{Lasted(incident.End.Value - incident.Begin)} {incident.Cause?.Sentence}".TrimEnd());

    private static Notice Notice(
        Incident incident, NoticeEvent what, string part, DateTimeOffset at, string title, string text) => new()
        {
            Id = $"{incident.Id}:{part}",
            At = at,
            Event = what,
            Title = title,
            Text = text,
            Data = Wire.Members(new { incident.Id, incident.Begin, incident.End, incident.Services, incident.Cause })
        };

    private static string Names(Incident incident) => incident.Services.Count switch
    {
        1 => incident.Services[0],
        < 5 => $"{string.Join(", ", incident.Services.SkipLast(1))} and {incident.Services[^1]}",
        var many => $"{many} services"
    };

    private static string First(Incident incident)
    {
        var first = incident.Entries.First(IncidentRules.IsTrouble);
        return first is { Kind: ConnectivityKind.Report, Error: { } error }
            ? $"{first.Source ?? "An app"} reports: {error}"
            : first.Evidence ?? first.Error ?? "It does not answer.";
    }

    private static string Lasted(TimeSpan lasted) => lasted.TotalSeconds switch
    {
        < 1 => "Nothing came after it.",
        < 60 => FormattableString.Invariant($"It lasted {lasted.TotalSeconds:0} s."),
        _ => FormattableString.Invariant($"It lasted {(int)lasted.TotalMinutes} min {lasted.Seconds} s.")
    };
}
