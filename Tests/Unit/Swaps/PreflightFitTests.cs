using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class PreflightFitTests
{
    [Theory]
    [InlineData(FitVerdict.Fits, false, true)]
    [InlineData(FitVerdict.Tight, false, true)]
    [InlineData(FitVerdict.Unknown, false, true)]
    [InlineData(FitVerdict.DoesNotFit, false, false)]
    [InlineData(FitVerdict.DoesNotFit, true, true)]
    public void Only_what_does_not_fit_stops_a_load_and_not_who_wants_it_anyway(
        FitVerdict verdict, bool anyway, bool loads)
    {
        var report = new PreflightReport([PreflightFit.Check(Given.Model(ModelNodes.Solo), Fit(verdict))]);

        Assert.Equal(loads, report.Failure(anyway) is null);
        Assert.Equal(verdict != FitVerdict.DoesNotFit, report.Ok);
    }

    [Theory]
    [InlineData(-1L, 71_424, 0.78, "Use a context of 71,424 tokens at most")]
    // The share has room for it, and the Spark none for the share.
    [InlineData(1L, 71_424, 0.66, "Give the model 66 % of the memory")]
    [InlineData(-1L, null, 0.78, "Give the model 78 % of the memory")]
    [InlineData(
        -1L, null, 0.92, "Choose a smaller model, or give it 92 % of the memory, at which the Spark can stand still")]
    [InlineData(-1L, null, null, "Choose a smaller model")]
    public void A_refusal_says_what_would_do(long spare, int? tokens, double? share, string remedy)
    {
        var fit = Fit(FitVerdict.DoesNotFit) with
        {
            LargestMaxModelLen = tokens,
            SmallestGpuMemoryUtilization = share,
            Nodes = new Dictionary<string, FitNode> { ["spark1"] = new(1, 1, 1, 1, 1, 1, spare) }
        };

        var failure = new PreflightReport([PreflightFit.Check(Given.Model(ModelNodes.Solo), fit)])
            .Failure(anyway: false)!;

        Assert.Equal(("preflight_fit", "It is so."), (failure.Code, failure.Detail));
        Assert.Equal([remedy, "Load anyway"], failure.Remedies.Select(one => one.Title));
    }

    [Fact]
    public void A_context_beyond_what_the_model_can_is_answered_with_the_one_that_it_can()
    {
        var model = Given.Model(ModelNodes.Solo);
        model = model with { Settings = model.Settings with { MaxModelLen = 65_536 } };
        var fit = Fit(FitVerdict.DoesNotFit) with { MaxPositions = 32_768, SmallestGpuMemoryUtilization = 0.5 };

        Assert.Equal("Use a context of 32,768 tokens at most", PreflightFit.Check(model, fit).Remedy);
    }

    [Fact]
    public void Memory_that_somebody_else_has_taken_stops_a_load_before_anything_is_stopped()
    {
        NodeRoom[] rooms = [new("spark1", 120L << 30, 85L << 30, null) { TakenBytes = 30L << 30 },
            new("spark2", 120L << 30, 115L << 30, null)];

        var report = PreflightMemory.Warn(new([]), rooms);

        var failure = report.Failure(anyway: false)!;
        Assert.Equal(("preflight_memory", "spark1", "Something else holds 30.0 GiB of the memory of Spark 1"),
            (failure.Code, failure.Node, failure.Title));
        Assert.Null(report.Failure(anyway: true));
    }

    private static FitAnswer Fit(FitVerdict verdict) =>
        new(verdict, "It is so.", false, null, null, 0, new Dictionary<string, FitNode>());
}
