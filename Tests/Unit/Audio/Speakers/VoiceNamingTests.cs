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
        Assert.Equal([Alike("Speaker_2", "Speaker_0"), Contested("Speaker_0")], outcome.Warnings);
    }

    /// <summary>Where a speaker is, and the two labels; what both are called, and the warnings.</summary>
    public static TheoryData<double[], double[], string[], string[]> TwoOfOneVoice => new()
    {
        // One voice that the diarizer has split in two, while somebody is silent of whom it reminds a little.
        {
            [0, 60], [2, 0], ["Speaker_2", "Speaker_0"],
            [Alike("Speaker_2", "Speaker_0"), Contested("Speaker_0")]
        },
        // Somebody new (cosine 0.60), and the speaker (0.55) who is a little like another one (0.46).
        {
            [0, 119.2], [-53.13, 56.63], ["Speaker_0", "Speaker_2"],
            [Alike("Speaker_2", "Speaker_0"), Contested("Speaker_0")]
        },
        // The speaker is clear of the new one, who is told to be like him: he may be a part of him.
        { [0, 180], [10, 35], ["Speaker_0", "Speaker_2"], [Alike("Speaker_2", "Speaker_0")] },
        // Both are most like one of two who are much alike: each has one of them.
        {
            [0, 8], [2, -1], ["Speaker_1", "Speaker_0"],
            [Alike("Speaker_0", "Speaker_1"), Alike("Speaker_1", "Speaker_0")]
        },
        // Whoever is also like another one, but that one is clearly there: nothing is in doubt.
        { [0, 80], [38, 85], ["Speaker_0", "Speaker_1"], [] }
    };

    [Theory]
    [MemberData(nameof(TwoOfOneVoice))]
    public void Who_is_taken_by_another_label_is_not_replaced_by_the_next(
        double[] known, double[] heard, string[] names, string[] warnings)
    {
        var outcome = Judge(Known(known), ("x", heard[0], 20), ("y", heard[1], 20));

        Assert.Equal(names, outcome.Turns.Select(turn => turn.Speaker));
        Assert.Equal(warnings.Order(), outcome.Warnings.Order());
    }

    [Fact]
    public void Nothing_is_learnt_of_a_voice_that_may_be_another()
    {
        var outcome = Judge(Known(0, 119.2), ("x", -53.13, 20), ("y", 56.63, 20));

        var known = outcome.Memory.Known;
        Assert.Equal([0, 119.2], known.Take(2).Select(speaker => Math.Round(Degrees(speaker.Voice!), 3)));
        Assert.True(known[2].IsDoubtful);
        Assert.Equal(["Speaker_0", "Speaker_2"], outcome.Memory.Contested);
    }

    [Fact]
    public void The_overlap_settles_which_of_two_labels_it_is()
    {
        var memory = Known(0, 119.2) with { Overlap = [new("Speaker_0", 292, 296)] };

        var outcome = Judge(memory, ("y", 56.63, 20), ("x", -53.13, 20));

        Assert.Equal(["Speaker_0", "Speaker_2"], outcome.Turns.Select(turn => turn.Speaker));
        Assert.Equal(Alike("Speaker_2", "Speaker_0"), Assert.Single(outcome.Warnings));
    }

    /// <summary>Else a name that was given to somebody else would learn his voice a window later.</summary>
    [Fact]
    public void That_a_doubtful_voice_goes_on_makes_it_no_more_certain()
    {
        var memory = Known(0, 100) with { Overlap = [new("Speaker_0", 292, 296)], Contested = ["Speaker_0"] };

        var outcome = Judge(memory, ("x", 48, 20));

        Assert.Equal("Speaker_0", outcome.Turns[0].Speaker);
        Assert.Empty(outcome.Warnings);
        Assert.Equal(0, Degrees(outcome.Memory.Known[0].Voice!), tolerance: 0.01);
        Assert.Equal(["Speaker_0"], outcome.Memory.Contested);
        Assert.Empty(Judge(memory, ("x", 10, 20)).Memory.Contested);
    }

    /// <summary>Somebody new speaks much, and the speaker himself a few words.</summary>
    [Fact]
    public void Few_words_count_against_many_where_they_are_clearly_more_alike()
    {
        var outcome = Judge(Known(0, 180), ("x", -60, 20), ("y", 5, 3));

        Assert.Equal(Contested("Speaker_0"), outcome.Warnings[0]);
        Assert.Equal(0, Degrees(outcome.Memory.Known[0].Voice!), tolerance: 0.01);
    }

    [Fact]
    public void Few_words_of_whom_another_label_has_are_no_third()
    {
        var outcome = Judge(Known(0, 60), ("x", 0, 20), ("y", 2, 3));

        Assert.Equal(["Speaker_0", "Speaker_2"], outcome.Turns.Select(turn => turn.Speaker));
        Assert.Contains("too little speech", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    /// <summary>
    /// Of a hundred thousand windows with voices by chance: a name is clear by the margin, or it is warned of and not
    /// learnt.
    /// </summary>
    [Fact]
    public void A_name_is_clear_by_the_margin_or_there_is_a_warning()
    {
        var dice = new Random(7);
        for (var round = 0; round < 100_000; round++)
        {
            var memory = Known([.. Enumerable.Range(0, dice.Next(1, 6)).Select(_ => dice.NextDouble() * 360)]);
            var heard = Enumerable.Range(0, dice.Next(1, 5))
                .Select(i => ($"l{i}", dice.NextDouble() * 360, dice.Next(4) == 0 ? 3.0 : 20)).ToArray();

            var outcome = Judge(memory, heard);

            var names = outcome.Turns.Select(turn => turn.Speaker).ToList();
            Assert.Equal(names.Count, names.Distinct().Count());
            for (var i = 0; i < heard.Length; i++)
            {
                if (IsClear(memory, heard, names, i)) continue;

                var story = $"round {round}: {string.Join(", ", heard)} {string.Join(", ", names)}";
                var called = $"called {names[i]} ";
                Assert.True(outcome.Warnings.Any(said => said.Contains(called, StringComparison.Ordinal)), story);
                if (memory.Known.FirstOrDefault(one => one.Name == names[i]) is { } speaker)
                    Assert.Equal(speaker.Voice, outcome.Memory.Known.Single(one => one.Name == names[i]).Voice);
            }
        }
    }

    // By the cosines alone: the name is the most alike, by the margin unless the next is clearly another label's; and
    // no other label is as much like it. Who is new is like nobody.
    private static bool IsClear(
        SpeakerMemory memory, (string, double Degrees, double Seconds)[] heard, List<string> names, int at)
    {
        var rules = new VoiceRules();
        var mine = memory.Known.ToDictionary(speaker => speaker.Name, speaker => To(speaker.Name, at));
        if (!mine.TryGetValue(names[at], out var cosine))
            return mine.Values.All(other => other < rules.Threshold);
        if (mine.Any(other => other.Value > cosine)) return false;

        var isNext = mine.Any(other => other.Key != names[at] && cosine - other.Value < rules.Margin
            && !(names.IndexOf(other.Key) is >= 0 and var holder
                && To(other.Key, holder) - other.Value >= rules.Margin));
        var isShort = heard[at].Seconds < Voice.EnoughSeconds;
        return cosine >= rules.Threshold && !isNext && Enumerable.Range(0, heard.Length).All(other =>
        {
            var (theirs, lead) = (To(names[at], other), cosine - To(names[at], other));
            return other == at || theirs < rules.Threshold || lead >= rules.Margin
                || memory.Known.Any(speaker => To(speaker.Name, other) - theirs >= rules.Margin)
                || (!isShort && heard[other].Seconds < Voice.EnoughSeconds && lead > -rules.Margin);
        });

        double To(string name, int label) => Voice.Of(Angle(heard[label].Degrees), 1)!
            .Cosine(memory.Known.Single(speaker => speaker.Name == name).Voice!)!.Value;
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

    private static string Alike(string name, string other) =>
        $"At minute 5 a voice is called {name} that sounds almost as much like {other}.";

    private static string Contested(string name) =>
        $"At minute 5 a voice is called {name} though another one sounds almost as much like {name}.";

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
