using SparkControl.Contracts;
using SparkControl.ControlApi.Arguments;
using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Arguments;

public sealed class OptionRulesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--max-num-seqs 8 --enforce-eager")]
    [InlineData("--max_num_seqs=8")]
    [InlineData("--no-enable-prefix-caching --enable-prefix-caching")]
    [InlineData("-tp 2 -tp=2 -pp 1 -q fp8 -n2")]
    [InlineData("-O3 -O=2 -O 1 -O.level=2 --optimization-level 3")]
    [InlineData("--compilation-config.mode 3 --compilation-config.cudagraph_capture_sizes+=1,2 -cc.mode 3")]
    [InlineData("--speculative_config.num_speculative_tokens 3")]
    [InlineData("--model org/m --help -h")]
    [InlineData("--seed -1 --seed -0.5 --x-y-z-is-a-value-of-none-below -.5", "--x-y-z-is-a-value-of-none-below")]
    [InlineData("--served-model-name a b -- --anything")]
    public void What_vLLM_takes_is_taken(string words, string unknown = "") =>
        Assert.Equal(unknown, string.Join(' ', Unknown(words).Select(one => one.Option)));

    [Theory]
    [InlineData("--enforce")]
    [InlineData("--served-model org/m")]
    [InlineData("--max_num_s=8")]
    public void A_beginning_of_one_option_alone_is_that_option(string words) => Assert.Empty(Unknown(words));

    [Fact]
    public void A_beginning_of_several_is_none_and_says_which()
    {
        var unknown = Assert.Single(Unknown("--max-num=4"));

        Assert.Equal("--max-num", unknown.Option);
        Assert.Equal(["--max-num-batched-tokens", "--max-num-partial-prefills", "--max-num-seqs"], unknown.Near);
        Assert.Equal(
            "To this image's vLLM --max-num may be any of several options: --max-num-batched-tokens, "
            + "--max-num-partial-prefills, --max-num-seqs.",
            unknown.Sentence);
    }

    [Fact]
    public void Of_many_that_begin_so_a_few_are_named()
    {
        var unknown = Assert.Single(Unknown("--enable"));

        Assert.Equal(3, unknown.Near.Count);
        Assert.EndsWith(", …", unknown.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-num-seq", null)]
    [InlineData("--max-nun-seqs", "--max-num-seqs")]
    [InlineData("--max-model-length", "--max-model-len")]
    [InlineData("--enable-auto-tools-choice", "--enable-auto-tool-choice")]
    [InlineData("--no-enable-prefix-cacheing", "--no-enable-prefix-caching")]
    [InlineData("--max_num_sequs=4", "--max-num-seqs")]
    [InlineData("--speculative-confg.method", "--speculative-config")]
    [InlineData("--tp", "-tp")]
    [InlineData("-max-num-seqs", "--max-num-seqs")]
    public void A_slip_has_what_was_meant_beside_it(string word, string? meant)
    {
        var unknown = Unknown($"{word} 4");

        if (meant is null) Assert.Empty(unknown);
        else
        {
            Assert.Equal([meant], Assert.Single(unknown).Near);
            Assert.EndsWith($"Did you mean {meant}?", unknown[0].Sentence, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--foo", "--foo")]
    [InlineData("--use-v2-block-manager", "--use-v2-block-manager")]
    [InlineData("--num_scheduler_steps=8", "--num_scheduler_steps")]
    [InlineData("-z", "-z")]
    public void What_is_near_nothing_stands_alone(string word, string option) => Assert.Equal(
        [(option, "", $"This image's vLLM has no {option}.")],
        Unknown(word).Select(one => (one.Option, string.Join(' ', one.Near), one.Sentence)));

    [Fact]
    public void Each_is_said_once_in_the_order_of_the_words() => Assert.Equal(
        ["--zulu", "--alpha"], Unknown("--zulu 1 --alpha --zulu=2 --max-num-seqs 4").Select(one => one.Option));

    [Fact]
    public void Values_are_not_judged() => Assert.Empty(OptionRules.Unknown(
        ["--speculative-config", """{"method":"--foo"}""", "--chat-template", "-- a line", "-x y", "--seed", "-"],
        HelpText.Known));

    [Fact]
    public void A_word_without_end_is_shortened()
    {
        var unknown = Assert.Single(OptionRules.Unknown([$"--{new string('x', 4_000)}"], HelpText.Known));

        Assert.True(unknown.Sentence.Length < 120);
    }

    /// <summary>
    /// The simulated vLLM reads its words as the real one does: it refuses just what is said to be unknown.
    /// </summary>
    [Theory]
    [InlineData("--max-num-seqs 8")]
    [InlineData("--max_num_seqs 8")]
    [InlineData("--max-num-sequ 8")]
    [InlineData("--enforce")]
    [InlineData("--foo")]
    [InlineData("--no-enforce-eager")]
    [InlineData("--no-headless")]
    [InlineData("--speculative-config.method mtp")]
    [InlineData("-tp 1 -cc 3")]
    public void What_is_known_is_what_a_vLLM_starts_with(string words)
    {
        var arguments = ArgumentParser.Parse(["serve", "org/m", .. words.Split(' ')], out var error);

        Assert.True(arguments is null == Unknown(words).Count > 0, error);
    }

    [Theory]
    [InlineData("a", "a", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("--max-len", "--max-model-len", 6)]
    public void Slips_are_counted(string from, string to, int slips)
    {
        Assert.Equal(slips, NearWords.Slips(from, to));
        Assert.Equal(slips, NearWords.Slips(to, from));
    }

    private static IReadOnlyList<UnknownOption> Unknown(string words) =>
        OptionRules.Unknown(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), HelpText.Known);
}
