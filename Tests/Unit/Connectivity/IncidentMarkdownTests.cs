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

    [Fact]
    public void What_stands_beside_it_follows()
    {
        var incident = new Incident
        {
            Id = "i-1",
            Begin = Noon,
            Services = ["magpie"],
            Entries = [],
            Reports = [new("<b>", 3, 1), new(null, 1, 0)],
            Nodes =
            [
                new("spark2", 120L << 30,
                [
                    new() { At = Noon, MemAvailableBytes = 3L << 29, MemoryStallPercent = 80.25, GpuPercent = 50 },
                    new() { At = Noon.AddMinutes(1) }
                ])
            ],
            Logs =
            [
                new(
                    "magpie:4", "magpie", "spark2", "magpie-tts", Noon.AddSeconds(7),
                    [new("spark2", Noon.AddSeconds(-3).ToUnixTimeMilliseconds(), "Error: <no> cache")])
            ],
            Swap = new("s-1", "Qwen", "CUDA is out of memory", [new("spark1", Noon.ToUnixTimeMilliseconds(), "a | b")])
        };

        Assert.EndsWith(
            """

            ## Reports

            | Said by | Failed | Well |
            | --- | --- | --- |
            | \<b\> | 3 | 1 |
            | - | 1 | 0 |

            ## spark2, 120 GiB of memory

            | Minute (UTC) | Least free GiB | Waits for memory % | Stands still % | Swap GiB | GPU % | GPU °C |
            | --- | --- | --- | --- | --- | --- | --- |
            | 12:00 | 1.5 | - | 80.3 | - | 50 | - |
            | 12:01 | - | - | - | - | - | - |

            ## Log of magpie: magpie\-tts on spark2

            Read at 2026-11-24 12:00:07 (UTC).

            | Time (UTC) | Line |
            | --- | --- |
            | 11:59:57 | Error\: \<no\> cache |

            ## The load of Qwen that was under way

            It failed: CUDA is out of memory

            | Time (UTC) | From | Line |
            | --- | --- | --- |
            | 12:00:00 | spark1 | a \| b |

            """.ReplaceLineEndings("\n"),
            IncidentMarkdown.Of(incident), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_incident_is_a_page_of_bounded_size()
    {
        var hostile = new string('|', 1000);
        var incident = new Incident
        {
            Id = "i-1",
            Begin = Noon,
            Services = [.. Enumerable.Range(0, 200).Select(i => new string('x', 64))],
            Entries =
            [
                .. Enumerable.Range(0, 200).Select(i => new ConnectivityEntry
                {
                    Id = $"r-{i}", At = Noon, Kind = ConnectivityKind.Report, Service = new('x', 64), Ok = false,
                    Source = hostile[..128], Error = hostile
                })
            ],
            Reports = [.. Enumerable.Range(0, 20).Select(_ => new ReportCount(hostile[..128], 1, 0))],
            Swap = new("s-1", hostile, hostile, [.. Enumerable.Repeat(new LogLine("spark1", 0, hostile[..500]), 20)])
        };
        var line = new LogLine("spark1", 0, hostile[..500]);
        var log = new LogBeside("x:1", new('x', 64), "spark1", new('x', 128), Noon, [.. Enumerable.Repeat(line, 40)]);

        Assert.InRange(IncidentMarkdown.Of(incident).Length, 1, 512 * 1024);
        Assert.InRange(
            IncidentMarkdown.Of(incident with { Logs = [.. Enumerable.Repeat(log, 8)] }).Length, 1, 1024 * 1024);
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
