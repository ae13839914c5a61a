using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Import;

/// <summary>The lines of the original's connectivity log, and what of it cannot be taken.</summary>
/// <param name="Lines">Oldest first; the same ids each time that the same file is read.</param>
/// <param name="Kept">What and why, in the order in which it was found.</param>
internal sealed record OldEvents(IReadOnlyList<ConnectivityEntry> Lines, IReadOnlyList<(string What, string Why)> Kept)
{
    // The reader goes on behind what is nested deeper than any event is, and gives garbage up.
    private const int MaxDepth = 16, GivesUp = 1_000;

    /// <summary>Larger ones are not read: the original kept far less.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Reads a list of events, a mapping of such lists, or one event a line. A file that was torn gives what stands
    /// before the tear.
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="at">What it says of a later time is not believed.</param>
    /// <param name="most">As many as the log keeps: what is older would be dropped from it again.</param>
    public static OldEvents Read(
        ReadOnlySpan<byte> bytes, DateTimeOffset at, int most = ConnectivityLog.KeptByServer)
    {
        var found = new OldEventList(at);
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var options = new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = GivesUp };
        var reader = new Utf8JsonReader(bytes, options);
        try
        {
            while (reader.Read()) Walk(ref reader, new(), found);
        }
        catch (JsonException broken)
        {
            found.Torn(broken.LineNumber + 1);
        }

        return Of(found, most);
    }

    private static OldEvents Of(OldEventList found, int most)
    {
        var lines = found.Lines.OrderBy(line => line.At).ToList();
        var left = lines.Count - most;
        return left <= 0
            ? new(lines, found.Kept)
            : new(lines[left..], [.. found.Kept, ($"{left} events", $"The log holds {most} lines: these are older.")]);
    }

    // The reader is a value: a copy can look at the whole object and leave the original at its beginning.
    private static void Walk(ref Utf8JsonReader reader, OldEventPlace place, OldEventList found)
    {
        var isNested = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        if (isNested && reader.CurrentDepth >= MaxDepth)
        {
            reader.Skip();
            found.Stray("a value", "It is nested too deep.");
        }
        else if (reader.TokenType is JsonTokenType.StartArray)
        {
            var within = place with { IsList = true };
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray) Walk(ref reader, within, found);
        }
        else if (reader.TokenType is not JsonTokenType.StartObject)
        {
            found.Stray(place.Name ?? "a value", "It is no event.");
        }
        else if (place.IsList || IsEvent(reader))
        {
            using var element = JsonDocument.ParseValue(ref reader);
            found.Add(element.RootElement, place);
        }
        else
        {
            WalkMembers(ref reader, place, found);
        }
    }

    private static void WalkMembers(ref Utf8JsonReader reader, OldEventPlace place, OldEventList found)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
        {
            var name = OldEventList.TryText(ref reader);
            if (!reader.Read()) return;

            Walk(ref reader, place.Under(name, reader.TokenType is JsonTokenType.StartArray), found);
        }
    }

    private static bool IsEvent(Utf8JsonReader reader)
    {
        try
        {
            using var element = JsonDocument.ParseValue(ref reader);
            return OldEventFields.IsEvent(element.RootElement);
        }
        catch (JsonException)
        {
            // Torn: what is whole in it may be found on the way.
            return false;
        }
    }
}
