using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>What a diarizer made of a prefix and a window, by its own labels.</summary>
internal sealed class HeardCall
{
    private readonly Dictionary<string, Spans> heard;

    private HeardCall(List<Turn> turns)
    {
        Turns = turns;
        Labels = [.. turns.Select(turn => turn.Speaker).Distinct()];
        heard = turns.GroupBy(turn => turn.Speaker).ToDictionary(label => label.Key, Spans.Of);
    }

    /// <summary>The turns in the window, without the prefix, in seconds of the recording and in order.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>Who is heard in the window, in the order of their first turns.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <param name="window">The window that was sent.</param>
    /// <param name="prefix">What was sent before it.</param>
    /// <param name="diarization">The answer.</param>
    public static HeardCall Of(AudioWindow window, Prefix prefix, Diarization diarization)
    {
        var shift = window.StartSeconds - prefix.Seconds;
        return new([.. diarization.Turns
            .Select(turn => turn with
            {
                Start = Math.Max(turn.Start + shift, window.StartSeconds),
                End = Math.Min(turn.End + shift, window.EndSeconds)
            })
            .Where(turn => turn.Start < turn.End)
            .OrderBy(turn => turn.Start)
            .ThenBy(turn => turn.End)]);
    }

    /// <summary>When a label speaks.</summary>
    public Spans When(string label) => heard[label];

    /// <summary>When it speaks first, in seconds of the recording.</summary>
    public double FirstHeard(string label) => Turns.First(turn => turn.Speaker == label).Start;
}
