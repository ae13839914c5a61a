using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.Tests.Unit.Audio.Speakers;

/// <summary>How a diarizer errs in one call.</summary>
internal sealed record Errors
{
    /// <summary>Turns begin and end so much too early or late.</summary>
    public double Edge { get; init; }

    /// <summary>The number of a clip that gets the label of another clip, or one that nobody has.</summary>
    public int? WrongClip { get; init; }

    public bool WrongIsStranger { get; init; }

    /// <summary>The number of a speaker all of whose clips get another speaker's label.</summary>
    public int? WrongSpeaker { get; init; }

    /// <summary>People whose fingerprints are told; null when none are.</summary>
    public Func<string, float[]>? Voice { get; init; }
}

/// <summary>Who really speaks when, and a diarizer that labels anew in each call.</summary>
internal sealed class Talk(IReadOnlyList<Turn> truth, int seed)
{
    private readonly Random dice = new(seed);

    public IReadOnlyList<Turn> Truth => truth;

    /// <summary>People who speak in turns, with pauses.</summary>
    public static Talk Of(int seed, double seconds, params string[] people)
    {
        var dice = new Random(seed);
        var turns = new List<Turn>();
        for (double at = 1; at < seconds;)
        {
            var length = 1 + dice.NextDouble() * 9;
            turns.Add(new(people[dice.Next(people.Length)], at, at + length));
            at += length + 0.3 + dice.NextDouble();
        }

        return new(turns, seed);
    }

    public static AudioWindow Window(int number, double start, double end, double overlap = 10) => new()
    {
        Number = number,
        Start = Pcm.Samples(start),
        End = Pcm.Samples(end),
        OverlapUntil = Pcm.Samples(number == 0 ? start : start + overlap),
        Last = false,
        Path = ""
    };

    /// <summary>Windows of so many seconds, each with 10 s of the one before.</summary>
    public IEnumerable<AudioWindow> Windows(double seconds)
    {
        for (var number = 0; ; number++)
        {
            var start = Math.Max(0, number * seconds - 10);
            if (start + 10 >= truth[^1].End) yield break;
            yield return Window(number, start, (number + 1) * seconds);
        }
    }

    public static Prefix PrefixFor(SpeakerMemory memory, int attempt) => Prefix.Of(
        attempt,
        (ClipChoice.ToSend(memory, attempt) ?? [])
            .Select(chosen => (chosen.Speaker, new ReadOnlyMemory<byte>(new byte[chosen.Sent.Samples * 2]))));

    /// <summary>The diarizer's answer about a prefix of this memory and a window.</summary>
    public Diarization Hear(SpeakerMemory memory, AudioWindow window, Prefix prefix, Errors errors)
    {
        var (inWindow, inClips) = (InWindow(window, prefix.Seconds), InClips(memory, prefix));
        var people = inClips.Concat(inWindow).Select(turn => turn.Speaker).Distinct().ToArray();
        var numbers = Enumerable.Range(0, people.Length).ToArray();
        dice.Shuffle(numbers);
        var labels = people.Zip(numbers).ToDictionary(pair => pair.First, pair => $"Speaker_{pair.Second}");
        if (errors.WrongClip is { } wrong && wrong < inClips.Count)
        {
            var other = errors.WrongIsStranger ? "nobody" : inClips[(wrong + 1) % inClips.Count].Speaker;
            labels.TryAdd("nobody", "Speaker_9");
            inClips[wrong] = inClips[wrong] with { Speaker = other };
        }

        if (errors.WrongSpeaker is { } all)
        {
            string[] sent = [.. inClips.Select(clip => clip.Speaker).Distinct()];
            inClips = [.. inClips.Select(clip =>
                clip.Speaker == sent[all] ? clip with { Speaker = sent[(all + 1) % sent.Length] } : clip)];
        }

        return new()
        {
            Turns = [.. inClips.Concat(inWindow).Select(turn => turn with
            {
                Speaker = labels[turn.Speaker],
                Start = turn.Start + Off(errors),
                End = turn.End + Off(errors)
            })],
            Fingerprints = errors.Voice is { } voice
                ? people.ToDictionary(person => labels[person], voice)
                : new Dictionary<string, float[]>()
        };
    }

    /// <summary>Who most of a stretch belongs to.</summary>
    public string PersonAt(double start, double end) =>
        truth.MaxBy(turn => Math.Min(turn.End, end) - Math.Max(turn.Start, start))!.Speaker;

    private List<Turn> InWindow(AudioWindow window, double shift) => [.. truth
        .Where(turn => turn.End > window.StartSeconds && turn.Start < window.EndSeconds)
        .Select(turn => turn with
        {
            Start = Math.Max(turn.Start, window.StartSeconds) - window.StartSeconds + shift,
            End = Math.Min(turn.End, window.EndSeconds) - window.StartSeconds + shift
        })];

    private List<Turn> InClips(SpeakerMemory memory, Prefix prefix) =>
        [.. (ClipChoice.ToSend(memory, prefix.Attempt) ?? []).Zip(prefix.Clips, (chosen, sent) => new Turn(
            PersonAt(Pcm.Seconds(chosen.Sent.Start), Pcm.Seconds(chosen.Sent.End)), sent.Start, sent.End))];

    private double Off(Errors errors) => errors.Edge * (dice.NextDouble() * 2 - 1);
}
