using System.Text.Json;
using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;

namespace SparkControl.ControlApi.Import;

/// <summary>An event as a line of the log, or why it is none.</summary>
/// <param name="Line">Its id is not given yet; null when the event cannot be taken.</param>
/// <param name="Why">What is missing; beside a line, what of the event is left out of it.</param>
internal readonly partial record struct OldEvent(ConnectivityEntry? Line, string? Why)
{
    private const int LongestSource = 128, LongestError = 1000;
    private const double MostMs = 1e9;
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Names by which a program calls its own looks.
    private static readonly HashSet<string> Polls =
        ["poll", "poller", "polling", "probe", "monitor", "panel", "internal", "sparkcontrol"];

    /// <param name="fields">By <see cref="OldEventFields"/>.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="until">A later time is not believed.</param>
    public static OldEvent Read(Dictionary<string, JsonElement> fields, OldEventPlace place, DateTimeOffset until)
    {
        var service = fields.Text(OldEventFields.Service) ?? place.Service;
        if (service is null || !Names().IsMatch(service)) return new(null, "It names no service.");
        if (fields.Time(OldEventFields.At) is not { } at) return new(null, "It has no time that can be read.");
        if (at < Earliest || at > until) return new(null, "Its time is not between 2020 and the import.");

        var line = new ConnectivityEntry { Id = "", At = at, Kind = KindOf(fields, place), Service = service };
        return line.Kind == ConnectivityKind.Transition ? Transition(line, fields) : Report(line, fields);
    }

    private static OldEvent Report(ConnectivityEntry line, Dictionary<string, JsonElement> fields)
    {
        var ok = fields.Flag(OldEventFields.Ok) ?? OldVerdict.IsGood(OldVerdict.Of(fields, OldEventFields.To));
        if (ok is null) return new(null, "It does not say whether it went well.");

        var (written, ms) = (fields.ContainsKey(OldEventFields.Ms), fields.Number(OldEventFields.Ms));
        var isGood = ms is >= 0 and <= MostMs;
        return new(
            line with
            {
                Ok = ok,
                Source = PlainText.Of(fields.Text(OldEventFields.Source), LongestSource),
                Error = PlainText.Of(fields.Text(OldEventFields.Error), LongestError),
                Ms = isGood ? ms : null
            },
            written && !isGood ? "How long it took cannot be read; the rest was taken." : null);
    }

    private static OldEvent Transition(ConnectivityEntry line, Dictionary<string, JsonElement> fields)
    {
        var to = OldVerdict.Of(fields, OldEventFields.To) ?? OldVerdict.Of(fields, OldEventFields.Ok)
            ?? OldVerdict.Of(fields, OldEventFields.Kind);
        if (to is null) return new(null, "It is a change to a state that SparkControl does not know.");

        return new(
            line with
            {
                From = OldVerdict.Of(fields, OldEventFields.From),
                To = to,
                Evidence = PlainText.Of(fields.Text(OldEventFields.Error), LongestError)
            },
            null);
    }

    // What says nothing else is a report if an app can have sent it: that changes no verdict.
    private static ConnectivityKind KindOf(Dictionary<string, JsonElement> fields, OldEventPlace place)
    {
        var kind = OldName.Plain(fields.Text(OldEventFields.Kind) ?? "");
        if (kind is "report" or "reported" or "apireport" or "healthreport" or "healthevent")
            return ConnectivityKind.Report;
        if (kind is "transition" or "statetransition" or "change" or "statechange" or "poll" or "polling")
            return ConnectivityKind.Transition;
        if (place.Kind is { } said) return said;

        var isChange = fields.ContainsKey(OldEventFields.To) || fields.ContainsKey(OldEventFields.From)
            || OldVerdict.Of(fields, OldEventFields.Kind) is not null
            || Polls.Contains(OldName.Plain(fields.Text(OldEventFields.Source) ?? ""));
        return isChange ? ConnectivityKind.Transition : ConnectivityKind.Report;
    }

    [GeneratedRegex(@"^[\w.:-]{1,64}\z")]
    private static partial Regex Names();
}
