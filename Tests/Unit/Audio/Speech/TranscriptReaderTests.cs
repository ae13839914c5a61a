using System.Text.Json;
using System.Text.Json.Nodes;
using SparkControl.AudioProxy.Speech;
using SparkControl.Simulator.Speech;
using Xunit;
using Heard = SparkControl.AudioProxy.Speech.SpokenWord;
using Tone = SparkControl.Simulator.Speech.SpokenWord;

namespace SparkControl.Tests.Unit.Audio.Speech;

public sealed class TranscriptReaderTests
{
    private static readonly Tone[] Spoken =
        [new(2, "I'm", 0, 0.24), new(2, "recorded", 0.32, 0.56), new(5, "why", 2, 2.24), new(2, "well", 3, 3.24)];

    public static TheoryData<WordPlace, TokenForm, string, string> Styles =>
    [
        .. from place in Enum.GetValues<WordPlace>()
        from form in Enum.GetValues<TokenForm>()
        from word in (string[])["word", "text"]
        from text in (string[])["text", "segment"]
        select new TheoryDataRow<WordPlace, TokenForm, string, string>(place, form, word, text)
    ];

    [Theory]
    [InlineData("""{"text": "One line.\n\nAnother\tone. "}""")]
    [InlineData("\"One line.\\n\\nAnother one.\"")]
    public void A_text_is_one_line_whatever_blanks_are_in_it(string answer) =>
        Assert.Equal("One line. Another one.", TranscriptReader.Read(JsonDocument.Parse(answer).RootElement)!.Text);

    [Theory]
    [MemberData(nameof(Styles))]
    public void Every_wording_says_the_same(WordPlace place, TokenForm form, string word, string text)
    {
        AnswerStyle style = new() { Words = place, Tokens = form, WordKey = word, TextKey = text };

        var heard = Read(TranscriptAnswer.Verbose(Transcript.Of(Spoken), 4, true, style));

        Assert.Equal(["I'm", "recorded.", "Why.", "Well."], heard.Words.Select(said => said.Text));
        Assert.Equal([2, 3], heard.Words.Skip(2).Select(said => said.Start));
        Assert.Equal([2.24, 3.24], heard.Words.Skip(2).Select(said => Math.Round(said.End, 3)));
        Assert.Equal(("I'm recorded. Why. Well.", "en", 4.0, place == WordPlace.Absent),
            (heard.Text, heard.Language, heard.Duration, heard.IsEstimated));
    }

    [Theory]
    [InlineData("""{"text":" Hello there. "}""", "Hello there.", "")]
    [InlineData("\"Hello there.\"", "Hello there.", "")]
    [InlineData("""{"text":"","segments":[]}""", "", "")]
    [InlineData("""{"text":"","words":[]}""", "", "")]
    [InlineData("""{"text":"a b","segments":[{"text":"a b"}],"words":["a","b"]}""", "a b", "")]
    [InlineData("""{"text":"a b","segments":[{"text":"a","start":0,"end":1},{"text":"b"}]}""", "a b", "")]
    // One segment with words and one without: neither is lost.
    [InlineData("""{"segments":[{"text":"a b","start":0,"end":1,"words":[{"word":"a","start":0,"end":0.4},{"word":"b","start":0.5,"end":1}]},{"text":"c d","start":2,"end":4}]}""",
        "a b c d", "a@0-0.4 b@0.5-1 c@2-3 d@3-4")]
    // Pieces without spaces are told by the text; without that each is a word, and punctuation never is.
    [InlineData("""{"text":"re co","words":[{"word":"r","start":0,"end":1},{"word":"e","start":1,"end":2},{"word":"co","start":2,"end":3}]}""",
        "re co", "re@0-2 co@2-3")]
    [InlineData("""{"text":"","words":[{"word":"a","start":0,"end":1},{"word":"b","start":1,"end":2},{"word":".","start":2,"end":2}]}""",
        "a b.", "a@0-1 b.@1-2")]
    // SentencePiece's own spaces, also alone.
    [InlineData("""{"text":"x 10","words":[{"word":"▁x","start":0,"end":1},{"word":"▁","start":1,"end":1},{"word":"1","start":1,"end":2},{"word":"0","start":2,"end":3}]}""",
        "x 10", "x@0-1 10@1-3")]
    // Times that are missing, text, milliseconds, or run back.
    [InlineData("""{"text":"a b c","words":[{"word":"a","start":"0.5","end":1},{"word":"b"},{"word":"c","start_ms":2000,"end_ms":2500}]}""",
        "a b c", "a@0.5-1 b@1-1 c@2-2.5")]
    [InlineData("""{"text":"a b c","words":[{"word":"a","start":0,"end":1},{"word":"b","start":9e9,"end":9e9},{"word":"c","start":2,"end":3}]}""",
        "a b c", "a@0-1 b@2-2 c@2-3")]
    [InlineData("""{"text":"a b","words":[{"word":"a","start":3,"end":5},{"word":"b","start":2,"end":4}]}""",
        "a b", "a@2-2 b@2-4")]
    public void What_is_missing_is_made_up_for_and_no_word_is_lost(string json, string text, string words)
    {
        var heard = Read(JsonNode.Parse(json)!);

        Assert.Equal((text, words), (heard.Text, string.Join(' ', heard.Words.Select(Text))));
    }

    [Theory]
    [InlineData("""{"detail":"Not Found"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void What_is_no_transcript_is_not_taken_for_silence(string json) =>
        Assert.Null(TranscriptReader.Read(JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("null", null)]
    [InlineData("\"auto\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"de\"", "de")]
    public void A_language_is_known_or_it_is_not(string language, string? expected) =>
        Assert.Equal(expected, Read(JsonNode.Parse($$"""{"text":"a","language":{{language}}}""")!).Language);

    [Fact]
    public void No_word_leaves_its_window()
    {
        HeardText heard = new() { Text = "a b", Words = [new("a", -1, 1), new("b", 5, 99)] };

        Assert.Equal([new Heard("a", 100, 101), new Heard("b", 105, 110)], heard.At(100, 110).Words);
    }

    private static HeardText Read(JsonNode answer) =>
        TranscriptReader.Read(JsonSerializer.SerializeToElement(answer))!;

    private static string Text(Heard word) => FormattableString.Invariant($"{word.Text}@{word.Start}-{word.End}");
}
