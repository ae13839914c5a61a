using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>A diarizer that errs as it is told to.</summary>
public sealed class ErringDiarizerTests
{
    private static readonly IReadOnlyList<SpokenWord> _heard =
        [.. new Conversation { Seconds = 1200, Voices = [1, 4, 7], Seed = 2 }.Record().Words];

    private static IReadOnlyList<Turn> Right => Diarization.Of(_heard).Turns;

    [Fact]
    public void Boundaries_move_by_no_more_than_ordered_and_most_of_them_do()
    {
        var turns = Diarization.Of(_heard, new() { Boundary = 0.2 }).Turns;

        Assert.Equal(Right.Count, turns.Count);
        Assert.All(Right, turn => Assert.Contains(turns, other => other.Label == turn.Label &&
            Math.Abs(other.Start - turn.Start) <= 0.2 && Math.Abs(other.End - turn.End) <= 0.2));
        Assert.True(turns.Average(turn => Right.Min(other => Math.Abs(other.Start - turn.Start))) > 0.05);
    }

    [Fact]
    public void Short_turns_are_dropped()
    {
        var turns = Diarization.Of(_heard, new() { ShortestTurn = 0.5 }).Turns;

        Assert.Contains(Right, turn => turn.Length < 0.5);
        Assert.Equal(Right.Where(turn => turn.Length >= 0.5), turns);
    }

    [Fact]
    public void Some_short_clips_become_part_of_the_turn_before()
    {
        var turns = Diarization.Of(_heard, new() { ShortestClip = 1 }).Turns;

        var (before, after) = (Right.Count(turn => turn.Length < 1), turns.Count(turn => turn.Length < 1));
        Assert.InRange(after, before / 4, before * 3 / 4);
        Assert.Equal(Right[^1].End, turns[^1].End);
    }

    [Fact]
    public void One_in_ten_clips_at_the_beginning_gets_anothers_label_and_nothing_behind_them()
    {
        var (wrong, clips) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var right = Diarization.Of(Prefixed(seed)).Turns;
            var turns = Diarization.Of(Prefixed(seed), new() { WrongPrefix = 0.1, Seed = seed }).Turns;
            (wrong, clips) = (wrong + Differ(right.Take(6), turns), clips + 6);
            Assert.Equal(right.Skip(8), turns.Skip(8));
        }

        Assert.InRange((double)wrong / clips, 0.06, 0.14);
    }

    [Fact]
    public void The_same_audio_gets_the_same_errors_and_another_seed_other_ones()
    {
        var usual = Diarization.Of(_heard, DiarizerErrors.Usual).Turns;

        Assert.Equal(usual, Diarization.Of(_heard, DiarizerErrors.Usual).Turns);
        Assert.NotEqual(usual, Diarization.Of(_heard, DiarizerErrors.Usual with { Seed = 2 }).Turns);
        Assert.Equal("Speaker_0", usual[0].Label);
    }

    [Fact]
    public void Who_speaks_at_the_same_time_ends_no_turn()
    {
        SpokenWord[] heard = [new(2, "so", 0, 0.3), new(5, "well", 0.2, 0.5), new(2, "why", 0.4, 0.7)];

        var turns = Diarization.Of(heard).Turns;

        Turn[] expected = [new(2, "Speaker_0", 0, 0.7), new(5, "Speaker_1", 0.2, 0.5)];
        Assert.Equal(expected, turns);
    }

    private static int Differ(IEnumerable<Turn> right, IReadOnlyList<Turn> turns) =>
        right.Zip(turns).Count(pair => pair.First.Label != pair.Second.Label);

    // Two clips of three voices, of five seconds with half a second between them, and a minute of talk.
    private static IReadOnlyList<SpokenWord> Prefixed(int seed)
    {
        var script = new DialogueScript();
        int[] voices = [7, 1, 4];
        for (var clip = 0; clip < 2 * voices.Length; clip++)
            script.GoTo(clip * 5.5 + seed * 0.0001)
                .Say(voices[clip % voices.Length], string.Join(' ', Tones.Words.Take(15)));
        return [.. script.Pause(0.5).Talk(new() { Seconds = 60, Voices = voices, Seed = seed }).Record().Words];
    }
}
