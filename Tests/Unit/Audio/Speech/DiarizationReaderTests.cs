using System.Text.Json;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speech;

public sealed class DiarizationReaderTests
{
    [Theory]
    [InlineData("""{"segments":[{"start_s":1,"end_s":2,"speaker":"Speaker_1"},{"start_s":0,"end_s":1.5,"speaker":"Speaker_0"}]}""",
        "Speaker_0@0-1.5 Speaker_1@1-2")]
    [InlineData("""{"segments":[{"start":0,"end":1.5,"speaker":3}]}""", "Speaker_3@0-1.5")]
    [InlineData("""{"segments":[{"start_ms":80,"end_ms":1500,"label":"A"}]}""", "A@0.08-1.5")]
    [InlineData("""{"segments":["0.08 2.4 speaker_0","nonsense",{"start":2,"end":2,"speaker":"B"},{"start":1}]}""",
        "speaker_0@0.08-2.4")]
    [InlineData("""[{"start":0,"end":1,"speaker":"A"}]""", "A@0-1")]
    [InlineData("""{"segments":[{"start":0,"end":1.5,"label":2}]}""", "Speaker_2@0-1.5")]
    [InlineData("""{"segments":[{"start":2,"end":2,"speaker":"B"}]}""", "")]
    [InlineData("""{"duration":3,"speakers_detected":[]}""", "")]
    public void Turns_are_read_in_every_wording(string json, string expected)
    {
        var who = Read(json)!;

        Assert.Equal(expected, string.Join(' ', who.Turns.Select(
            turn => FormattableString.Invariant($"{turn.Speaker}@{turn.Start}-{turn.End}"))));
    }

    [Theory]
    [InlineData("""{"detail":"Not Found"}""")]
    [InlineData("\"x\"")]
    [InlineData("""{"segments":[{"begin":0,"until":1.5,"who":"A"}]}""")]
    public void What_is_no_diarization_is_not_taken_for_silence(string json) => Assert.Null(Read(json));

    [Fact]
    public void Fingerprints_that_can_be_compared_are_kept()
    {
        var who = Read("""
            {"segments":[],"models":{"diarization":"m"},
             "fingerprints":{"A":[0.5,-1],"B":[0,0],"C":[1,2,3],"D":[1,"x"],"E":null,"F":[0,1]}}
            """)!;

        Assert.Equal(["A", "F"], who.Fingerprints.Keys.Order());
        Assert.Equal([0.5f, -1f], who.Fingerprints["A"]);
        Assert.Equal("m", who.Model);
    }

    private static Diarization? Read(string json) => DiarizationReader.Read(JsonDocument.Parse(json).RootElement);
}
