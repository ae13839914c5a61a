using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace SparkControl.Benchmarks;

/// <summary>Where everything is, asked by as many apps as one machine holds; wrk runs on the same cores.</summary>
internal static class EndpointLoad
{
    private const int Connections = 32, Seconds = 10, WarmUp = 5;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        await using var panel = await rig.ControlApiAsync(cancel);
        await panel.StateAsync("launcher", _ => true, cancel);
        await CheckAsync(panel, cancel);
        var root = panel.Http.BaseAddress!;
        var (ours, bare) = (new Uri(root, "/api/endpoints"), new Uri(root, "/alive"));
        foreach (var address in (Uri[])[bare, ours]) await Wrk.RunAsync(address, Connections, WarmUp, cancel);

        var least = await Wrk.RunAsync(bare, Connections, Seconds, cancel);
        var found = await Wrk.RunAsync(ours, Connections, Seconds, cancel);
        yield return new("endpoints requests", found.PerSecond, "/s", 10_000, string.Create(
            CultureInfo.InvariantCulture,
            $"{least.PerSecond:0}/s of /alive; {Connections} connections, the same {Environment.ProcessorCount} cores"))
        {
            IsLeast = true
        };
        yield return new("endpoints p99", found.P99Ms, "ms", 20, string.Create(CultureInfo.InvariantCulture,
            $"{least.P99Ms:0.0} ms of /alive"));
        yield return new("endpoints failed", found.Failed, "answers", 0, "all that were asked for");
    }

    // What is fast and wrong is no figure.
    private static async Task CheckAsync(PanelProcess panel, CancellationToken cancel)
    {
        var view = JsonNode.Parse(await panel.Http.GetStringAsync("/api/endpoints", cancel))!;
        if (view["vllm"]?["base_url"] is null || view["parakeet"] is null || view["magpie"] is null)
            throw new InvalidOperationException($"These are not the services of a pair: {view}");
    }
}
