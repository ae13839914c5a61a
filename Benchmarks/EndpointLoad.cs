using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace SparkControl.Benchmarks;

/// <summary>
/// Where everything is, asked by as many apps as one machine holds, while a model serves, HealthMonitor looks and the
/// answer becomes another one. wrk runs on the same two cores.
/// </summary>
internal static class EndpointLoad
{
    private const int Connections = 32, Seconds = 10, WarmUp = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 60, cancel);
        await using var panel = await rig.ControlApiAsync(cancel, isPinned: true);
        await using var monitor = await rig.HealthMonitorAsync(cancel, isPinned: true);
        await panel.BeginAsync(Rig.Model, cancel);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        await panel.EndpointsAsync(IsServing, late.Token);
        var root = panel.Http.BaseAddress!;
        var (ours, bare) = (new Uri(root, "/api/endpoints"), new Uri(root, "/alive"));
        foreach (var address in (Uri[])[bare, ours]) await Wrk.RunAsync(address, Connections, WarmUp, cancel);

        var least = await Wrk.RunAsync(bare, Connections, Seconds, cancel);
        var run = Wrk.RunAsync(ours, Connections, Seconds, cancel);
        var changes = await ChangesAsync(panel, cancel);
        var found = await run;
        yield return new("endpoints requests", found.PerSecond, "/s", 10_000, string.Create(
            CultureInfo.InvariantCulture,
            $"{least.PerSecond:0}/s of /alive; {Connections} connections, the same {Cores.Count} cores"))
        {
            IsLeast = true
        };
        yield return new("endpoints p99", found.P99Ms, "ms", 20, string.Create(CultureInfo.InvariantCulture,
            $"{least.P99Ms:0.0} ms of /alive"));
        yield return new("endpoints failed", found.Failed, "answers", 0, "all that were asked for");
        yield return new("endpoints changed", changes, "times", 2, "Magpie off and on while wrk asks")
        {
            IsLeast = true
        };
    }

    // What is fast and frozen is no figure: each change must be another ETag, and the model must serve all the while.
    private static async Task<int> ChangesAsync(PanelProcess panel, CancellationToken cancel)
    {
        var changes = 0;
        foreach (var off in (string[][])[["magpie"], []])
        {
            var before = await TagAsync(panel, cancel);
            using var answer = await panel.Http.PutAsJsonAsync(
                "/api/settings", new { values = new { disabled_services = off } }, cancel);
            answer.EnsureSuccessStatusCode();
            await panel.EndpointsAsync(view => IsServing(view) && IsOff(view) == off.Length > 0, cancel);
            if (await TagAsync(panel, cancel) != before) changes++;
        }

        return changes;
    }

    private static bool IsServing(JsonNode view) => (bool?)view["vllm"]?["ready"] == true;

    private static bool IsOff(JsonNode view) => (bool?)view["magpie"]?["disabled"] == true;

    private static async Task<string?> TagAsync(PanelProcess panel, CancellationToken cancel)
    {
        using var answer = await panel.Http.GetAsync("/api/endpoints", cancel);
        return answer.Headers.ETag?.Tag;
    }
}
