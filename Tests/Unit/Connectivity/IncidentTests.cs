using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class IncidentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Nodes = new()
    {
        ["vllm"] = "spark1",
        ["parakeet"] = "spark2",
        ["magpie"] = "spark2",
        ["other"] = "spark2"
    };

    /// <summary>
    /// Seconds after noon, a service (v, p, m, o, or x for one that is not watched) and what happened: H D U S ? . X as
    /// in <c>ProbeMachineTests</c>, <c>!</c> behind it when planned, <c>g</c> when it still answers; <c>-a</c> and
    /// <c>+a</c> a bad and a good report of the app a; <c>f</c> and <c>s</c> a swap that failed, or went well, after it
    /// had stopped what ran; <c>r</c> one that was refused; <c>w</c> and <c>z</c> beginning and end of a stop by the
    /// watchdog. An incident is its beginning, its end and its services.
    /// </summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("0vH 9vU", "9-…vllm")]
    [InlineData("0vH 9vU 99vH", "9-99vllm")]
    [InlineData("0vU 99vH", "0-99vllm")]
    [InlineData("0vS", "")]
    [InlineData("0v. 9vH", "")]
    [InlineData("0vH 9v?", "9-…vllm")]
    [InlineData("0vH 9vS 99v. 199vH", "9-199vllm")]
    [InlineData("0vH 9vU 99vX", "9-99vllm")]
    [InlineData("0vH 9vS! 99v.! 199vH", "")]
    [InlineData("0vH 9vU 99vS! 999vH", "9-99vllm")]
    [InlineData("0vH 9vU 99vS! 200v.! 300vU", "9-…vllm")]
    [InlineData("0vH 9vS! 20v.! 60vf", "60-…vllm")]
    [InlineData("0vH 9vS! 20v.! 60vf 99v.! 999vH", "60-99vllm")]
    [InlineData("0vS! 20v.! 60vf 99vs", "60-99vllm")]
    [InlineData("0vS! 20v.! 60vf 99vr", "60-…vllm")]
    [InlineData("0vH 9vw 12vS 20vz", "12-…vllm")]
    [InlineData("0vH 9vw 20vz 24vS", "24-…vllm")]
    [InlineData("0vH 60vf", "60-60vllm")]
    [InlineData("0vS! 60vr", "60-60vllm")]
    [InlineData("0vH 9vU 60vr", "9-…vllm")]
    [InlineData("0pH 0mH 9pU 12mU 99pH 102mH", "9-102parakeet,magpie")]
    [InlineData("0vH 9vU 19vH 300vU 310vH", "9-310vllm")]
    [InlineData("0vH 9vU 19vH 320vU 330vH", "9-19vllm 320-330vllm")]
    [InlineData("5p-a", "")]
    [InlineData("5p+a", "")]
    [InlineData("5p-a 100p-b", "5-100parakeet")]
    [InlineData("5p-a 306p-b", "")]
    [InlineData("5p-a 6p-a 307p-b 308p-b", "5-6parakeet 307-308parakeet")]
    [InlineData("0pH 5p-a 9pU 60p+a 99pH 200p+a", "5-99parakeet")]
    [InlineData("0vH 9vU 10p-a 2000vH", "9-2000vllm,parakeet")]
    public void Trouble_that_hangs_together_is_one_incident(string story, string incidents) =>
        Assert.Equal(incidents, string.Join(' ', Of(story).Select(Text)));

    [Theory]
    [InlineData("0pH 0mH 9pU 12mU", "host", "Everything on Spark 2 went down within 3 s")]
    [InlineData("0pH 0mH 9pU 12mU 20vU", "host", "Everything on Spark 2")]
    [InlineData("0vH 0pH 0mH 9v? 9p? 10m?", "network", "Everything on all hosts went down within 1 s")]
    [InlineData("0pH 0mH 9pU 40mU", null, null)]
    [InlineData("0pH 0mH 9pU", null, null)]
    [InlineData("0vH 9vU", null, null)]
    [InlineData("0pH 0mS 0oH 9pU 12oU", "host", "Everything on Spark 2 went down within 3 s")]
    [InlineData("0pH 0oH 9pU 12oU", "host", "Everything on Spark 2 went down within 3 s")]
    [InlineData("0pH 0mH 0oH 9pU 12oU", null, null)]
    [InlineData("0pH 0mS 9pU 12mU", null, null)]
    [InlineData("0pH 9pU 12vU", null, null)]
    [InlineData("0vH 0pH 9vU 12pU", "network", "Everything on all hosts went down within 3 s")]
    [InlineData("0vH 0pH 0mH 9vU 12pU", null, null)]
    [InlineData("5p-a 9p-a", "client", "Only app a reports failures: that client; the probes saw nothing.")]
    [InlineData("5p-a 7p+b 9p-a", "client", "others were served meanwhile and the probes saw nothing")]
    [InlineData("5x-a 7x+b 9x-a", "client", "that client; others were served meanwhile.")]
    [InlineData("5x-a 9x-a", null, null)]
    [InlineData("0pH 5p-a 9p-a 12pD", null, null)]
    [InlineData("0pH 5p-a 7pD 9p-a", null, null)]
    [InlineData("0pD 500p-a 509p-a", null, null)]
    [InlineData("0pH 5p-a 7pD 8p+b 9p-a", null, null)]
    [InlineData("0pH 0pD 9pH 500p-a 509p-a", "client", "the probes saw nothing")]
    [InlineData("0pH 5p-a 9p-a 900pD", "client", "the probes saw nothing")]
    [InlineData("0pH 0vD 500p-a 509p-a", "client", "the probes saw nothing")]
    [InlineData("0pH 5p-a 9p-a 12pUg", null, null)]
    [InlineData("0vH 0pH 0mH 9vUg 10pU 11mU", "host", "Everything on Spark 2 went down within 1 s")]
    [InlineData("0pH 0mH 9p. 12mU", "host", "Everything on Spark 2 was restarted within 3 s: docker there")]
    [InlineData("0vH 0pH 9v. 12p?", "network", "Everything on all hosts went down within 3 s")]
    [InlineData("0vH 0pH 9v. 12p.", "network", "Everything on all hosts was restarted within 3 s: their power")]
    [InlineData("0pH 0mH 9pUg 10mU", null, null)]
    [InlineData("5p-a 9p-b", null, null)]
    [InlineData("5p- 9p-", null, null)]
    [InlineData("0pH 5p-a 9pU", null, null)]
    [InlineData("0vH 9vS! 12v-a 14v-a", "swap", "A swap or a stop of vllm was in progress")]
    [InlineData("0vH 9vS! 12v-a 15p-a", null, null)]
    [InlineData("0vH 9vw 12vS 20vz", null, null)]
    [InlineData("0vH 9vS! 12vH 15v-a 18v-a", "client", "Only app a")]
    public void The_cause_is_named_where_the_data_says_so(string story, string? code, string? part)
    {
        var cause = Of(story)[0].Cause;

        Assert.Equal(code, cause?.Code);
        if (part is not null) Assert.Contains(part, cause!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_evidence_is_what_happened_between_beginning_and_end()
    {
        var incident = Assert.Single(Of("0pH 0mH 3v+a 9pU 10m+a 12p-a 99pH 120p+a"));

        Assert.Equal([9, 10, 12, 99], incident.Entries.Select(entry => (int)(entry.At - Noon).TotalSeconds));
    }

    [Fact]
    public void Of_very_much_evidence_the_middle_is_left_out()
    {
        var incident = Assert.Single(Of(string.Join(' ', Enumerable.Range(0, 500).Select(i => $"{i}p-a"))));

        Assert.Equal((200, 300), (incident.Entries.Count, incident.Omitted));
        Assert.Equal((Noon, Noon.AddSeconds(499)), (incident.Entries[0].At, incident.Entries[^1].At));
    }

    [Fact]
    public void An_incident_keeps_its_name_while_more_becomes_known()
    {
        const string Story = "0pH 0mH 9pU 12mU 50p-a 99pH 102mH 200p-b";
        var words = Story.Split(' ');

        var names = Enumerable.Range(3, words.Length - 2)
            .Select(n => Assert.Single(Of(string.Join(' ', words[..n]))).Id);

        Assert.Single(names.Distinct());
    }

    [Theory]
    [InlineData(true, true, "swap_failed", "The load failed.")]
    [InlineData(true, false, "swap_failed", "The load failed.")]
    [InlineData(false, false, null, null)]
    public void A_swap_that_failed_explains_what_came_after_it(
        bool isKnown, bool isSwapAlone, string? code, string? sentence)
    {
        var begin = Swap("s-1:begin", 0, null);
        var end = Swap("s-1:end", 60, false) with { Evidence = "The load failed." };
        ConnectivityEntry[] after = isSwapAlone ? [] : [.. Entries("0vH 70vU")[1..]];

        ConnectivityEntry[] before = isKnown ? [begin] : [];
        var incident = Assert.Single(IncidentFold.Of([.. before, end, .. after], Nodes));

        Assert.Equal((code, sentence), (incident.Cause?.Code, incident.Cause?.Sentence));
    }

    [Fact]
    public void Reports_are_counted_those_that_are_left_out_too() =>
        Assert.Equal(
            [new("app a", 500, 0)],
            Assert.Single(Of(string.Join(' ', Enumerable.Range(0, 500).Select(i => $"{i}p-a")))).Reports);

    private static ConnectivityEntry Swap(string id, int second, bool? ok) => new()
    {
        Id = id,
        At = Noon.AddSeconds(second),
        Kind = ConnectivityKind.Swap,
        Service = "vllm",
        Ok = ok,
        Planned = ok is null
    };

    private static IReadOnlyList<Incident> Of(string story) => IncidentFold.Of(Entries(story), Nodes);

    private static ConnectivityEntry[] Entries(string story)
    {
        var verdicts = new Dictionary<string, ServiceVerdict>();
        return [.. story.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Entry(word, verdicts))];
    }

    private static ConnectivityEntry Entry(string word, Dictionary<string, ServiceVerdict> verdicts)
    {
        var digits = word.TakeWhile(char.IsDigit).Count();
        var service = word[digits] switch
        {
            'v' => "vllm",
            'p' => "parakeet",
            'm' => "magpie",
            'o' => "other",
            _ => "elsewhere"
        };
        var entry = new ConnectivityEntry
        {
            Id = word,
            At = Noon.AddSeconds(int.Parse(word[..digits])),
            Kind = ConnectivityKind.Report,
            Service = service
        };
        var what = word[(digits + 1)..];
        if (what[0] is '-' or '+')
            return entry with { Ok = what[0] == '+', Source = what.Length > 1 ? $"app {what[1..]}" : null };

        if (what[0] is 'w' or 'z')
            return entry with { Kind = ConnectivityKind.Swap, Ok = what[0] == 'z' ? true : null };

        if (what[0] is 'f' or 's' or 'r')
        {
            return entry with
            {
                Kind = ConnectivityKind.Swap,
                Ok = what[0] == 's',
                Planned = what[0] is 's' or 'r'
            };
        }

        var before = verdicts.GetValueOrDefault(service);
        return entry with
        {
            Kind = ConnectivityKind.Transition,
            From = before,
            To = verdicts[service] = Verdict(what[0]),
            Planned = what.EndsWith('!'),
            Trouble = what.EndsWith('g') ? "gpu_wedged" : null
        };
    }

    private static ServiceVerdict Verdict(char letter) => letter switch
    {
        'H' => Healthy,
        'D' => Degraded,
        'U' => Unhealthy,
        'S' => Stopped,
        '?' => Unknown,
        '.' => Starting,
        _ => Disabled
    };

    private static string Text(Incident incident)
    {
        var end = incident.End is { } over ? $"{Seconds(over)}" : "…";
        return $"{Seconds(incident.Begin)}-{end}{string.Join(',', incident.Services)}";

        static int Seconds(DateTimeOffset at) => (int)(at - Noon).TotalSeconds;
    }
}
