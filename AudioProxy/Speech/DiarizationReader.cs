using System.Globalization;
using System.Text.Json;

namespace SparkControl.AudioProxy.Speech;

/// <summary>
/// Reads what the patched Parakeet answers to POST /v1/audio/diarize and /v1/audio/diarize-chunk, and NeMo's own lines
/// ("0.08 2.4 speaker_0"). Pure.
/// </summary>
internal static class DiarizationReader
{
    private static readonly string[] Known =
        ["segments", "turns", "speakers_detected", "fingerprints", "models", "duration"];

    /// <returns>
    /// Null when it says nothing of speakers, or nothing that can be read: that is not the same as nobody.
    /// </returns>
    public static Diarization? Read(JsonElement answer)
    {
        var isList = answer.ValueKind == JsonValueKind.Array;
        if (!isList && !Known.Any(name => AnswerFields.Has(answer, name))) return null;

        List<JsonElement> list = [.. isList ? answer.EnumerateArray()
            : AnswerFields.Items(answer, AnswerFields.Has(answer, "segments") ? "segments" : "turns")];
        List<Turn> turns = [.. list.Select(Turn).OfType<Turn>()];
        if (list.Count > 0 && turns.Count == 0) return null;

        return new()
        {
            Turns = [.. turns.Where(turn => turn.End > turn.Start).OrderBy(turn => turn.Start)],
            Fingerprints = Fingerprints(AnswerFields.Field(answer, "fingerprints")),
            Model = AnswerFields.Text(AnswerFields.Field(answer, "models"), "diarization")
                ?? AnswerFields.Text(answer, "model")
        };
    }

    private static Turn? Turn(JsonElement turn) => turn.ValueKind == JsonValueKind.String
        ? turn.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var from, var to, var who]
            ? Turn(who, AnswerFields.Number(from), AnswerFields.Number(to))
            : null
        : Turn(Label(turn), AnswerFields.Seconds(turn, "start"), AnswerFields.Seconds(turn, "end"));

    private static Turn? Turn(string? who, double? start, double? end) =>
        who is { Length: > 0 } && start is { } from && end is { } to ? new(who, from, to) : null;

    private static string? Label(JsonElement turn) => AnswerFields.Text(turn, "speaker", "label")
        ?? ((AnswerFields.Number(turn, "speaker") ?? AnswerFields.Number(turn, "label")) is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"Speaker_{number:0}")
            : null);

    // Vectors of another length than the first cannot be compared with it, and one of zeros with nothing.
    private static Dictionary<string, float[]> Fingerprints(JsonElement voices)
    {
        var found = new Dictionary<string, float[]>();
        if (voices.ValueKind != JsonValueKind.Object) return found;

        foreach (var voice in voices.EnumerateObject())
        {
            if (voice.Value.ValueKind != JsonValueKind.Array) continue;

            double?[] numbers = [.. voice.Value.EnumerateArray().Select(AnswerFields.Number)];
            var isOne = numbers.All(number => number is not null) && numbers.Any(number => number != 0);
            if (isOne && found.Values.All(other => other.Length == numbers.Length))
                found[voice.Name] = [.. numbers.Select(number => (float)number!.Value)];
        }

        return found;
    }
}
