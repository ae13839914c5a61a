using SparkControl.Contracts;
using SparkControl.ControlApi.Arguments;
using SparkControl.Simulator.Vllm;
using Xunit;

namespace SparkControl.Tests.Unit.Arguments;

public sealed class AskRulesTests
{
    private const string Image = "sha256:1";

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T20:34:00Z", null);
    private static readonly TimeSpan Again = OptionsLimits.Usual.Again;
    private static readonly OptionsAsk Ask = new("options-1", Image, Now);

    [Fact]
    public void An_image_that_nobody_has_asked_is_due()
    {
        Assert.True(AskRules.IsDue(null, Image, Again, Now));
        Assert.True(AskRules.IsDue(new([new("sha256:2", Now, ["--seed"])]), Image, Again, Now));
    }

    [Fact]
    public void One_that_has_answered_is_never_asked_again() =>
        Assert.False(AskRules.IsDue(new([new(Image, Now, ["--seed"])]), Image, Again, Now.AddYears(1)));

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void One_that_has_not_is_asked_hourly(int minutes, bool isDue) => Assert.Equal(
        isDue, AskRules.IsDue(new([new(Image, Now, []) { Problem = "No." }]), Image, Again, Now.AddMinutes(minutes)));

    [Fact]
    public void It_is_quiet_where_nothing_goes_on()
    {
        Assert.True(AskRules.IsQuiet(null, [], null, Now));
        Assert.True(AskRules.IsQuiet(Swap(SwapPhase.Ready), [Job(Now)], Held(TimeSpan.FromMinutes(-1)), Now));
    }

    [Fact]
    public void It_is_not_while_a_swap_runs() => Assert.False(AskRules.IsQuiet(Swap(SwapPhase.Loading), [], null, Now));

    [Fact]
    public void It_is_not_while_any_job_runs_or_waits() =>
        Assert.False(AskRules.IsQuiet(null, [Job(Now), Job(null)], null, Now));

    [Fact]
    public void It_is_not_while_the_pair_is_reserved() =>
        Assert.False(AskRules.IsQuiet(null, [], Held(TimeSpan.FromMinutes(1)), Now));

    [Theory]
    [InlineData(8.0, false, true)]
    [InlineData(7.9, false, false)]
    [InlineData(64.0, true, false)]
    public void The_head_must_have_been_seen_with_memory_to_spare(double gib, bool isStale, bool hasRoom) => Assert.Equal(
        hasRoom, AskRules.HasRoom(Head() with { MemAvailableBytes = (long)(gib * (1L << 30)), Stale = isStale }));

    [Fact]
    public void One_that_was_never_seen_has_none()
    {
        Assert.False(AskRules.HasRoom(null));
        Assert.False(AskRules.HasRoom(Head()));
        Assert.False(AskRules.HasRoom(Head() with { SampledAt = null, MemAvailableBytes = 1L << 40 }));
    }

    [Fact]
    public void An_answer_is_kept_with_its_version()
    {
        var asked = AskRules.Of(Ask, new(0, $"0.17.1\n{VllmHelp.All}"));

        Assert.Equal((Image, Now, "0.17.1", null), (asked.Image, asked.AskedAt, asked.Version, asked.Problem));
        Assert.True(asked.IsKnown);
    }

    [Theory]
    [InlineData(1, "Traceback:\nRuntimeError: Failed to infer device type\n",
        "It says: RuntimeError: Failed to infer device type")]
    [InlineData(124, "INFO 11-22", "It gave no answer within 3 minutes and 4 GiB of memory.")]
    [InlineData(137, "", "It gave no answer within 3 minutes and 4 GiB of memory.")]
    [InlineData(0, " \n", "It has said nothing, and ended with code 0.")]
    public void What_is_no_answer_says_why(int code, string printed, string problem)
    {
        var asked = AskRules.Of(Ask, new(code, printed));

        Assert.Equal(problem, asked.Problem);
        Assert.False(asked.IsKnown);
    }

    [Fact]
    public void A_few_images_are_kept_each_once()
    {
        var known = new OptionsState([]) { Asking = Ask };
        foreach (var image in new[] { "1", "2", "3", "2", "4" }) known = known.With(new(image, Now, ["--seed"]));

        Assert.Equal(["4", "2", "3"], known.Images.Select(one => one.Image));
        Assert.Null(known.Asking);
        Assert.Null(known.Of("1"));
        Assert.Equal("2", known.Of("2")!.Image);
    }

    private static SwapState Swap(SwapPhase phase) => new()
    {
        Id = "s",
        Kind = SwapKind.Load,
        Phase = phase,
        RequestedAt = Now,
        EndedAt = phase == SwapPhase.Ready ? Now : null
    };

    private static JobState Job(DateTimeOffset? ended) =>
        new() { Id = "d-1", Kind = JobKind.Download, Subject = "org/m", EndedAt = ended };

    private static Observed<Reservation> Held(TimeSpan left) =>
        new(1, Now, new("cron", "hash", (Now + left).ToUnixTimeMilliseconds(), null));

    private static NodeStatus Head() =>
        new() { Name = "spark1", Host = "h", Link = new(NodeState.Up, Now, null), SampledAt = Now };
}
