using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.Benchmarks;

/// <summary>
/// A million reports as fast as they are taken: none is lost, the log stays as long as it may be, and is read at once.
/// </summary>
internal static class MillionReports
{
    private const int Reports = 1_000_000, Connections = 32, Pages = 300;

    private static readonly TimeSpan Moves = TimeSpan.FromMinutes(2);

    // The second looks at all that a page looks at, and finds nothing.
    private static readonly string[] Paths =
    [
        "/api/connectivity?kind=report&service=parakeet&source=app-3&limit=100", "/api/connectivity?service=nobody",
        "/api/connectivity?q=try%2099", "/api/connectivity?q=nothing%20like%20this",
        "/api/incidents", "/api/incidents?q=nothing%20like%20this"
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var files = Directory.CreateTempSubdirectory("spark-bench-");
        await using var redis = await RedisServer.StartAsync(files.FullName, cancel);
        var environment = new Dictionary<string, string>
        {
            ["DATA_DIR"] = files.CreateSubdirectory("panel").FullName,
            ["BIND_PORT"] = "0",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Reports__PerMinute"] = "0",
            ["ConnectionStrings__redis"] = redis.ConnectionString
        };
        await using var monitor = await PanelProcess.StartAsync("HealthMonitor.dll", environment, cancel);
        await using var panel = await PanelProcess.StartAsync("ControlApi.dll", environment, cancel);
        await using var link = await RedisLink.ConnectAsync(redis.ConnectionString);

        // Its own lines, that nothing is set up for example, are in the log by then.
        await panel.StateAsync("journal", _ => true, cancel);
        var before = await WrittenAsync(link, cancel);
        var (refused, took) = await PostAsync(panel.Http.BaseAddress!, cancel);
        var written = await WrittenAsync(link, cancel) - before;
        yield return new("log-1m not written", Reports - written, "reports", 0, string.Create(
            CultureInfo.InvariantCulture,
            $"{Reports:N0} that were taken, {Reports / took.TotalSeconds:0}/s; {refused:N0} were refused at first"));
        var kept = await link.Database.SortedSetLengthAsync(link.Keys.Connectivity);
        yield return new("log-1m lines too many or too few", Math.Abs(kept - ConnectivityLog.KeptByServer), "lines", 0,
            string.Create(CultureInfo.InvariantCulture,
                $"{kept:N0} that are kept, {ConnectivityLog.KeptByServer:N0} that are set"));
        await FillIncidentsAsync(link);

        var all = await PageAsync(panel, "/api/connectivity", cancel);
        foreach (var path in Paths)
        {
            var page = await PageAsync(panel, path, cancel);
            yield return new($"log-1m {path} p99", page.P99, "ms", 50, string.Create(CultureInfo.InvariantCulture,
                $"{all.P99:0.0} ms without a filter; p50 {page.P50:0.0} and {all.P50:0.0} ms"));
        }

        files.Delete(recursive: true);
    }

    private static async Task<(long Refused, TimeSpan Took)> PostAsync(Uri panel, CancellationToken cancel)
    {
        var last = -1;
        var start = Stopwatch.GetTimestamp();
        ReportPump[] pumps = [.. Enumerable.Range(0, Connections).Select(_ => new ReportPump(panel, Next))];
        await Task.WhenAll(pumps.Select(pump => pump.RunAsync(cancel)));
        if (pumps.Sum(pump => pump.Taken) != Reports) throw new InvalidOperationException("Some were not posted.");
        return (pumps.Sum(pump => pump.Refused), Stopwatch.GetElapsedTime(start));

        int? Next() => Interlocked.Increment(ref last) is < Reports and var report ? report : null;
    }

    // What is still in the inbox is on its way.
    private static async Task<long> WrittenAsync(RedisLink link, CancellationToken cancel)
    {
        var log = new ConnectivityLog(link, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        while (await WaitingAsync(link) > 0 && Stopwatch.GetElapsedTime(start) < Moves) await Task.Delay(100, cancel);
        return (await log.HeadAsync()).Written;
    }

    // As many and as long as they get: half of them are looked at when somebody searches.
    private static async Task FillIncidentsAsync(RedisLink link)
    {
        var key = link.Keys.Lease("health");
        string token = (await link.Database.StringGetAsync(key))!;
        using var lease = new Lease(key, token, TimeProvider.System.GetTimestamp(), new(), TimeProvider.System);
        var (store, begin) = (new IncidentStore(link), DateTimeOffset.UtcNow);
        for (var i = 0; i < IncidentStore.Kept; i++)
        {
            begin += TimeSpan.FromHours(1);
            if (!await store.WriteAsync(Incident(begin), lease))
                throw new InvalidOperationException("Nobody keeps incidents.");
        }
    }

    private static Incident Incident(DateTimeOffset begin) => new()
    {
        Id = Contracts.Incident.IdOf(begin),
        Begin = begin,
        End = begin.AddMinutes(3),
        Services = ["parakeet"],
        Entries =
        [
            .. Enumerable.Range(0, 200).Select(i => new ConnectivityEntry
            {
                Id = $"r-{begin.ToUnixTimeSeconds()}-{i}",
                At = begin.AddSeconds(i),
                Kind = ConnectivityKind.Report,
                Service = "parakeet",
                Ok = false,
                Source = $"app-{i % 10}",
                Error = $"timed out after 30 s, try {i} of many, and then it was given up"
            })
        ]
    };

    private static async Task<long> WaitingAsync(RedisLink link) =>
        await link.Database.ListLengthAsync(link.Keys.Inbox)
        + await link.Database.ListLengthAsync(Keys.Taken(link.Keys.Inbox));

    private static async Task<Spread> PageAsync(PanelProcess panel, string path, CancellationToken cancel)
    {
        var times = new double[Pages];
        for (var i = -20; i < Pages; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await panel.Http.GetByteArrayAsync(path, cancel);
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        }

        return new(times);
    }
}
