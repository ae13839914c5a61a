using SparkControl.ControlApi.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \u0007\n ", null)]
    [InlineData("timed out after 900 s", "timed out after 900 s")]
    [InlineData("line 1\r\nline 2\tend", "line 1  line 2 end")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred[0m")]
    [InlineData("a\0b\u007fc\u009bd", "abcd")]
    [InlineData("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")]
    [InlineData("safe\u202egnp.exe\u2066", "safegnp.exe")]
    [InlineData("one\u2028two", "one two")]
    [InlineData("\ud83d\udc69\u200d\ud83d\ude80", "\ud83d\udc69\u200d\ud83d\ude80")]
    [InlineData("grün, 日本", "grün, 日本")]
    public void Control_characters_go_and_the_rest_stays(string? text, string? expected) =>
        Assert.Equal(expected, PlainText.Of(text, 100));

    [Theory]
    [InlineData("abcdef", 4, "abcd")]
    [InlineData("abc\ud83d\ude80", 4, "abc")]
    [InlineData("abc\ud83d\ude80", 5, "abc\ud83d\ude80")]
    public void A_long_text_is_cut_between_characters(string text, int longest, string expected) =>
        Assert.Equal(expected, PlainText.Of(text, longest));

    [Fact]
    public void Half_a_character_does_no_harm() => Assert.Equal("a\ufffdb", PlainText.Of("a\ud800b", 10));
}
