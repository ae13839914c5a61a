using System.Text.Json.Nodes;
using SparkControl.AudioProxy.Formats;
using SparkControl.AudioProxy.Merging;
using SparkControl.Tests.Unit.Audio.Merging;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Formats;

public sealed class TranscriptWriterTests
{
    private static readonly Transcript Interview = Transcript.Of(
        3725.4004, "en",
        [
            Block.Of("Speaker_0", Said.Words("I'm@6-6.3 recording.@6.4-8.1")),
            Block.Of("Speaker_1", Said.Words("<Über>@3723.5-3724 &@3724.1-3724.25")),
            new() { Speaker = "Speaker_0", Start = 3725, End = 3725.4, Text = "No times." }
        ],
        new("parakeet", null), ["There is no diarizer."]);

    private static readonly Transcript Silence = Transcript.Of(5, null, [], new("parakeet", "sortformer"), []);

    [Fact]
    public void Json_has_the_keys_of_the_original() => Assert.Equal(
        """
        {"duration":3725.4,"language":"en","speakers_detected":["Speaker_0","Speaker_1"],"segments":[
        {"start_ms":6000,"end_ms":8100,"speaker":"Speaker_0","text":"I'm recording."},
        {"start_ms":3723500,"end_ms":3724250,"speaker":"Speaker_1","text":"<Über> &"},
        {"start_ms":3725000,"end_ms":3725400,"speaker":"Speaker_0","text":"No times."}],
        "models":{"transcription":"parakeet","diarization":null},"warnings":["There is no diarizer."]}
        """.ReplaceLineEndings(""),
        TranscriptWriter.Write(Interview, TranscriptFormat.Json));

    [Fact]
    public void Verbose_json_has_words_too()
    {
        var segments = JsonNode.Parse(TranscriptWriter.Write(Interview, TranscriptFormat.VerboseJson))!["segments"]!;

        Assert.Equal("""[{"word":"I'm","start_ms":6000,"end_ms":6300},{"word":"recording.","start_ms":6400,"end_ms":8100}]""",
            segments[0]!["words"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Empty(segments[2]!["words"]!.AsArray());
    }

    [Theory]
    [InlineData("txt",
        "[00:00:06] Speaker_0: I'm recording.\n[01:02:03] Speaker_1: <Über> &\n[01:02:05] Speaker_0: No times.\n")]
    [InlineData("srt",
        "1\n00:00:06,000 --> 00:00:08,100\nSpeaker_0: I'm recording.\n\n" +
        "2\n01:02:03,500 --> 01:02:04,250\nSpeaker_1: <Über> &\n\n" +
        "3\n01:02:05,000 --> 01:02:05,400\nSpeaker_0: No times.\n\n")]
    [InlineData("vtt",
        "WEBVTT\n\n00:00:06.000 --> 00:00:08.100\n<v Speaker_0>I'm recording.\n\n" +
        "01:02:03.500 --> 01:02:04.250\n<v Speaker_1>&lt;Über&gt; &amp;\n\n" +
        "01:02:05.000 --> 01:02:05.400\n<v Speaker_0>No times.\n\n")]
    [InlineData("rttm",
        "SPEAKER my_talk.m4a 1 6.000 2.100 <NA> <NA> Speaker_0 <NA> <NA>\n" +
        "SPEAKER my_talk.m4a 1 3723.500 0.750 <NA> <NA> Speaker_1 <NA> <NA>\n" +
        "SPEAKER my_talk.m4a 1 3725.000 0.400 <NA> <NA> Speaker_0 <NA> <NA>\n")]
    public void It_is_written_as_tools_read_it(string format, string expected) => Assert.Equal(
        expected, TranscriptWriter.Write(Interview, FormatNames.Parse<TranscriptFormat>(format)!.Value, "my talk.m4a"));

    [Theory]
    [InlineData("txt", "")]
    [InlineData("srt", "")]
    [InlineData("vtt", "WEBVTT\n\n")]
    [InlineData("rttm", "")]
    [InlineData("json",
        """{"duration":5,"language":null,"speakers_detected":[],"segments":[],"models":{"transcription":"parakeet","diarization":"sortformer"},"warnings":[]}""")]
    public void Silence_is_empty(string format, string expected) => Assert.Equal(
        expected, TranscriptWriter.Write(Silence, FormatNames.Parse<TranscriptFormat>(format)!.Value));

    [Theory]
    [InlineData(null, "Json")]
    [InlineData(" ", "Json")]
    [InlineData("verbose_json", "VerboseJson")]
    [InlineData("RTTM", "Rttm")]
    [InlineData("doc", null)]
    [InlineData("2", null)]
    public void A_format_has_one_name(string? name, string? expected) =>
        Assert.Equal(expected, FormatNames.Parse<TranscriptFormat>(name)?.ToString());

    [Fact]
    public void A_long_speech_is_many_cues_and_no_word_is_lost()
    {
        var words = Enumerable.Range(0, 500).Select(i => $"w{i}{(i % 17 == 16 ? "." : "")}@{i}.1-{i}.9");
        var speech = Transcript.Of(
            500, "en", [Block.Of("S", Said.Words(string.Join(' ', words)))], new("parakeet", null), []);

        List<Cue> cues = [.. Cue.Of(speech)];

        Assert.Equal(speech.Segments[0].Text, string.Join(' ', cues.Select(cue => cue.Text)));
        Assert.All(cues, cue => Assert.True(cue.Text.Length <= 84 && cue.EndMs - cue.StartMs <= 7000));
        Assert.All(cues, cue => Assert.DoesNotContain(". ", cue.Text[2..]));
    }
}
