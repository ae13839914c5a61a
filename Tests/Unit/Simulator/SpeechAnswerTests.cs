using System.Text.Json.Nodes;
using SparkControl.Simulator.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>What is made of words that were heard: text, turns and voices.</summary>
public sealed class SpeechAnswerTests
{
    private static readonly IReadOnlyList<SpokenWord> _heard =
    [
        new(2, "I'm", 0, 0.24), new(2, "recorded", 0.32, 0.56), new(5, "why", 2, 2.24), new(2, "well", 3, 3.24)
    ];

    private static Transcript Said => Transcript.Of(_heard);

    [Fact]
    public void A_pause_makes_a_sentence()
    {
        Assert.Equal("I'm recorded. Why. Well.", Said.Text);
        Assert.Equal([0, 2, 3], Said.Sentences.Select(sentence => sentence.Start));
    }

    [Theory]
    [InlineData(TokenForm.Plain, "I'm|recorded.|Why.|Well.")]
    [InlineData(TokenForm.LeadingSpace, " I'm| recorded.| Why.| Well.")]
    [InlineData(TokenForm.SubWords, " I'm| rec|ord|ed.| Why|.| Wel|l.")]
    public void Words_come_as_words_with_spaces_or_in_pieces(TokenForm form, string expected)
    {
        var answer = TranscriptAnswer.Verbose(Said, 4, wantsWords: true, new() { Tokens = form });

        var words = answer["words"]!.AsArray();
        Assert.Equal(expected, string.Join('|', words.Select(word => (string?)word!["word"])));
        Assert.All(
            words.Zip(words.Skip(1)),
            pair => Assert.True((double)pair.First!["end"]! <= (double)pair.Second!["start"]!));
    }

    [Fact]
    public void Words_may_be_in_segments_or_nowhere_and_nobody_gets_them_who_did_not_ask()
    {
        var inside = TranscriptAnswer.Verbose(Said, 4, true, new() { Words = WordPlace.InSegments, WordKey = "text" });
        var nowhere = TranscriptAnswer.Verbose(Said, 4, true, new() { Words = WordPlace.Absent });
        var unasked = TranscriptAnswer.Verbose(Said, 4, false, new());

        Assert.Equal("Why.", (string?)inside["segments"]![1]!["words"]![0]!["text"]);
        Assert.All([inside, nowhere, unasked], answer => Assert.False(answer.ContainsKey("words")));
        Assert.All([nowhere, unasked], answer => Assert.False(answer["segments"]![0]!.AsObject().ContainsKey("words")));
    }

    [Fact]
    public void What_a_server_leaves_out_is_not_there()
    {
        AnswerStyle style = new()
        {
            Language = null,
            HasDuration = false,
            KeepsEmptySegments = false,
            TextKey = "segment"
        };

        var empty = TranscriptAnswer.Verbose(Transcript.Of([]), 4, true, style);
        var some = TranscriptAnswer.Verbose(Said, 4, true, style);

        Assert.Equal("""{"task":"transcribe","language":null,"text":"","words":[]}""", empty.ToJsonString());
        Assert.Equal("Why.", (string?)some["segments"]![1]!["segment"]);
    }

    [Fact]
    public void Labels_are_given_in_the_order_in_which_voices_are_heard()
    {
        var turns = Diarization.Of(_heard).Turns;

        Assert.Equal(
            [("Speaker_0", 0, 0.56), ("Speaker_1", 2, 2.24), ("Speaker_0", 3, 3.24)],
            turns.Select(turn => (turn.Label, turn.Start, turn.End)));
    }

    [Fact]
    public void A_fifth_voice_gets_the_label_of_the_one_it_is_most_like()
    {
        int[] voices = [0, 3, 6, 9, 10];
        var heard = voices.Select((voice, at) => new SpokenWord(voice, "the", at * 2, at * 2 + 0.24));

        var who = Diarization.Of([.. heard]);

        Assert.Equal(4, who.Labels.Count());
        Assert.Equal("Speaker_3", who.Turns[^1].Label);
    }

    [Theory]
    [InlineData(TurnKeys.Seconds, """{"start_s":2,"end_s":2.24,"speaker":"Speaker_1"}""")]
    [InlineData(TurnKeys.Plain, """{"start":2,"end":2.24,"speaker":"Speaker_1"}""")]
    [InlineData(TurnKeys.Milliseconds, """{"start_ms":2000,"end_ms":2240,"label":"Speaker_1"}""")]
    public void Turns_are_named_in_more_ways_than_one(TurnKeys keys, string expected) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Diarization.Of(_heard).Segments(keys)[1]));

    [Fact]
    public void A_voice_is_near_itself_in_another_file_and_far_from_every_other()
    {
        for (var voice = 0; voice < Tones.Voices; voice++)
        {
            Assert.InRange(Cosine(Fingerprint.Of(voice, 8), Fingerprint.Of(voice, 21)), 0.45, 0.8);
            Assert.InRange(Cosine(Fingerprint.Of(voice, 8), Fingerprint.Of((voice + 1) % Tones.Voices, 21)), -0.3, 0.3);
        }

        Assert.Equal(192, Fingerprint.Of(0, 8).Length);
    }

    private static double Cosine(double[] one, double[] other) => one.Zip(other).Sum(pair => pair.First * pair.Second);
}
