using SparkControl.ControlApi.Arguments;
using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Arguments;

public sealed class HelpOptionsTests
{
    private const int Enough = HelpOptions.Fewest;

    [Fact]
    public void The_names_of_options_are_taken_from_where_names_stand_and_from_nowhere_else()
    {
        var help = HelpOptions.Read($"{HelpText.Corners}\n{HelpText.Others(Enough)}")!;

        Assert.Equal(
            HelpText.CornersNames, help.Names.Where(name => !name.StartsWith("--other-", StringComparison.Ordinal)));
        Assert.Equal("0.17.1+cu130", help.Version);
    }

    [Fact]
    public void All_that_a_vLLM_shows_is_read()
    {
        var help = HelpOptions.Read($"0.18.0\n{VllmHelp.All}")!;

        Assert.Equal(
            HelpText.Known.Concat(["--help", "-h"]).Distinct().Order(StringComparer.Ordinal), help.Names);
        Assert.Equal("0.18.0", help.Version);
    }

    [Theory]
    [InlineData("0.17.1", "0.17.1")]
    [InlineData("vllm 0.16.0rc1", "0.16.0rc1")]
    [InlineData("Traceback (most recent call last):", null)]
    [InlineData("", null)]
    public void A_version_is_that_of_the_line_before_the_usage(string line, string? version) =>
        Assert.Equal(version, HelpOptions.Read($"{line}\n{VllmHelp.All}\n0.99.0")!.Version);

    [Theory]
    [InlineData("")]
    [InlineData("docker: Error response from daemon: could not select device driver")]
    [InlineData("RuntimeError: Failed to infer device type, please set the environment variable")]
    public void What_is_no_help_says_nothing(string printed) => Assert.Null(HelpOptions.Read(printed));

    [Fact]
    public void Groups_alone_say_nothing() => Assert.Null(HelpOptions.Read(VllmHelp.Groups));

    [Fact]
    public void One_that_was_cut_off_says_nothing() => Assert.Null(HelpOptions.Read(VllmHelp.All[..2_000]));

    [Fact]
    public void That_of_another_program_says_nothing() => Assert.Null(HelpOptions.Read(HelpText.Others(Enough * 2)));

    [Fact]
    public void A_flood_says_nothing() =>
        Assert.Null(HelpOptions.Read($"{VllmHelp.All}\n{HelpText.Others(1_001)}"));

    [Fact]
    public void Lines_may_end_as_those_of_a_terminal() => Assert.Equal(
        HelpOptions.Read(VllmHelp.All)!.Names,
        HelpOptions.Read(VllmHelp.All.Replace("\n", "\r\n", StringComparison.Ordinal))!.Names);
}
