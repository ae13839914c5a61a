using SparkControl.Contracts;
using SparkControl.HealthMonitor.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class JournalTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Before_anything_has_happened_nothing_is_said() =>
        Assert.Equal(new(), Journal.Of(new(null, null, 0), null, [], Noon));

    [Fact]
    public void The_newest_line_and_the_last_incident_are_named()
    {
        var incident = new Incident { Id = "i-1", Begin = Noon, Services = ["vllm"], Entries = [] };

        var mark = Journal.Of(new("vllm:7", Noon, 12), incident, [Span(0, null), Span(23, 23), Span(24, 24)], Noon);

        Assert.Equal(("vllm:7", Noon, 12, 2), (mark.Newest, mark.At, mark.Written, mark.IncidentsOfDay));
        Assert.Equal(("i-1", Noon, null), (mark.Incident!.Id, mark.Incident.Begin, mark.Incident.End));
    }

    /// <summary>Hours ago at which an incident began and at which it was over.</summary>
    [Theory]
    [InlineData(30, null, 1)]
    [InlineData(30, 0, 1)]
    [InlineData(30, 23, 1)]
    [InlineData(30, 24, 0)]
    [InlineData(30, 25, 0)]
    public void An_incident_that_lasted_into_the_day_is_of_the_day(int began, int? ended, int expected) =>
        Assert.Equal(expected, Journal.Of(new(null, null, 0), null, [Span(began, ended)], Noon).IncidentsOfDay);

    [Theory]
    [InlineData(new int[0], null)]
    [InlineData(new[] { 25 }, null)]
    [InlineData(new[] { 1, 20, 25 }, 4)]
    public void It_changes_by_itself_when_an_incident_is_over_for_a_day(int[] hoursAgo, int? hours) =>
        Assert.Equal(
            hours is { } some ? TimeSpan.FromHours(some) : (TimeSpan?)null,
            Journal.Ages(hoursAgo.Select(ago => Span(ago + 40, ago)).Append(Span(2, null)), Noon));

    [Theory]
    [InlineData("i-1764000000000", 1_764_000_000_000)]
    [InlineData("i-", null)]
    [InlineData("x-5", null)]
    [InlineData("i--5", null)]
    public void An_incident_tells_by_its_id_when_it_began(string id, long? ms) =>
        Assert.Equal(ms, Incident.BeginOf(id)?.ToUnixTimeMilliseconds());

    private static IncidentSpan Span(int began, int? ended) =>
        new(Noon.AddHours(-began), ended is { } hours ? Noon.AddHours(-hours) : null);
}
