using System.ComponentModel.DataAnnotations;

namespace SparkControl.AudioProxy.Windows;

/// <summary>
/// How long windows are and where they are cut, in seconds. Of short windows no more than a third is searched for a
/// quiet moment and a sixth is heard twice, so that each goes on where the last one ended.
/// </summary>
internal sealed record WindowPlan
{
    /// <summary>The diarizer's card names 12 minutes as its limit; the clips before a window come on top.</summary>
    private const int MostMinutes = 10;

    [Range(6, MostMinutes * 60)]
    public int MaxSeconds { get; init; } = MostMinutes * 60;

    /// <summary>What a window hears of the one before it.</summary>
    [Range(0, 60)]
    public int OverlapSeconds { get; init; } = 10;

    /// <summary>How far from the middle of the search the cut may be, to either side.</summary>
    [Range(1, 120)]
    public int SearchSeconds { get; init; } = 30;

    /// <summary>
    /// As the settings want it, whoever wrote them: more than 10 minutes at once has taken a whole Spark down.
    /// </summary>
    /// <param name="minutes">The longest window.</param>
    public static WindowPlan Of(int minutes) => new() { MaxSeconds = Math.Clamp(minutes, 1, MostMinutes) * 60 };

    /// <summary>Samples of a window at most.</summary>
    public long Longest => (long)MaxSeconds * Pcm.Rate;

    /// <summary>Samples at the end of a window of full length in which it is cut.</summary>
    public long Search => Math.Min(2L * SearchSeconds * Pcm.Rate, Longest / 3);

    /// <summary>Samples before a cut that the next window hears again.</summary>
    public long Overlap => Math.Min((long)OverlapSeconds * Pcm.Rate, Longest / 6);

    /// <summary>
    /// Samples that the last window has beyond its overlap at least: a diarizer makes nothing of a few words.
    /// </summary>
    public long ShortestTail => Search / 2;
}
