using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Incidents;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class LastWordsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly ConnectivityEntry Change = new()
    {
        Id = "parakeet:4",
        At = Noon,
        Kind = ConnectivityKind.Transition,
        Service = "parakeet",
        From = ServiceVerdict.Healthy,
        To = ServiceVerdict.Unhealthy
    };

    [Fact]
    public void The_last_forty_are_kept()
    {
        var words = LastWords.Of(Lines(-100, 0), Change, null);

        Assert.Equal((40, "-39", "0"), (words.Count, words[0].Text, words[^1].Text));
    }

    /// <summary>
    /// When the life that is seen began, in seconds from the change on; how far our clock is ahead of the node's; the
    /// last line that is kept of one a second until ten seconds after it, by the node's clock.
    /// </summary>
    [Theory]
    [InlineData("running", -3600, 0, "10")]
    [InlineData("running", -12, 0, "-13")]
    [InlineData("running", 5, 0, "4")]
    [InlineData("running", 8, 600, "-593")]
    [InlineData("exited", -12, 0, "10")]
    [InlineData("restarting", -12, 0, "10")]
    [InlineData("running", null, 0, "10")]
    public void Of_what_was_started_again_just_then_the_end_of_its_life_before_is_kept(
        string status, int? began, int ahead, string last)
    {
        var started = began is { } seconds ? Noon.AddSeconds(seconds - ahead) : (DateTimeOffset?)null;
        var seen = new ContainerSight(Sample(status) with { StartedAt = started }, Noon.AddSeconds(10))
        {
            Ahead = TimeSpan.FromSeconds(ahead)
        };

        Assert.Equal(last, LastWords.Of(Lines(-700, 10), Change, seen)[^1].Text);
    }

    [Fact]
    public void Where_nothing_is_left_of_the_life_before_the_present_one_is_told()
    {
        var seen = new ContainerSight(Sample("running") with { StartedAt = Noon.AddSeconds(-12) }, Noon);

        Assert.Equal(["-5", "-4"], LastWords.Of(Lines(-5, -4), Change, seen).Select(line => line.Text));
        Assert.Empty(LastWords.Of([], Change, seen));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("token hf_abcdefghijklmnopqrstuvwx is bad", "token hf_… is bad")]
    [InlineData("NGC_API_KEY=nvapi-AbCd_ef-0123456789", "NGC_API_KEY=nvapi-…")]
    [InlineData("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "Authorization: Bearer …")]
    [InlineData("api_key='sk-proj-0123456789abcdef'", "api_key='sk-…'")]
    [InlineData("task-0123456789abcdef0123 max_tokens=100", "task-0123456789abcdef0123 max_tokens=100")]
    public void What_looks_like_a_key_is_not_kept(string printed, string kept) =>
        Assert.Equal(kept, EvidenceLines.Of([new("spark2", 0, printed)], 1)[0].Text);

    [Fact]
    public void A_long_line_is_clipped() =>
        Assert.Equal($"{new string('x', 500)}…", EvidenceLines.Of([new("spark2", 0, new('x', 900))], 1)[0].Text);

    // One a second, its text the second.
    private static LogLine[] Lines(int from, int to) =>
    [
        .. Enumerable.Range(from, to - from + 1).Select(second => new LogLine(
            "spark2", Noon.AddSeconds(second).ToUnixTimeMilliseconds(), FormattableString.Invariant($"{second}")))
    ];

    private static ContainerSample Sample(string status) => new("parakeet-asr") { Present = true, Status = status };
}
