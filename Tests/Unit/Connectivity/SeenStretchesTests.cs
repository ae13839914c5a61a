using SparkControl.Contracts;
using SparkControl.Contracts.Uptime;
using SparkControl.HealthMonitor.Connectivity;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class SeenStretchesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Looks: the second, what was seen (H U ?), and since when that is so where it is not the look's own second.
    /// Stretches: from, to and what they count as.
    /// </summary>
    [Theory]
    [InlineData("0H", "")]
    [InlineData("0H 5H 10H", "0-10Up")]
    [InlineData("0H 5U", "0-5Up")]
    [InlineData("0H 5U3 10U3", "0-3Up 3-10Down")]
    [InlineData("0H 5U 10U5", "0-5Up 5-10Down")]
    [InlineData("0H 5? 10H", "0-5Up")]
    [InlineData("0H 20H 41H 46H", "0-20Up 41-46Up")]
    [InlineData("0H 60U59", "")]
    [InlineData("10H 5H 10H", "5-10Up")]
    public void A_look_counts_from_when_its_verdict_is_so(string looks, string stretches) =>
        Assert.Equal(stretches, string.Join(' ', Of(looks).Spans.Select(Text)));

    [Fact]
    public void What_is_counted_is_let_go() =>
        Assert.Equal("41-46Up", string.Join(' ', Of("0H 20H 41H 46H").After(Noon.AddSeconds(20)).Spans.Select(Text)));

    [Fact]
    public void Of_very_many_the_newest_are_kept()
    {
        var looks = string.Join(' ', Enumerable.Range(0, 1500).Select(i => $"{5 * i}{(i % 2 == 0 ? 'H' : 'U')}"));

        var spans = Of(looks).Spans;

        Assert.Equal((1000, Noon.AddSeconds(5 * 1499)), (spans.Count, spans[^1].To));
    }

    private static SeenStretches Of(string looks)
    {
        SeenStretches? seen = null;
        foreach (var look in looks.Split(' '))
        {
            var digits = look.TakeWhile(char.IsDigit).Count();
            var at = Noon.AddSeconds(int.Parse(look[..digits]));
            var state = State(look[digits], look.Length > digits + 1 ? int.Parse(look[(digits + 1)..]) : null, at);
            seen = seen?.Next(state, at) ?? SeenStretches.First(state, at);
        }

        return seen!;
    }

    private static ServiceState State(char verdict, int? since, DateTimeOffset at) => new()
    {
        Name = "magpie",
        Kind = ServiceKind.Tts,
        Verdict = verdict switch { 'H' => Healthy, 'U' => Unhealthy, _ => Unknown },
        Since = since is { } second ? Noon.AddSeconds(second) : at
    };

    private static string Text(UptimeSpan span) =>
        $"{(span.From - Noon).TotalSeconds}-{(span.To - Noon).TotalSeconds}{span.State}";
}
