using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace SparkControl.Benchmarks;

/// <summary>
/// What is known is shown at once, however dead the Sparks are: they take connections and say nothing.
/// </summary>
internal static class DarkGets
{
    private const int Connections = 16, Requests = 4_000;


    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        await using var panel = await rig.StandaloneAsync(cancel);
        await panel.StateAsync("node:spark2", node => (string?)node["link"]!["state"] == "up", cancel);
        var paths = Paths(await PassingSwapAsync(panel, cancel));
        foreach (var path in paths) await AskAsync(panel, path, cancel);
        var lit = new Dictionary<string, Spread>();
        foreach (var path in paths) lit[path] = await AskAsync(panel, path, cancel);

        await using var vllm = rig.Pair.SwallowVllmPort();
        foreach (var sshd in rig.Sshds)
        {
            sshd.SetSilent(true);
            sshd.DropConnections();
        }

        await panel.StateAsync("node:spark1", node => (string?)node["link"]!["state"] != "up", cancel);
        foreach (var path in paths)
        {
            var (dark, wasLit) = (await AskAsync(panel, path, cancel), lit[path]);
            // Not asked because it does not answer: not a number, and so over its limit.
            var said = dark.Count == 0 || wasLit.Count == 0 ? "an answer, of which there is none; " : "";
            yield return new($"gets-dark {path} p99", dark.P99, "ms", 10, string.Create(CultureInfo.InvariantCulture,
                $"{said}{wasLit.P99:0.0} ms while both answer; p50 {dark.P50:0.0} and {wasLit.P50:0.0} ms, "
                + $"{Connections} connections"));
        }
    }

    // Every GET of state.
    private static string[] Paths(string swap) =>
    [
        "/api/status", "/api/endpoints", "/api/models", $"/api/models/{Rig.Model}/command", "/api/swap",
        $"/api/swap/{swap}", "/api/settings", "/api/services", "/api/services/vllm"
    ];

    // One that has ended, and left the port of vLLM free.
    private static async Task<string> PassingSwapAsync(PanelProcess panel, CancellationToken cancel)
    {
        var id = await panel.BeginAsync(Rig.Model, cancel);
        using var answer = await panel.Http.PostAsync($"/api/swap/{id}/cancel", null, cancel);
        await panel.StateAsync("swap", swap => swap["ended_at"] is not null, cancel);
        return id;
    }

    // Each connection asks again as soon as it has its answer. None when the first is no success.
    private static async Task<Spread> AskAsync(PanelProcess panel, string path, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections });
        http.BaseAddress = panel.Http.BaseAddress;
        using (var first = await http.GetAsync(path, cancel))
        {
            if (!first.IsSuccessStatusCode) return new([]);
        }

        var took = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            // The first request of each makes the connection.
            var times = new double[Requests / Connections];
            await http.GetByteArrayAsync(path, cancel);
            for (var i = 0; i < times.Length; i++)
            {
                var asked = Stopwatch.GetTimestamp();
                await http.GetByteArrayAsync(path, cancel);
                times[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }

            return times;
        }));
        return new(took.SelectMany(times => times));
    }
}
