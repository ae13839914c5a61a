using System.Text.Json.Nodes;
using SparkControl.Simulator.Speech;
using Xunit;
using Names = SparkControl.Benchmarks.Measures.Swaps;

namespace SparkControl.Tests.Unit.Audio.Measures;

/// <summary>
/// Whether it is seen that a name comes to mean somebody else. Voices are told by minute, a letter for each of three
/// words; so are names.
/// </summary>
public sealed class SwapsTests
{
    private const string Alone = "At minute 2 a voice is called A after too little speech to be certain.";

    [Fact]
    public void Names_that_stay_are_no_swap_whatever_they_are() =>
        Assert.Empty(Found("112 122 112 222", "CCA CAA CCA AAA"));

    [Fact]
    public void Two_people_who_change_names_are_seen_with_the_minute()
    {
        var found = Found("112 122 112 122", "AAB ABB BBA BAA");

        Assert.Equal(
            [
                "From minute 2 on B is voice 1 and was voice 2.",
                "From minute 2 on A is voice 2 and was voice 1.",
                "From minute 2 on voice 1 is called B, not A.",
                "From minute 2 on voice 2 is called A, not B."
            ],
            found);
    }

    [Fact]
    public void Somebody_who_takes_the_name_of_one_who_is_silent_is_seen() =>
        Assert.Equal(["From minute 2 on A is voice 2 and was voice 1."], Found("111 111 222 222", "AAA AAA AAA AAA"));

    [Fact]
    public void Somebody_who_gets_a_second_name_is_seen() =>
        Assert.Equal(
            ["From minute 2 on voice 2 is called C, not B."], Found("112 122 122 122", "AAB ABB ACC ACC"));

    [Fact]
    public void A_word_of_another_is_no_swap() => Assert.Empty(Found(120, "111222 111222", "AABBBB AABBBB"));

    [Theory]
    [InlineData("At minute 2 a voice is called A that sounds almost as much like B.", true)]
    [InlineData("At minute 1 a voice is called A that sounds almost as much like B.", true)]
    [InlineData("At minute 3 a voice is called A that sounds almost as much like B.", true)]
    [InlineData("At minute 4 a voice is called A that sounds almost as much like B.", false)]
    [InlineData("At minute 0 a voice is called A that sounds almost as much like B.", false)]
    [InlineData("At minute 2 a voice is called C that sounds almost as much like D.", false)]
    [InlineData("At minute 2 a voice is called AB after too little speech to be certain.", false)]
    [InlineData("From minute 0 to 4 some voices could not be recognised. A and B: maybe.", true)]
    [InlineData("From minute 0 to 4 some voices could not be recognised. C and D: maybe.", false)]
    [InlineData("From minute 2 on four voices are told apart, and no more can be.", false)]
    public void A_warning_excuses_what_it_names_about_its_time(string warning, bool excuses) =>
        Assert.Equal(excuses, Found("112 122 112 122", "AAB ABB BBA BAA", warning).Count == 0);

    [Fact]
    public void A_warning_of_one_is_none_of_the_other()
    {
        var found = Found("112 122 112 122", "AAB ABB BBA BAA", Alone);

        Assert.Equal($"From minute 2 on B is voice 1 and was voice 2. {Alone}", Assert.Single(found));
    }

    private static IReadOnlyList<string> Found(string voices, string names, params string[] warnings) =>
        Found(60, voices, names, warnings);

    private static IReadOnlyList<string> Found(int seconds, string voices, string names, params string[] warnings)
    {
        var words = voices.Replace(" ", "", StringComparison.Ordinal)
            .Select((voice, i) => new SpokenWord(voice - '0', $"word{i}", i * 20, i * 20 + 1)).ToList();
        var segments = names.Replace(" ", "", StringComparison.Ordinal).Select((name, i) => new JsonObject
        {
            ["speaker"] = $"{name}",
            ["words"] = new JsonArray(new JsonObject
            {
                ["word"] = $"word{i}",
                ["start_ms"] = i * 20_000.0,
                ["end_ms"] = i * 20_000.0 + 1_000
            })
        });
        var transcript = new JsonObject
        {
            ["segments"] = new JsonArray([.. segments]),
            ["warnings"] = new JsonArray([.. warnings.Select(warning => JsonValue.Create(warning))])
        };
        return Names.Unwarned(new(words, words.Count * 20), transcript, seconds);
    }
}
