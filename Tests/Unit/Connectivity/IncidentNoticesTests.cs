using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class IncidentNoticesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When it was over, and when it is looked at, in seconds after its beginning.</summary>
    [Theory]
    [InlineData(null, 5, "")]
    [InlineData(null, 10, "i-1:begin")]
    [InlineData(null, 3000, "i-1:begin")]
    [InlineData(null, 4000, "")]
    [InlineData(60, 100, "i-1:begin")]
    [InlineData(60, 361, "i-1:begin i-1:end")]
    [InlineData(60, 3600, "i-1:begin i-1:end")]
    [InlineData(60, 3661, "")]
    [InlineData(7200, 7600, "i-1:end")]
    public void Beginning_and_end_are_told_when_they_are_sure_and_while_they_are_news(int? end, int now, string ids) =>
        Assert.Equal(ids, string.Join(' ', IncidentNotices.Of(Incident(end), Noon.AddSeconds(now)).Select(n => n.Id)));

    [Fact]
    public void A_swap_that_failed_is_told_of_as_such_and_not_twice()
    {
        var failed = Entry("s-1:end") with { Kind = ConnectivityKind.Swap, Ok = false };

        Assert.Empty(IncidentNotices.Of(Incident(60) with { Entries = [failed] }, Noon.AddSeconds(400)));
    }

    [Fact]
    public void A_notice_says_who_is_in_trouble_and_why()
    {
        var notices = IncidentNotices.Of(Incident(200), Noon.AddSeconds(600)).ToList();

        Assert.Equal(
            ["Trouble with parakeet and magpie", "Over: trouble with parakeet and magpie"],
            notices.Select(n => n.Title));
        Assert.Equal(["The host.", "It lasted 3 min 20 s. The host."], notices.Select(n => n.Text));
        Assert.Equal([NoticeEvent.IncidentBegin, NoticeEvent.IncidentEnd], notices.Select(n => n.Event));
        Assert.Equal("""["parakeet","magpie"]""", notices[0].Data["services"]!.ToJsonString());
        Assert.Equal("host", (string?)notices[0].Data["cause"]!["code"]);
    }

    [Theory]
    [InlineData("app", "503", "app reports: 503")]
    [InlineData(null, "503", "An app reports: 503")]
    [InlineData(null, null, "Nothing answers.")]
    public void Without_a_cause_the_first_line_is_told(string? source, string? error, string text)
    {
        var first = Entry("magpie:2") with { Source = source, Error = error, Evidence = "Nothing answers." };
        if (error is not null) first = first with { Kind = ConnectivityKind.Report, Ok = false };
        var incident = Incident(null) with { Cause = null, Entries = [first] };

        Assert.Equal(text, Assert.Single(IncidentNotices.Of(incident, Noon.AddSeconds(20))).Text);
    }

    [Fact]
    public void An_action_that_failed_is_told_in_its_own_words_and_an_update_is_no_trouble_of_a_service()
    {
        var action = Entry("a-1:end") with
        {
            Kind = ConnectivityKind.Action,
            Ok = false,
            Source = "page",
            Error = "docker does not answer",
            Evidence = "parakeet was not restarted: docker does not answer."
        };
        var update = action with { Kind = ConnectivityKind.Update, Service = "vllm" };
        var (failed, updated) = (Incident(0) with { Cause = null, Entries = [action] },
            Incident(0) with { Cause = null, Entries = [update] });

        Assert.Equal(
            ["parakeet was not restarted: docker does not answer.", "Nothing came after it."],
            IncidentNotices.Of(failed, Noon.AddSeconds(400)).Select(n => n.Text));
        Assert.Empty(IncidentNotices.Of(updated, Noon.AddSeconds(400)));
    }

    private static Incident Incident(int? end) => new()
    {
        Id = "i-1",
        Begin = Noon,
        End = end is { } seconds ? Noon.AddSeconds(seconds) : null,
        Services = ["parakeet", "magpie"],
        Cause = new("host", "The host."),
        Entries = [Entry("magpie:2")]
    };

    private static ConnectivityEntry Entry(string id) => new()
    {
        Id = id,
        At = Noon,
        Kind = ConnectivityKind.Transition,
        Service = "magpie",
        From = ServiceVerdict.Healthy,
        To = ServiceVerdict.Unhealthy
    };
}
