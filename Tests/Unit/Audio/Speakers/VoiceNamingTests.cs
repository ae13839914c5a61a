using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speakers;

/// <summary>Speakers by fingerprints. A voice here is an angle in a plane, so that cosines can be chosen.</summary>
public sealed class VoiceNamingTests
{
    [Fact]
    public void Fingerprints_name_speakers_without_a_clip_being_sent()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var dice = new Random(seed);
            string[] people = ["Ada", "Ben", "Cleo", "Dan"];
            var voices = people.ToDictionary(person => person, _ => Noise(dice, 192));
            // A cosine of 0.6 or so with the voice itself.
            float[] Heard(string person) =>
                [.. voices[person].Zip(Noise(dice, 192), (voice, noise) => voice + 0.8f * noise)];
            var talk = Talk.Of(seed, 1500, people);

            var linked = Linked.Of(talk, talk.Windows(300), (_, _) => new() { Voice = Heard });

            Assert.True(people.All(person => linked.NamesOf(talk, person).Length == 1), $"seed {seed}");
            Assert.DoesNotContain(linked.Verdicts, verdict => verdict is SpeakerVerdict.Retry);
            Assert.Empty(Talk.PrefixFor(linked.Memory, attempt: 0).Clips);
        }
    }

    /// <summary>
    /// Speaker_0 sounds like 0 degrees, Speaker_1 like 100; somebody with another voice speaks for 20 s.
    /// </summary>
    [Theory]
    [InlineData(0, "Speaker_0", null)]
    [InlineData(80, "Speaker_1", null)]
    [InlineData(48, "Speaker_0", "At minute 5 a voice is called Speaker_0 that sounds almost as much like Speaker_1.")]
    [InlineData(-65, "Speaker_2", "At minute 5 a voice is called Speaker_2 that sounds almost as much like Speaker_0.")]
    [InlineData(-120, "Speaker_2", null)]
    public void A_voice_is_who_it_is_like_and_a_doubt_is_told(double degrees, string name, string? warning)
    {
        var outcome = Judge(Known(0, 100), ("x", degrees, 20));

        Assert.Equal(name, outcome.Turns[0].Speaker);
        Assert.Equal(warning, outcome.Warnings.SingleOrDefault());
    }

    [Fact]
    public void Two_labels_are_never_one_speaker()
    {
        var outcome = Judge(Known(0, 180), ("x", 20, 20), ("y", 5, 20));

        Assert.Equal(["Speaker_2", "Speaker_0"], outcome.Turns.Select(turn => turn.Speaker));
        Assert.Equal(
            "At minute 5 a voice is called Speaker_2 that sounds almost as much like Speaker_0.",
            Assert.Single(outcome.Warnings));
    }

    [Fact]
    public void Little_speech_comes_after_much()
    {
        var outcome = Judge(Known(0, 180), ("x", 5, 3), ("y", 20, 20));

        Assert.Equal("Speaker_0", outcome.Turns[1].Speaker);
        Assert.Equal(
            "At minute 5 a voice is called Speaker_2 after too little speech to be certain.",
            Assert.Single(outcome.Warnings));
    }

    [Fact]
    public void The_overlap_settles_who_of_two_it_is()
    {
        var memory = Known(0, 100) with { Overlap = [new("Speaker_1", 292, 296)] };

        var outcome = Judge(memory, ("x", 48, 20));

        Assert.Equal("Speaker_1", outcome.Turns[0].Speaker);
        Assert.Empty(outcome.Warnings);
    }

    [Theory]
    [InlineData(20, 10)]
    [InlineData(4, 0)]
    public void A_voice_is_the_mean_of_all_that_was_heard_but_of_a_few_words(double seconds, double degrees)
    {
        var voice = Judge(Known(0, 180), ("x", 20, seconds)).Memory.Known[0].Voice!;

        Assert.Equal(degrees, Degrees(voice), tolerance: 0.01);
    }

    [Fact]
    public void What_is_known_of_few_words_gives_way_to_more()
    {
        var first = Judge(SpeakerMemory.Empty, ("x", 0, 3)).Memory;

        var voice = Judge(first, ("y", 30, 20)).Memory.Known[0].Voice!;

        Assert.Equal((20, 30), (Math.Round(voice.Seconds), Math.Round(Degrees(voice))));
    }

    [Fact]
    public void Without_fingerprints_all_of_a_sudden_clips_are_asked_for()
    {
        var clipped = Known(0, 100).Known.Select((speaker, i) => speaker with { Clips = [new(i, i + 80_000, 0, 5)] });
        var memory = new SpeakerMemory { Known = [.. clipped] };
        var window = Talk.Window(1, 290, 590);
        Diarization silent = new() { Turns = [new("x", 20, 40)] };

        var verdict = new SpeakerLinker(new()).Judge(memory, window, Talk.PrefixFor(memory, 0), silent);

        Assert.IsType<SpeakerVerdict.Retry>(verdict);
        Assert.Equal(2, Talk.PrefixFor(memory, 1).Clips.Count);
    }

    [Fact]
    public void What_cannot_be_compared_is_not()
    {
        Assert.Null(Voice.Of([0, 0], 9));
        Assert.Null(Voice.Of([1, float.NaN], 9));
        Assert.Null(Voice.Of([1, 0], 9)!.Cosine(Voice.Of([1, 0, 0], 9)!));
    }

    private static SpeakerMemory Known(params double[] degrees) => new()
    {
        Known = [.. degrees.Select((angle, i) => new KnownSpeaker
        {
            Name = $"Speaker_{i}",
            LastHeard = 100,
            Voice = Voice.Of(Angle(angle), 20)
        })]
    };

    private static SpeakerOutcome Judge(
        SpeakerMemory memory, params (string Label, double Degrees, double Seconds)[] heard)
    {
        var window = Talk.Window(1, 290, 590);
        // Within the overlap where it is to tell something, else beyond it.
        var start = memory.Overlap.Count > 0 ? 2 : 10;
        var verdict = new SpeakerLinker(new()).Judge(memory, window, Prefix.None(), new()
        {
            Turns = [.. heard.Select((voice, i) => Turn(voice.Label, start + i * 30, voice.Seconds))],
            Fingerprints = heard.ToDictionary(voice => voice.Label, voice => Angle(voice.Degrees))
        });
        return (verdict as SpeakerVerdict.Accepted)?.Outcome ?? ((SpeakerVerdict.Doubtful)verdict).Outcome;
    }

    private static Turn Turn(string label, double start, double seconds) => new(label, start, start + seconds);

    private static double Degrees(Voice voice) => Math.Atan2(voice.Mean[1], voice.Mean[0]) * 180 / Math.PI;

    private static float[] Angle(double degrees) =>
        [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];

    private static float[] Noise(Random dice, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)(dice.NextDouble() - 0.5))];
}
