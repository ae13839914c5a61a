using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Connectivity;

/// <summary>What is wanted of the log, understood.</summary>
internal sealed record ConnectivityWish(ConnectivityFilter Filter, int Limit, ConnectivityCursor? Cursor, bool IsCsv);

/// <summary>Understands what stands in the address, or says what is wrong, by the name of the parameter.</summary>
internal sealed partial class ConnectivityQueryReader
{
    private const int UsualLimit = 100, LargestLimit = 1000, LongestSource = 128, LongestText = 128;

    private static readonly string[] Names =
        ["service", "kind", "source", "q", "from", "to", "limit", "cursor", "format"];

    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>What is wrong; empty when nothing is.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => errors;

    /// <param name="query">The parameters.</param>
    /// <param name="given">The names that stand in the address: a misspelt one would let everything through.</param>
    public ConnectivityWish Read(ConnectivityQuery query, IEnumerable<string> given)
    {
        foreach (var name in given.Except(Names, StringComparer.OrdinalIgnoreCase))
            errors[name] = [$"There is no such parameter; there are {string.Join(", ", Names)}."];

        var wish = new ConnectivityWish(
            new()
            {
                Service = Service(query.Service),
                Kinds = Kinds(query.Kind),
                Source = Short("source", query.Source, LongestSource),
                Text = Short("q", query.Text, LongestText),
                From = Time("from", query.From),
                To = Time("to", query.To)
            },
            Limit(query.Limit), Cursor(query.Cursor), IsCsv(query.Format));
        if (wish.Filter.From > wish.Filter.To) errors["to"] = ["It lies before from."];
        return wish;
    }

    private string? Service(string? text) => Blank(text) || ServiceNames().IsMatch(text!)
        ? Given(text)
        : Wrong("service", ServiceName.Rule);

    private IReadOnlyList<ConnectivityKind> Kinds(string? text)
    {
        if (Blank(text)) return [];

        var known = Enum.GetValues<ConnectivityKind>().ToDictionary(Wire.Word);
        var words = text!.Split(',', StringSplitOptions.TrimEntries);
        if (words.All(known.ContainsKey)) return [.. words.Distinct().Select(word => known[word])];

        Wrong("kind", $"One of {string.Join(", ", known.Keys)}, or several with commas between.");
        return [];
    }

    private string? Short(string name, string? text, int longest) => Blank(text) || text!.Length <= longest
        ? Given(text)
        : Wrong(name, $"At most {longest} characters.");

    private DateTimeOffset? Time(string name, string? text)
    {
        if (Blank(text)) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch)
        {
            return time;
        }

        Wrong(name, "A time as in 2026-11-24T12:00:00Z; a + in it is written %2B.");
        return null;
    }

    private int Limit(string? text)
    {
        if (Blank(text)) return UsualLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= LargestLimit)
        {
            return limit;
        }

        Wrong("limit", $"A number from 1 to {LargestLimit}.");
        return UsualLimit;
    }

    private ConnectivityCursor? Cursor(string? text)
    {
        if (Blank(text)) return null;

        var cursor = ConnectivityCursor.Parse(text!);
        if (cursor is null) Wrong("cursor", "The next of the page before, as it came.");
        return cursor;
    }

    private bool IsCsv(string? text)
    {
        if (!Blank(text) && text is not ("json" or "csv")) Wrong("format", "json or csv.");
        return text == "csv";
    }

    private string? Wrong(string name, string rule)
    {
        errors[name] = [rule];
        return null;
    }

    private static bool Blank(string? text) => string.IsNullOrEmpty(text);

    private static string? Given(string? text) => Blank(text) ? null : text;

    [GeneratedRegex(ServiceName.Pattern + @"(?!\n)")]
    private static partial Regex ServiceNames();
}
