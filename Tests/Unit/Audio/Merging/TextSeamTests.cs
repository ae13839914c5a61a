using SparkControl.AudioProxy.Merging;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Merging;

public sealed class TextSeamTests
{
    [Theory]
    [InlineData("we said one two three four.", "One two three four and more", "we said one two|three four and more")]
    [InlineData("a b one two three fo", "ne one two three four c", "a b one two|three four c")]
    [InlineData("nothing in common", "with what follows", "nothing in common|with what follows")]
    [InlineData("by chance", "by chance", "by chance|by chance")]
    [InlineData("", "a b", "|a b")]
    [InlineData("a  b", "", "a b|")]
    public void Texts_are_joined_where_they_say_the_same(string earlier, string later, string expected)
    {
        var (first, second) = TextSeam.Join(earlier, later, 10);

        Assert.Equal(expected, $"{first}|{second}");
    }
}
