using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

public sealed class ArgumentParserTests
{
    [Theory]
    [InlineData("--max-model-len x", "argument --max-model-len: invalid human_readable_int_or_auto value: 'x'")]
    [InlineData("-tp two", "argument --tensor-parallel-size/-tp: invalid int value: 'two'")]
    [InlineData("--port", "argument --port: expected at least one argument")]
    [InlineData("--nonsense", "unrecognized arguments: --nonsense")]
    [InlineData("-d", "unrecognized arguments: -d")]
    public void What_argparse_refuses_is_refused_in_its_words(string words, string expected)
    {
        var arguments = ArgumentParser.Parse(["serve", "org/model", .. words.Split(' ')], out var error);

        Assert.Null(arguments);
        Assert.Equal($"usage: vllm serve [model_tag] [options]\nvllm serve: error: {expected}\n", error);
    }

    [Theory]
    [InlineData("-tp 2", 2)]
    [InlineData("--tensor-parallel-size=2", 2)]
    [InlineData("--host 0.0.0.0", 1)]
    public void Short_long_and_inline_forms_mean_the_same(string words, int expected) =>
        Assert.Equal(
            expected, ArgumentParser.Parse(["serve", "org/model", .. words.Split(' ')], out _)!.TensorParallel);

    [Theory]
    [InlineData("32768", 32_768)]
    [InlineData("128k", 128_000)]
    [InlineData("1K", 1_024)]
    [InlineData("auto", null)]
    public void Lengths_may_be_written_for_people(string text, int? expected) =>
        Assert.Equal(expected, HumanInteger.Parse(text));
}
