namespace SparkControl.Contracts;

/// <summary>
/// How far the connectivity log has come: enough for the page to say what happened last and to read on when it moves.
/// Written at most once a second.
/// </summary>
public sealed record JournalMark
{
    /// <summary>The id of the newest line; null while there is none.</summary>
    public string? Newest { get; init; }

    /// <summary>When that happened.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Lines written so far, repeated reports counted in once.</summary>
    public long Written { get; init; }

    /// <summary>The incident in progress or the last one; null when there was none.</summary>
    public IncidentMark? Incident { get; init; }

    /// <summary>Incidents of the last 24 hours, those that began before and lasted into them too.</summary>
    public int IncidentsOfDay { get; init; }
}

/// <summary>An incident in one line.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it was over; null while it lasts.</param>
/// <param name="Services">Who was in trouble.</param>
/// <param name="Cause">What the data says about the cause; null when it says nothing.</param>
public sealed record IncidentMark(
    string Id, DateTimeOffset Begin, DateTimeOffset? End, IReadOnlyList<string> Services, IncidentCause? Cause);
