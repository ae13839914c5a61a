using Microsoft.AspNetCore.Mvc;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>What is wanted of the log, as it stands in the address.</summary>
public sealed record ConnectivityQuery
{
    /// <summary>The name of a service.</summary>
    [FromQuery(Name = "service")]
    public string? Service { get; init; }

    /// <summary>
    /// <c>transition</c>, <c>report</c>, <c>swap</c>, <c>update</c>, <c>action</c> or <c>warning</c>; several with
    /// commas between.
    /// </summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>Who said it.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <summary>
    /// A part of what a line says: its service, source, error, evidence, or a word of its state, in letters of either
    /// case.
    /// </summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    /// <summary>The earliest time, ISO 8601; without an offset it is UTC.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>The latest time.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Lines on the page, 1 to 1,000; 100 where it is not given.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary><c>json</c>, or <c>csv</c>.</summary>
    [FromQuery(Name = "format")]
    public string? Format { get; init; }
}
