using SparkControl.Benchmarks.Measures;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>Recordings of people who talk, and what is heard of them.</summary>
public sealed class DialogueTests
{
    private static readonly Conversation _meeting = new() { Seconds = 300, Voices = [1, 4, 7, 10], Seed = 3 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_conversation_is_heard_word_for_word_with_its_speakers_and_times(int seed)
    {
        var dialogue = (_meeting with { Seed = seed }).Record();

        var heard = Listen(dialogue);

        var said = dialogue.Words.ToList();
        Assert.Equal(said.Select(word => (word.Voice, word.Word)), heard.Select(word => (word.Voice, word.Word)));
        Assert.All(said.Zip(heard), pair => Assert.InRange(Math.Abs(pair.First.Start - pair.Second.Start), 0, 0.05));
        Assert.All(said.Zip(heard), pair => Assert.InRange(Math.Abs(pair.First.End - pair.Second.End), 0, 0.05));
    }

    [Theory]
    [InlineData(20, 0.001)]
    [InlineData(10, 0.005)]
    [InlineData(6, 0.02)]
    public void Noise_behind_it_costs_little_as_long_as_speech_is_louder(double decibels, double most)
    {
        var dialogue = _meeting.Record() with { SpeechToNoise = decibels };

        var who = WordAlignment.Of(Measured(dialogue.Words), Measured(Listen(dialogue)));

        Assert.InRange(WordErrors.Of(who).Rate, 0, most);
        Assert.InRange(SpeakerOfWords.Of(who).Accuracy, 0.99, 1);
    }

    [Fact]
    public void Two_at_once_cost_some_words_and_not_most()
    {
        var dialogue = (_meeting with { Overlaps = 0.3 }).Record();

        var who = WordAlignment.Of(Measured(dialogue.Words), Measured(Listen(dialogue)));

        Assert.Contains(dialogue.Words.Zip(dialogue.Words.Skip(1)), pair => pair.Second.Start < pair.First.End);
        Assert.InRange(WordErrors.Of(who).Rate, 0, 0.05);
        Assert.InRange(SpeakerOfWords.Of(who).Accuracy, 0.97, 1);
    }

    [Fact]
    public void A_talk_has_pauses_to_cut_at_and_turns_of_all_lengths()
    {
        var dialogue = (_meeting with { Seconds = 3600 }).Record();

        var words = dialogue.Words.ToList();
        var pauses = words.Zip(words.Skip(1), (one, next) => (At: one.End, Length: next.Start - one.End))
            .Where(pause => pause.Length > 0.3).Select(pause => pause.At).ToList();
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 30));
        var turns = dialogue.Turns().Select(turn => turn.End - turn.Start).ToList();
        Assert.True(turns.Count(length => length < 1) > turns.Count / 20, "there are short answers");
        Assert.Contains(turns, length => length > 20);
        Assert.Equal([1, 4, 7, 10], words.Select(word => word.Voice).Distinct());
    }

    [Fact]
    public void The_same_seed_is_the_same_recording_and_another_one_is_another()
    {
        var one = _meeting with { Overlaps = 0.2, SilencesPerHour = 30 };

        Assert.Equal(one.Record().Words, (one with { }).Record().Words);
        Assert.NotEqual(one.Record().Words, (one with { Seed = 4 }).Record().Words);
        Assert.Equal((one with { Seconds = 9 }).Record().ToWav(), (one with { Seconds = 9 }).Record().ToWav());
    }

    [Fact]
    public void Nobody_speaks_over_himself_and_words_come_in_the_order_in_which_they_begin()
    {
        var words = (_meeting with { Seconds = 3600, Overlaps = 0.5 }).Record().Words.ToList();

        Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.Start <= pair.Second.Start));
        Assert.All(words.GroupBy(word => word.Voice), voice => Assert.All(
            voice.Zip(voice.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start)));
    }

    [Fact]
    public void Long_silences_are_as_long_and_as_many_as_ordered()
    {
        var day = _meeting with { Seconds = 36_000, SilencesPerHour = 12, LongestSilence = 60 };

        var words = day.Record().Words.ToList();

        var silences = words.Zip(words.Skip(1), (one, next) => next.Start - one.End)
            .Where(pause => pause > 19).ToList();

        Assert.InRange(silences.Count, 50, 190);
        Assert.InRange(silences.Max(), 50, 60.1);
    }

    [Fact]
    public void A_script_says_exactly_what_is_said_when()
    {
        var dialogue = new DialogueScript()
            .Say(0, "so well").Pause(2)
            .Say(3, "nobody knows").Interrupt(0.2)
            .Say(0, "why")
            .GoTo(10).Talk(_meeting with { Seconds = 20 })
            .Record();

        var words = dialogue.Words.ToList();

        Assert.Equal(["so", "well", "nobody", "knows", "why"], words.Take(5).Select(word => word.Word));
        Assert.Equal([0, 0.32, 2.64, 2.96, 3.08], words.Take(5).Select(word => Math.Round(word.Start, 2)));
        Assert.All(words.Skip(5), word => Assert.InRange(word.Start, 10, 30));
        Assert.Equal(30.5, dialogue.Seconds);
    }

    [Fact]
    public void Somebody_may_be_silent_for_forty_minutes_and_come_back()
    {
        var dialogue = new DialogueScript()
            .Talk(_meeting with { Seconds = 300 })
            .Talk(_meeting with { Seconds = 2400, Voices = [1, 4] })
            .Talk(_meeting with { Seconds = 300, Voices = [10, 1, 7, 4] })
            .Record();

        var times = dialogue.Words.Where(word => word.Voice == 10).Select(word => word.Start).ToList();

        Assert.Contains(times.Zip(times.Skip(1)), pair => pair.Second - pair.First > 2400);
    }

    [Fact]
    public void Ten_hours_are_made_with_little_more_memory_than_their_words()
    {
        var dialogue = (_meeting with { Seconds = 36_000, Overlaps = 0.1 }).Record() with { SpeechToNoise = 30 };
        using var wav = dialogue.OpenWav();
        var buffer = new byte[1 << 16];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = 0L;

        for (int count; (count = wav.Read(buffer)) > 0;) length += count;

        Assert.Equal((wav.Length, wav.Length), (length, 44 + 36_000L * 32_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80 << 20);
    }

    [Fact]
    public void A_recording_read_in_odd_pieces_is_the_same()
    {
        var dialogue = (_meeting with { Seconds = 5 }).Record();
        using var wav = dialogue.OpenWav();
        var (pieces, piece) = (new List<byte>(), new byte[37]);

        for (int count; (count = wav.Read(piece)) > 0;) pieces.AddRange(piece[..count]);

        Assert.Equal(dialogue.ToWav(), pieces);
    }

    private static IReadOnlyList<SpokenWord> Listen(Dialogue dialogue)
    {
        using var pcm = dialogue.OpenPcm();
        var listener = new ToneListener(dialogue.Rate);
        var block = new byte[1 << 16];
        for (int count; (count = pcm.Read(block)) > 0;)
            listener.Hear(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(block.AsSpan(0, count)));
        return listener.Finish();
    }

    private static List<MeasuredWord> Measured(IEnumerable<SpokenWord> words) =>
        [.. words.Select(word => new MeasuredWord(word.Word, word.Start, word.End, "voice " + word.Voice))];
}
