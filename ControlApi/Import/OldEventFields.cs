using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Import;

/// <summary>
/// The fields of an event by what they may be called; which of the names the original used is not known for each.
/// </summary>
internal static partial class OldEventFields
{
    public const string At = "at", Service = "service", Kind = "kind", Ok = "ok", To = "to", From = "from",
        Source = "source", Error = "error", Ms = "ms";

    private static readonly Dictionary<string, string[]> Names = new()
    {
        [At] = ["at", "ts", "t", "time", "timestamp", "when", "date", "datetime", "iso", "createdat"],
        [Service] = ["service", "svc", "servicename", "name"],
        [Kind] = ["kind", "type", "event", "eventtype"],
        [Ok] = ["ok", "success", "healthy", "up", "ready", "reachable"],
        [To] = ["to", "state", "status", "new", "newstate", "newstatus", "tostate"],
        [From] =
            ["from", "old", "previous", "prev", "oldstate", "oldstatus", "fromstate", "previousstate", "prevstate"],
        [Source] = ["source", "reporter", "client"],
        [Error] = ["error", "reason", "message", "detail", "err"],
        [Ms] = ["ms", "latencyms", "durationms", "elapsedms"]
    };

    private static readonly Dictionary<string, string> ByName = Names
        .SelectMany(one => one.Value.Select(name => (name, one.Key))).ToDictionary(pair => pair.name, pair => pair.Key);

    /// <summary>Whether an object is an event and not a mapping of lists.</summary>
    public static bool IsEvent(JsonElement element)
    {
        var fields = Of(element, []);
        return fields.ContainsKey(At) || fields.ContainsKey(Service);
    }

    /// <summary>The fields that are known and said; the first of two that mean the same.</summary>
    /// <param name="element">An object.</param>
    /// <param name="others">Takes the names of the rest.</param>
    public static Dictionary<string, JsonElement> Of(JsonElement element, List<string> others)
    {
        Dictionary<string, JsonElement> fields = [];
        foreach (var member in element.EnumerateObject())
        {
            var name = NameOf(member);
            if (member.Value.ValueKind is JsonValueKind.Null) continue;
            var isKnown = ByName.TryGetValue(OldName.Plain(name), out var field) && fields.TryAdd(field, member.Value);
            if (!isKnown) others.Add(name);
        }

        return fields;
    }

    /// <summary>A text; null for anything else.</summary>
    public static string? Text(this Dictionary<string, JsonElement> fields, string name)
    {
        try
        {
            return fields.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // An escape like \ud800 is JSON and stands for no text.
            return null;
        }
    }

    /// <summary>Yes or no, also in a text or as 1 or 0; null for anything else.</summary>
    public static bool? Flag(this Dictionary<string, JsonElement> fields, string name) =>
        !fields.TryGetValue(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.GetRawText() switch { "1" => true, "0" => false, _ => null },
            _ => bool.TryParse(fields.Text(name), out var said) ? said : null
        };

    /// <summary>A number, also in a text; null for anything else.</summary>
    public static double? Number(this Dictionary<string, JsonElement> fields, string name)
    {
        if (!fields.TryGetValue(name, out var value)) return null;

        var text = value.ValueKind is JsonValueKind.Number ? value.GetRawText() : fields.Text(name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;
    }

    /// <summary>
    /// A time: seconds or milliseconds since 1970, or ISO 8601, in UTC where it says nothing else; null for anything
    /// else.
    /// </summary>
    public static DateTimeOffset? Time(this Dictionary<string, JsonElement> fields, string name)
    {
        const double Seconds = 1e11, Milliseconds = 1e14;
        if (fields.Number(name) is { } number)
        {
            return number is <= 0 or >= Milliseconds ? null
                : DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(number < Seconds ? number * 1000 : number));
        }

        // Anything shorter would be completed with the day of today.
        return fields.Text(name) is { } text && DayAndTime().IsMatch(text)
            && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time)
            ? time
            : null;
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")]
    private static partial Regex DayAndTime();
}
