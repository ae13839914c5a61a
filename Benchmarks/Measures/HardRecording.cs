using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Benchmarks.Measures;

/// <summary>A recording of which a transcript cannot be exact, and what is borne of it.</summary>
/// <param name="Name">What is hard about it.</param>
/// <param name="Talk">Who speaks, how.</param>
internal sealed record HardRecording(string Name, Conversation Talk)
{
    /// <summary>Shorter windows have more seams, and more that can go wrong at each.</summary>
    public int WindowMinutes { get; init; } = 5;

    public DiarizerErrors? Errors { get; init; }

    /// <summary>The server tells how voices sound.</summary>
    public bool HasFingerprints { get; init; } = true;

    /// <summary>Decibels that speech is louder than noise; null is without noise.</summary>
    public double? SpeechToNoise { get; init; }

    /// <summary>The most that is borne of words, 0 to 1.</summary>
    public double WordError { get; init; }

    /// <summary>The least share of words with the right speaker that is borne.</summary>
    public double RightSpeaker { get; init; } = 1;

    /// <summary>The most that is borne of the diarization error, by the speakers' turns without a collar.</summary>
    public double TurnError { get; init; }

    /// <summary>
    /// Names that may mean somebody else in another window, five in each: of five voices two share one, which is warned
    /// of once.
    /// </summary>
    public int MostSwaps { get; init; }

    public static IReadOnlyList<HardRecording> Of(int seconds) =>
    [
        new("errors, fingerprints", Three(seconds, 1))
        {
            Errors = DiarizerErrors.Usual with { Seed = 1 }, RightSpeaker = 0.96, TurnError = 0.1
        },
        new("errors, clips", Three(seconds, 2))
        {
            Errors = DiarizerErrors.Usual with { Seed = 2 }, HasFingerprints = false, RightSpeaker = 0.96,
            TurnError = 0.1
        },
        new("errors, clips, others", Three(seconds, 3))
        {
            Errors = DiarizerErrors.Usual with { Seed = 3 }, HasFingerprints = false, RightSpeaker = 0.96,
            TurnError = 0.1
        },
        new("noise", Three(seconds, 4))
        {
            SpeechToNoise = 15, WordError = 0.01, RightSpeaker = 0.99, TurnError = 0.03
        },
        new("overlaps", Three(seconds, 5) with { Overlaps = 0.1 })
        {
            WordError = 0.01, RightSpeaker = 0.95, TurnError = 0.04
        },
        new("noise, overlaps, five voices",
            new() { Seconds = seconds, Voices = [1, 3, 5, 7, 9], Overlaps = 0.1 })
        {
            SpeechToNoise = 15, WindowMinutes = 10, WordError = 0.01, RightSpeaker = 0.65, TurnError = 0.36,
            MostSwaps = 10 + seconds / 240
        }
    ];

    public Dialogue Record() => SpeechToNoise is { } decibels
        ? Talk.Record() with { SpeechToNoise = decibels }
        : Talk.Record();

    /// <summary>Makes the speech server of a pair as it is here.</summary>
    public void SetUp(SpeechService parakeet)
    {
        parakeet.Calls.Reset();
        parakeet.Errors = Errors;
        if (!HasFingerprints)
            parakeet.Calls.Add(new() { Route = "diarize-chunk", Times = int.MaxValue, Status = 404 });
    }

    private static Conversation Three(int seconds, int seed) =>
        new() { Seconds = seconds, Voices = [1, 4, 7], Seed = seed };
}
