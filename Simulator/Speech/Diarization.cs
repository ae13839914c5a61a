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

    public static Diarization Of(IReadOnlyList<SpokenWord> heard)
    {
        var voices = heard.Select(word => word.Voice).Distinct().Take(MostSpeakers).ToList();
        var turns = new List<Turn>();
        foreach (var word in heard)
        {
            var voice = voices.MinBy(voice => Math.Abs(voice - word.Voice));
            if (turns is [.., var last] && last.Voice == voice && word.Start - last.End < Pause)
                turns[^1] = last with { End = word.End };
            else
                turns.Add(new(voice, Label(voices.IndexOf(voice)), word.Start, word.End));
        }

        return new(turns);
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
internal sealed record Turn(int Voice, string Label, double Start, double End);
