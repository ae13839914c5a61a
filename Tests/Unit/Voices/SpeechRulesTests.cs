using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Voices;

public sealed class SpeechRulesTests
{
    public static TheoryData<SpeechRequest, string> Bad => new()
    {
        { new(" "), "input" },
        { new(new('x', SpeechRules.Longest + 1)), "input" },
        { new("hi", ResponseFormat: "midi"), "response_format" },
        { new("hi", Speed: 0.2), "speed" },
        { new("hi", Speed: 5), "speed" },
        { new("hi", StreamFormat: "video"), "stream_format" }
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_is_named(SpeechRequest request, string field) =>
        Assert.Equal(field, SpeechRules.Refuse(request)?.ProblemDetails.Extensions["field"]);

    [Fact]
    public void What_OpenAI_takes_is_taken() => Assert.Null(SpeechRules.Refuse(
        new(new('x', SpeechRules.Longest), "alloy", "gpt-4o-mini-tts", "opus", 0.25, "Speak like a pirate.", "sse")));

    [Theory]
    [InlineData(2, "atempo=2")]
    [InlineData(0.5, "atempo=0.5")]
    [InlineData(0.25, "atempo=0.5,atempo=0.5")]
    public void A_speed_is_one_filter_or_two(double speed, string filter) =>
        Assert.Equal(filter, SpeechFormat.Tempo(speed));
}
