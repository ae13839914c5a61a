using SparkControl.AudioProxy.Merging;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Merging;

public sealed class WordJoinTests
{
    [Theory]
    [InlineData("I'm|recording|right|now.", "I'm recording right now.")]
    [InlineData(" I'm| recording ||now|.", "I'm recording now.")]
    [InlineData("Well|,|(|perhaps|)|?|!", "Well, (perhaps)?!")]
    [InlineData("costs|.5|or|50|%|–|¿|no|?", "costs .5 or 50% – ¿no?")]
    [InlineData("", "")]
    public void Words_have_one_space_between_them_and_punctuation_has_none_before_it(string words, string expected) =>
        Assert.Equal(expected, WordJoin.Text(words.Split('|').Select(word => new SpokenWord(word, 0, 0))));
}
