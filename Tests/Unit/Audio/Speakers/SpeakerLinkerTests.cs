using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speakers;

public sealed class SpeakerLinkerTests
{
    private const string A = "Ada", B = "Ben", C = "Cleo", D = "Dan", E = "Eve", F = "Fay";

    [Fact]
    public void However_labels_are_dealt_everybody_keeps_the_name()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            string[] people = [.. new[] { A, B, C, D }.Take(2 + seed % 3)];
            var talk = Talk.Of(seed, 1500, people);

            var linked = Linked.Of(talk, talk.Windows(300), (_, _) => new() { Edge = 0.1 });

            Assert.True(people.All(person => linked.NamesOf(talk, person).Length == 1), $"seed {seed}");
            Assert.Equal(people.Length, linked.Memory.Known.Count);
            Assert.True(linked.Verdicts.All(verdict => verdict is SpeakerVerdict.Accepted), $"seed {seed}");
            Assert.Equal(people.Length == 4 ? 1 : 0, linked.Warnings.Count);
        }
    }

    [Fact]
    public void A_clip_with_a_wrong_label_swaps_nobody_without_a_warning()
    {
        var retried = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            string[] people = [.. new[] { A, B, C }.Take(2 + seed % 2)];
            var talk = Talk.Of(seed, 1500, people);
            var dice = new Random(seed);
            var wrong = new Errors { Edge = 0.1, WrongClip = dice.Next(3), WrongIsStranger = dice.Next(2) == 0 };
            var always = dice.Next(2) == 0;

            var linked = Linked.Of(talk, talk.Windows(300), (window, attempt) =>
                window == 2 && (always || attempt == 0) ? wrong : new() { Edge = 0.1 });

            retried += linked.Verdicts.Count(verdict => verdict is SpeakerVerdict.Retry);
            var isAnyoneTwo = people.Any(person => linked.NamesOf(talk, person).Length > 1);
            Assert.True(!isAnyoneTwo || linked.Warnings.Count > 0, $"seed {seed}");
            var bearers = linked.Turns.SelectMany(turns => turns)
                .Where(turn => turn.End - turn.Start > 0.5)
                .GroupBy(turn => turn.Speaker, turn => talk.PersonAt(turn.Start, turn.End));
            Assert.True(bearers.All(name => name.Distinct().Count() == 1), $"seed {seed}");
        }

        Assert.True(retried > 50, $"{retried} times");
    }

    [Fact]
    public void Clips_that_are_not_honoured_are_sent_once_more_with_others_and_then_the_overlap_decides()
    {
        // Both speak while the two windows overlap; Cleo does not.
        var talk = new Talk(
            [
                new(A, 1, 20), new(B, 21, 40), new(C, 41, 60), new(A, 61, 80), new(B, 81, 100), new(C, 101, 120),
                new(A, 290, 294), new(B, 295, 299), new(C, 310, 330), new(A, 331, 350), new(B, 351, 370)
            ],
            seed: 1);
        var wrong = new Errors { WrongSpeaker = 0 };

        var linked = Linked.Of(talk, talk.Windows(300), (_, _) => wrong);

        Assert.Collection(
            linked.Verdicts,
            first => Assert.IsType<SpeakerVerdict.Accepted>(first),
            second => Assert.Equal(
                "the clips of Speaker_0 and Speaker_1 have one label",
                Assert.IsType<SpeakerVerdict.Retry>(second).Reason),
            third => Assert.IsType<SpeakerVerdict.Doubtful>(third));
        Assert.Equal(
            "From minute 4 to 10 some voices could not be recognised by what was heard of them before. "
            + "Speaker_0 and Speaker_1: told only by the few seconds that both parts heard.",
            Assert.Single(linked.Warnings));
        Assert.Equal(["Speaker_0"], linked.NamesOf(talk, A));
        Assert.Equal(["Speaker_1"], linked.NamesOf(talk, B));
        // Nothing was wrong with her clips.
        Assert.Equal(["Speaker_2"], linked.NamesOf(talk, C));
    }

    [Fact]
    public void A_speaker_of_whom_neither_clips_nor_overlap_tell_has_a_second_name_with_a_warning()
    {
        // Nobody speaks while the two windows overlap.
        var talk = new Talk(
            [
                new(A, 1, 20), new(B, 21, 40), new(C, 41, 60), new(A, 61, 80), new(B, 81, 100), new(C, 101, 120),
                new(C, 310, 330), new(A, 331, 350), new(B, 351, 370)
            ],
            seed: 1);

        var linked = Linked.Of(talk, talk.Windows(300), (_, _) => new() { WrongSpeaker = 0 });

        Assert.Equal(["Speaker_2"], linked.NamesOf(talk, C));
        Assert.Equal(["Speaker_0", "Speaker_3"], linked.NamesOf(talk, A).Order());
        Assert.Contains(
            "maybe somebody who had another name before", Assert.Single(linked.Warnings), StringComparison.Ordinal);
        Assert.Empty(linked.Memory.Known[3].Clips);
    }

    [Fact]
    public void One_wrong_clip_of_two_leaves_a_name_and_is_told_where_a_second_try_has_it_too()
    {
        var talk = Talk.Of(5, 900, A, B, C);

        var linked = Linked.Of(talk, talk.Windows(300), (window, _) => window == 2 ? new() { WrongClip = 0 } : new());

        Assert.Equal(["Speaker_0", "Speaker_1", "Speaker_2"],
            new[] { A, B, C }.SelectMany(one => linked.NamesOf(talk, one)).Order());
        Assert.Matches(
            @"^At minute \d+ a voice is called (Speaker_\d) though not all that was heard of \1 before is like it\.$",
            Assert.Single(linked.Warnings));
    }

    [Fact]
    public void Clips_that_are_exactly_exchanged_are_told_where_nothing_else_could()
    {
        // Each says one short thing: there is one clip of each, and nobody speaks in the overlap.
        var talk = new Talk(
            [new(A, 1, 4), new(B, 10, 13), new(A, 330, 350), new(B, 360, 380)], seed: 2);
        var linked = Linked.Of(talk, [Talk.Window(0, 0, 300)]);
        var window = Talk.Window(1, 290, 590);
        var prefix = Talk.PrefixFor(linked.Memory, attempt: 0);
        List<Turn> exchanged =
        [
            new("y", prefix.Clips[0].Start, prefix.Clips[0].End), new("x", prefix.Clips[1].Start, prefix.Clips[1].End),
            new("x", prefix.Seconds + 40, prefix.Seconds + 60), new("y", prefix.Seconds + 70, prefix.Seconds + 90)
        ];

        var outcome =
            Outcome(new SpeakerLinker(new()).Judge(linked.Memory, window, prefix, new() { Turns = exchanged }));

        Assert.Equal(
            [
                "At minute 5 a voice is called Speaker_1 after one short comparison; it may be Speaker_0 instead.",
                "At minute 6 a voice is called Speaker_0 after one short comparison; it may be Speaker_1 instead."
            ],
            outcome.Warnings);
    }

    [Fact]
    public void A_name_that_was_given_in_doubt_is_told_to_be_one_with_another_when_clips_tell()
    {
        var window = Talk.Window(2, 590, 890);
        var memory = new SpeakerMemory
        {
            Known =
            [
                new() { Name = "Speaker_0", LastHeard = 100,
                    Clips = [new(0, 80_000, 0, 5), new(160_000, 240_000, 0, 5)] },
                new() { Name = "Speaker_1", LastHeard = 600, IsDoubtful = true }
            ],
            Overlap = [new("Speaker_1", 590, 598)]
        };
        var prefix = Talk.PrefixFor(memory, attempt: 0);
        Turn[] heard =
            [.. prefix.Clips.Select(clip => new Turn("x", clip.Start, clip.End)),
                new("x", prefix.Seconds, prefix.Seconds + 30)];

        var outcome = Outcome(new SpeakerLinker(new()).Judge(memory, window, prefix, new() { Turns = heard }));

        Assert.Equal(
            "At minute 9 a voice is called Speaker_0 that was called Speaker_1 before: the two are probably one person.",
            Assert.Single(outcome.Warnings));
        Assert.Equal("Speaker_0", Assert.Single(outcome.Turns).Speaker);
    }

    [Fact]
    public void After_a_doubtful_window_the_clips_decide_again()
    {
        var talk = Talk.Of(5, 1800, A, B, C);

        var linked = Linked.Of(talk, talk.Windows(300), (window, _) => window == 2 ? new() { WrongClip = 0 } : new());

        Assert.Equal(1, linked.Verdicts.Count(verdict => verdict is SpeakerVerdict.Retry));
        var names = linked.Turns[5].Select(turn => turn.Speaker).Distinct().Order();
        Assert.Equal(["Speaker_0", "Speaker_1", "Speaker_2"], names);
    }

    [Fact]
    public void Who_returns_after_forty_minutes_has_the_same_name()
    {
        var talk = new Talk(
            [
                new(A, 1, 9), new(B, 10, 18), new(C, 20, 30), new(A, 31, 40),
                .. Enumerable.Range(0, 240).Select(i => new Turn(i % 2 == 0 ? A : B, 41 + i * 10, 50 + i * 10)),
                new(C, 2450, 2480), new(A, 2481, 2500)
            ],
            seed: 3);

        var linked = Linked.Of(talk, talk.Windows(300));

        Assert.Equal(["Speaker_2"], linked.NamesOf(talk, C));
        Assert.Empty(linked.Warnings);
    }

    [Fact]
    public void More_than_four_people_have_names_of_their_own()
    {
        // Four at a time; Ada and Ben leave, Eve and Fay come.
        Turn[] turns = [
            .. Enumerable.Range(0, 60).Select(i => new Turn(new[] { A, B, C }[i % 3], i * 10 + 1, i * 10 + 9)),
            .. Enumerable.Range(60, 60).Select(i => new Turn(new[] { C, D, E, F }[i % 4], i * 10 + 1, i * 10 + 9))];
        var talk = new Talk(turns, seed: 2);

        var linked = Linked.Of(talk, talk.Windows(300));

        string[] names = [.. new[] { A, B, C, D, E, F }.Select(person => Assert.Single(linked.NamesOf(talk, person)))];
        Assert.Equal(6, names.Distinct().Count());
        Assert.Contains(
            linked.Warnings, warning => warning.StartsWith("From minute 9 on four voices", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_voice_that_cannot_be_compared_with_all_is_warned_of()
    {
        Turn[] turns = [
            .. Enumerable.Range(0, 30).Select(i => new Turn(new[] { A, B, C, D }[i % 4], i * 10 + 1, i * 10 + 9)),
            .. Enumerable.Range(30, 30).Select(i => new Turn(E, i * 10 + 1, i * 10 + 9)),
            .. Enumerable.Range(60, 10).Select(i => new Turn(F, i * 10 + 1, i * 10 + 9))];

        var linked = Linked.Of(new Talk(turns, seed: 2), new Talk(turns, 2).Windows(300));

        Assert.Contains(
            "At minute 10 a voice is called Speaker_5 that could not be compared well with Speaker_2.",
            linked.Warnings);
    }

    [Fact]
    public void Silence_names_nobody_and_loses_nobody()
    {
        var talk = new Talk([new(A, 1, 30), new(B, 31, 60), new(B, 950, 970), new(A, 971, 990)], seed: 4);

        var linked = Linked.Of(talk, talk.Windows(300));

        Assert.Equal([2, 0, 0, 2], linked.Turns.Select(turns => turns.Count));
        Assert.Equal(["Speaker_0"], linked.NamesOf(talk, A));
        Assert.Equal(["Speaker_1"], linked.NamesOf(talk, B));
        Assert.Empty(linked.Warnings);
    }

    /// <summary>
    /// In the last 10 s of the first window Ada speaks for so long; then clips of the two are swapped.
    /// </summary>
    [Theory]
    [InlineData(0.9, true)]
    [InlineData(1.1, false)]
    public void A_second_of_speech_that_both_windows_hear_can_object(double seconds, bool accepted)
    {
        var first = Talk.Window(0, 0, 300);
        var second = Talk.Window(1, 290, 590);
        Diarization heard = new()
        {
            Turns = [new("Speaker_0", 1, 30), new("Speaker_1", 31, 60), new("Speaker_0", 293, 293 + seconds)]
        };
        var linker = new SpeakerLinker(new());
        var memory = Outcome(linker.Judge(SpeakerMemory.Empty, first, Prefix.None(), heard)).Memory;
        var prefix = Talk.PrefixFor(memory, attempt: 0);
        List<Turn> swapped = [
            .. prefix.Clips.Select(clip =>
                new Turn(clip.Speaker == "Speaker_0" ? "Speaker_1" : "Speaker_0", clip.Start, clip.End)),
            new("Speaker_0", prefix.Seconds + 3, prefix.Seconds + 3 + seconds)];

        var verdict = linker.Judge(memory, second, prefix, new() { Turns = swapped });

        Assert.Equal(accepted, verdict is SpeakerVerdict.Accepted);
    }

    [Fact]
    public void Turns_are_told_in_seconds_of_the_recording_without_the_prefix()
    {
        var window = Talk.Window(1, 290, 590);
        var prefix = Prefix.Of(0, [("Speaker_0", new byte[5 * 32_000])]);
        var memory = new SpeakerMemory { Known = [new() { Name = "Speaker_0", LastHeard = 200 }] };

        var outcome = Outcome(new SpeakerLinker(new()).Judge(memory, window, prefix, new()
        {
            Turns = [new("x", 0, 5.7), new("y", 25.5, 35.5), new("x", 15.5, 20.5), new("y", 300, 999)]
        }));

        Assert.Equal(
            [
                new("Speaker_0", 290, 290.2), new("Speaker_0", 300, 305), new("Speaker_1", 310, 320),
                new("Speaker_1", 584.5, 590)
            ],
            outcome.Turns
                .Select(turn => turn with { Start = Math.Round(turn.Start, 6), End = Math.Round(turn.End, 6) }));
    }

    private static SpeakerOutcome Outcome(SpeakerVerdict verdict) =>
        (verdict as SpeakerVerdict.Accepted)?.Outcome ?? ((SpeakerVerdict.Doubtful)verdict).Outcome;
}
