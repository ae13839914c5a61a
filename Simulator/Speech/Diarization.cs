using System.Globalization;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>Who speaks when, with labels that mean something in this one answer only. Pure.</summary>
internal sealed record Diarization(IReadOnlyList<Turn> Turns)
{
    /// <summary>Sortformer has no more labels: a fifth voice gets that of the one it is most like.</summary>
    private const int MostSpeakers = 4;

    /// <summary>A shorter pause of somebody, in seconds, is part of the turn.</summary>
    private const double Pause = 0.8;

    public IEnumerable<string> Labels => Turns.Select(turn => turn.Label).Distinct().Order(StringComparer.Ordinal);

    public static Diarization Of(IReadOnlyList<SpokenWord> heard, DiarizerErrors? errors = null)
    {
        var voices = heard.Select(word => word.Voice).Distinct().Take(MostSpeakers).ToList();
        var turns = new List<Turn>();
        var last = new Dictionary<int, int>();
        foreach (var word in heard)
        {
            var voice = voices.MinBy(voice => Math.Abs(voice - word.Voice));
            if (last.TryGetValue(voice, out var index) && GoesOn(turns, index, word))
            {
                turns[index] = turns[index] with { End = Math.Max(turns[index].End, word.End) };
                continue;
            }

            last[voice] = turns.Count;
            turns.Add(new(voice, "", word.Start, word.End));
        }

        return new(errors is null ? Label(turns) : ErringDiarizer.Err(turns, errors));
    }

    /// <summary>Gives labels in the order in which voices are heard.</summary>
    public static IReadOnlyList<Turn> Label(IReadOnlyList<Turn> turns)
    {
        var voices = turns.Select(turn => turn.Voice).Distinct().ToList();
        return [.. turns.Select(turn => turn with { Label = Label(voices.IndexOf(turn.Voice)) })];
    }

    // Who speaks at the same time ends no turn; who speaks in its pause does.
    private static bool GoesOn(List<Turn> turns, int index, SpokenWord word)
    {
        var turn = turns[index];
        return word.Start - turn.End < Pause && !turns.Skip(index + 1).Any(other => other.Start >= turn.End);
    }

    public JsonArray Segments(TurnKeys keys) => new([.. Turns.Select(turn => keys switch
    {
        TurnKeys.Seconds => Segment("start_s", "end_s", "speaker", turn, 1),
        TurnKeys.Plain => Segment("start", "end", "speaker", turn, 1),
        _ => Segment("start_ms", "end_ms", "label", turn, 1000)
    })]);

    private static JsonObject Segment(string start, string end, string label, Turn turn, int unit) => new()
    {
        [start] = Math.Round(turn.Start * unit, 2),
        [end] = Math.Round(turn.End * unit, 2),
        [label] = turn.Label
    };

    private static string Label(int index) => "Speaker_" + index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Somebody speaks without a pause; times in seconds.</summary>
internal sealed record Turn(int Voice, string Label, double Start, double End)
{
    public double Length => End - Start;
}
