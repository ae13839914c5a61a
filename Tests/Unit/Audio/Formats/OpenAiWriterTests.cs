using System.Text.Json.Nodes;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Merging;
using SparkControl.Tests.Unit.Audio.Merging;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Formats;

public sealed class OpenAiWriterTests
{
    private static readonly Transcript Talk = Transcript.Of(
        9, null, [Block.Of("Speaker_0", Said.Words("One@0-1 two.@1-2")),
            Block.Of("Speaker_1", Said.Words("Three.@4-5"))],
        new("parakeet", "sortformer"), []);

    [Theory]
    [InlineData("json", """{"text":"One two. Three."}""")]
    [InlineData("text", "One two. Three.\n")]
    [InlineData("srt", "1\n00:00:00,000 --> 00:00:02,000\nOne two.\n\n2\n00:00:04,000 --> 00:00:05,000\nThree.\n\n")]
    [InlineData(
        "vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nOne two.\n\n00:00:04.000 --> 00:00:05.000\nThree.\n\n")]
    [InlineData("diarized_json", """{"task":"transcribe","duration":9,"text":"One two. Three.","segments":[{"type":"transcript.text.segment","id":"seg_000","start":0,"end":2,"text":"One two.","speaker":"Speaker_0"},{"type":"transcript.text.segment","id":"seg_001","start":4,"end":5,"text":"Three.","speaker":"Speaker_1"}]}""")]
    public void It_is_written_as_its_clients_read_it(string format, string expected) =>
        Assert.Equal(expected, OpenAiWriter.Write(Talk, FormatNames.Parse<OpenAiFormat>(format)!.Value));

    [Fact]
    public void Verbose_json_has_words_when_they_were_asked_for()
    {
        var with = JsonNode.Parse(OpenAiWriter.Write(Talk, OpenAiFormat.VerboseJson, hasWords: true))!;
        var without = JsonNode.Parse(OpenAiWriter.Write(Talk, OpenAiFormat.VerboseJson))!.AsObject();

        Assert.Equal("""{"word":"two.","start":1,"end":2}""", with["words"]![1]!.ToJsonString());
        Assert.False(without.ContainsKey("words"));
        Assert.Equal("und", (string?)without["language"]);
        Assert.Equal(
            ["id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob", "compression_ratio",
                "no_speech_prob"],
            without["segments"]![1]!.AsObject().Select(field => field.Key));
    }
}
