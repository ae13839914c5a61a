using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Import;

/// <summary>Events as they are found, and what cannot be taken, counted by its reason.</summary>
/// <param name="until">Events of a later time are left out.</param>
internal sealed class OldEventList(DateTimeOffset until)
{
    private const int MostReasons = 200, DigestLength = 16;

    private readonly List<ConnectivityEntry> _lines = [];
    private readonly Dictionary<string, int> _same = [];
    private readonly Dictionary<(string What, string Why), int> _kept = [];
    private string? _torn;

    public IReadOnlyList<ConnectivityEntry> Lines => _lines;

    public IReadOnlyList<(string What, string Why)> Kept =>
    [
        .. _kept.Select(one => (Count(one.Value, one.Key.What), one.Key.Why)),
        .. _torn is null ? Array.Empty<(string, string)>() : [("the rest of the file", _torn)]
    ];

    /// <summary>Takes an event, or says why not.</summary>
    public void Add(JsonElement element, OldEventPlace place)
    {
        List<string> others = [];
        var read = OldEvent.Read(OldEventFields.Of(element, others), place, until);
        if (read.Line is null)
        {
            Stray("event", read.Why!);
            return;
        }

        _lines.Add(read.Line with { Id = IdOf(element, place) });
        if (read.Why is not null) Stray("event", read.Why);
        foreach (var name in others.Distinct()) Stray($"“{name}” of event", "SparkControl's log has no place for it.");
    }

    /// <summary>Counts what is not taken.</summary>
    public void Stray(string what, string why)
    {
        var part = (what, why);
        if (_kept.Count >= MostReasons && !_kept.ContainsKey(part)) part = ("part", "It is of yet another kind.");
        _kept[part] = _kept.GetValueOrDefault(part) + 1;
    }

    /// <summary>The file cannot be read any further.</summary>
    public void Torn(long? line) => _torn = FormattableString.Invariant(
        $"It cannot be read as JSON from line {line ?? 1} on. What stands before that was taken.");

    /// <summary>The text of a name; a question mark for half a character.</summary>
    public static string TryText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "?";
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    // The event as it is written names it, so that it is the same line however often the file is read.
    private string IdOf(JsonElement element, OldEventPlace place)
    {
        var above = Encoding.UTF8.GetBytes($"{place.Kind} {place.Service}\n");
        byte[] text = [.. above, .. JsonMarshal.GetRawUtf8Value(element)];
        var digest = Convert.ToHexStringLower(SHA256.HashData(text))[..DigestLength];
        var nth = _same[digest] = _same.GetValueOrDefault(digest) + 1;
        return nth == 1
            ? $"{ConnectivityEntry.OldPrefix}{digest}"
            : FormattableString.Invariant($"{ConnectivityEntry.OldPrefix}{digest}-{nth}");
    }

    private static string Count(int count, string what) =>
        FormattableString.Invariant($"{count} × {what}");
}
