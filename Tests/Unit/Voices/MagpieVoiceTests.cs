using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Voices;

public sealed class MagpieVoiceTests
{
    private static readonly string[] All =
    [
        "Magpie-Multilingual.DE-DE.Mia", "Magpie-Multilingual.DE-DE.Otto", "Magpie-Multilingual.EN-US.Aria.Happy",
        "Magpie-Multilingual.EN-US.Aria", "Magpie-Multilingual.EN-US.Mia", "Magpie-Multilingual.EN-US.Leo"
    ];

    [Theory]
    [InlineData("Magpie-Multilingual.DE-DE.Mia", "DE-DE.Mia")]
    [InlineData("magpie-multilingual.en-us.aria.happy", "EN-US.Aria.Happy")]
    [InlineData("de-de.mia", "DE-DE.Mia")]
    [InlineData("Mia", "EN-US.Mia")]
    [InlineData("otto", "DE-DE.Otto")]
    [InlineData("Aria.Happy", "EN-US.Aria.Happy")]
    [InlineData(" aria ", "EN-US.Aria")]
    [InlineData("alloy", "EN-US.Aria")]
    [InlineData("Shimmer", "EN-US.Mia")]
    [InlineData("onyx", "EN-US.Leo")]
    [InlineData("echo", "EN-US.Aria.Happy")]
    [InlineData(null, "EN-US.Aria")]
    [InlineData("", "EN-US.Aria")]
    public void A_voice_is_found_by_any_of_its_names(string? wanted, string found) =>
        Assert.Equal($"Magpie-Multilingual.{found}", MagpieVoice.Find(wanted, All)?.Name);

    [Theory]
    [InlineData("Nobody")]
    [InlineData("Happy")]
    [InlineData("EN-US")]
    [InlineData("Magpie-Multilingual")]
    public void What_no_voice_is_called_is_none(string wanted) => Assert.Null(MagpieVoice.Find(wanted, All));

    [Theory]
    [InlineData("Magpie-Multilingual.EN-US.Aria.Happy", "en-US")]
    [InlineData("Magpie-Multilingual.zh-cn.Ray", "zh-CN")]
    [InlineData("Model.FR.Louise", "fr")]
    [InlineData("af_heart", null)]
    public void The_language_is_in_the_name(string name, string? language) =>
        Assert.Equal(language, new MagpieVoice(name).Language);
}
