using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Voices;

public sealed class SpokenTextTests
{
    [Theory]
    [InlineData("One sentence.", "One sentence.")]
    [InlineData("  One. \n Two!  ", "One. Two!")]
    [InlineData("Version 1.5 is out, isn't it?", "Version 1.5 is out, isn't it?")]
    public void A_short_text_is_one_piece(string text, string piece) => Assert.Equal([piece], SpokenText.Pieces(text));

    [Fact]
    public void A_long_one_is_cut_between_sentences()
    {
        var sentence = $"{string.Join(' ', Enumerable.Repeat("word", 18))}.";

        var pieces = SpokenText.Pieces(string.Join(' ', Enumerable.Repeat(sentence, 5)));

        Assert.Equal([$"{sentence} {sentence}", $"{sentence} {sentence}", sentence], pieces);
    }

    [Theory]
    [InlineData("word, ", 100)]
    [InlineData("word ", 400)]
    [InlineData("x", 1000)]
    [InlineData("很长的句子。", 60)]
    [InlineData("很", 500)]
    [InlineData("Is it? Yes! ", 100)]
    public void No_piece_is_too_long_and_nothing_is_lost(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));

        var pieces = SpokenText.Pieces(text);

        Assert.All(pieces, piece => Assert.InRange(Length(piece), 1, SpokenText.Longest));
        Assert.Equal(Letters(text), Letters(string.Concat(pieces)));
    }

    private static int Length(string text) => text.Sum(letter => letter > '\u2e7f' ? 3 : 1);

    private static string Letters(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
