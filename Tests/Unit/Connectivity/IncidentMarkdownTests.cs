using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class IncidentMarkdownTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_incident_is_a_page()
    {
        var incident = new Incident
        {
            Id = "i-1",
            Begin = Noon,
            End = Noon.AddSeconds(1060),
            Services = ["parakeet", "magpie"],
            Cause = new("host", "Everything on spark2 went down."),
            Omitted = 7,
            Entries =
            [
                new()
                {
                    Id = "parakeet:4", At = Noon, Kind = ConnectivityKind.Transition, Service = "parakeet",
                    From = ServiceVerdict.Healthy, To = ServiceVerdict.Unhealthy, Evidence = "No answer"
                },
                new()
                {
                    Id = "r-1", At = Noon.AddSeconds(5), Kind = ConnectivityKind.Report, Service = "parakeet",
                    Ok = false, Source = "app", Error = "503", Count = 3
                }
            ]
        };

        Assert.Equal(
            """
            # Incident from 2026-11-24 12:00:00 to 2026-11-24 12:17:40 (UTC)

            - Services: parakeet, magpie
            - Lasted: 17 min 40 s
            - Probable cause: Everything on spark2 went down\.

            | Time (UTC) | What | Service | Said by | Details | Times |
            | --- | --- | --- | --- | --- | --- |
            | 2026-11-24 12:00:00 | healthy → unhealthy | parakeet | - | No answer | 1 |
            | 2026-11-24 12:00:05 | report, failed | parakeet | app | 503 | 3 |

            7 lines in the middle are left out.

            """.ReplaceLineEndings("\n"),
            IncidentMarkdown.Of(incident));
    }

    [Theory]
    [InlineData(null, "-")]
    [InlineData("a | b", @"a \| b")]
    [InlineData("# no heading", @"\# no heading")]
    [InlineData("<script>alert(1)</script>", @"\<script\>alert\(1\)\<\/script\>")]
    [InlineData("[click](javascript:x)", @"\[click\]\(javascript\:x\)")]
    [InlineData("![](http://evil)", @"\!\[\]\(http\:\/\/evil\)")]
    [InlineData("`code` **bold** _it_ ~s~", @"\`code\` \*\*bold\*\* \_it\_ \~s\~")]
    [InlineData("&lt; \\ end", @"\&lt\; \\ end")]
    [InlineData("line\r\n\r\n# next\u001b[2J", @"line    \# next\[2J")]
    public void Nothing_that_a_stranger_wrote_is_markup(string? text, string expected) =>
        Assert.Equal(expected, MarkdownText.Of(text));
}
