using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Connectivity;

/// <summary>The log is grouped a stretch at a time, as if all of it were read each time.</summary>
public sealed class IncidentGroupingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Nodes = new() { ["vllm"] = "spark1", ["magpie"] = "spark2" };

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(3, 50)]
    [InlineData(4, 400)]
    public void Step_by_step_it_is_the_same_as_at_once(int seed, int recent)
    {
        var lines = Story(new(seed), 3000);

        var stepped = Stepped(lines, recent);

        Assert.Equal(
            IncidentFold.Of(lines, Nodes).Select(Text).ToList(), stepped.Incidents.Select(Text).ToList());
        Assert.True(stepped.MostLooked < 2 * recent + 600, $"{stepped.MostLooked} lines were looked at in one step");
    }

    [Fact]
    public void An_outage_lasts_as_long_as_it_does_however_many_lines_it_has()
    {
        ConnectivityEntry[] lines =
        [
            Line("up", 0) with { From = Unknown, To = Healthy },
            Line("down", 10) with { From = Healthy, To = Unhealthy },
            .. Enumerable.Range(0, 5000).Select(i => Report($"r-{i}", 20 + i, ok: i % 2 == 0)),
            Line("again", 6000) with { From = Unhealthy, To = Healthy }
        ];

        Assert.Null(Assert.Single(Stepped(lines[..^1], 20).Incidents).End);
        var incident = Assert.Single(Stepped(lines, 20).Incidents);

        Assert.Equal((Noon.AddSeconds(10), Noon.AddSeconds(6000)), (incident.Begin, incident.End));
        Assert.Equal((200, 4802, new ReportCount("app", 2500, 2500)),
            (incident.Entries.Count, incident.Omitted, Assert.Single(incident.Reports)));
    }

    [Fact]
    public void What_is_kept_between_does_not_grow_with_the_lines()
    {
        var down = Line("down", 0) with { From = Healthy, To = Unhealthy };
        ConnectivityEntry[] lines =
            [down, .. Enumerable.Range(0, 20_000).Select(i => Report($"r-{i}", 1 + i) with { Source = $"app {i}" })];

        var part = Stepped(lines, 10).SoFar.Part;

        Assert.InRange(part.Events.Count, 200, 400);
        Assert.InRange(part.DroppedReports.Count, 1, 200);
    }

    [Fact]
    public void A_line_that_comes_late_leaves_an_incident_its_id()
    {
        var known = IncidentFold.Of([Report("b", 60), Report("c", 70)], Nodes);
        var found = IncidentFold.Of([Report("a", 50), Report("b", 60), Report("c", 70)], Nodes);

        var named = Assert.Single(IncidentGrouping.Named(found, known));

        Assert.Equal((known[0].Id, Noon.AddSeconds(50)), (named.Id, named.Begin));
    }

    [Fact]
    public void One_that_falls_into_two_keeps_its_id_for_the_first()
    {
        var down = Line("down", 0) with { From = Healthy, To = Unhealthy };
        var known = IncidentFold.Of([down, Report("a", 900), Report("b", 910)], Nodes);
        var found = IncidentFold.Of(
            [down, Line("up", 60) with { From = Unhealthy, To = Healthy }, Report("a", 900), Report("b", 910)], Nodes);

        var named = IncidentGrouping.Named(found, known);

        Assert.Equal([known[0].Id, Incident.IdOf(Noon.AddSeconds(900))], named.Select(incident => incident.Id));
    }

    // As the worker does: 40 lines at a time come, and each time what is not settled is looked at again.
    private static (List<Incident> Incidents, IncidentsSoFar SoFar, int MostLooked) Stepped(
        IReadOnlyList<ConnectivityEntry> lines, int recent)
    {
        var (incidents, soFar, most) = (new Dictionary<string, Incident>(), new IncidentsSoFar(), 0);
        for (var there = 0; there < lines.Count;)
        {
            there = Math.Min(lines.Count, there + 40);
            var fresh = lines.Take(there).Where(line => !(line.At <= soFar.Through)).ToList();
            var result = IncidentGrouping.Of(soFar, fresh, Nodes, recent, lines[there - 1].At.AddSeconds(1));
            // As it is stored and read by the next leader.
            soFar = Wire.Read<IncidentsSoFar>(Wire.Write(result.SoFar));
            most = Math.Max(most, fresh.Count);
            foreach (var found in result.Found) incidents[found.Id] = found;
        }

        return ([.. incidents.Values.OrderBy(incident => incident.Begin)], soFar, most);
    }

    private static List<ConnectivityEntry> Story(Random random, int count)
    {
        var (at, lines) = (0, new List<ConnectivityEntry>());
        var verdicts = new Dictionary<string, ServiceVerdict>();
        while (lines.Count < count)
        {
            at += random.Next(40) == 0 ? random.Next(900) : random.Next(1, 9);
            var service = random.Next(2) == 0 ? "vllm" : "magpie";
            lines.Add(random.Next(6) > 0
                ? Report($"r-{at}", at, random.Next(2) == 0, $"app {random.Next(3)}") with { Service = service }
                : Change(service, at, (ServiceVerdict)random.Next(6), random.Next(4) == 0));
        }

        return lines;

        ConnectivityEntry Change(string service, int second, ServiceVerdict to, bool planned)
        {
            var from = verdicts.GetValueOrDefault(service);
            verdicts[service] = to;
            return Line($"{service}:{second}", second) with
            {
                Service = service,
                From = from,
                To = to,
                Planned = planned
            };
        }
    }

    private static string Text(Incident incident) => Wire.Write(incident);

    private static ConnectivityEntry Line(string id, int second) => new()
    {
        Id = id,
        At = Noon.AddSeconds(second),
        Kind = ConnectivityKind.Transition,
        Service = "vllm"
    };

    private static ConnectivityEntry Report(string id, int second, bool ok = false, string source = "app") =>
        Line(id, second) with { Kind = ConnectivityKind.Report, Ok = ok, Source = source };
}
