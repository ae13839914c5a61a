using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SparkControl.Simulator.Scenarios;

namespace SparkControl.Benchmarks;

/// <summary>
/// How long the line that says that a model is up needs from the container's log to the page of a browser.
/// </summary>
internal static partial class ReadyLine
{
    private const int Samples = 100;

    // vLLM's own line, and which one it is.
    private const string Mark = "INFO:     Application startup complete.";

    // Notes when each line is first drawn.
    private const string Watch = """
        () => {
            window.shown = {};
            const log = document.querySelector("[data-part=load] log-view ol");
            new MutationObserver(() => requestAnimationFrame(() => {
                const lines = log.textContent.matchAll(/startup complete\. #(\d+)#/g);
                for (const [, n] of lines) window.shown[n] ??= Date.now();
            })).observe(log, { subtree: true, childList: true, characterData: true });
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rig = await Rig.StartAsync(speed: 15, cancel);
        rig.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        await using var panel = await rig.StandaloneAsync(cancel);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(panel.Http.BaseAddress!);
        await panel.BeginAsync(Rig.Model, cancel);
        await panel.StateAsync("swap", swap => (string?)swap["step"] == "weights", cancel);
        await page.Locator("[data-part=load] log-view ol li").First.WaitForAsync();
        await page.EvaluateAsync(Watch);

        using var ssh = rig.Ssh($"docker logs -f {Rig.Container}");
        await ssh.StandardOutput.ReadLineAsync(cancel);
        var terminal = ReadAsync(ssh, cancel);
        var written = await WriteAsync(rig, cancel);
        var shown = await ShownAsync(page, cancel);
        var theirs = new Spread((await terminal).Select((at, n) => at - written[n]));
        var ours = new Spread(shown.Select(one => one.Value - written[one.Key]));

        yield return new("ready-line not shown", Samples - shown.Count, "lines", 0, $"{Samples} that were written");
        yield return new("ready-line p95", ours.P95, "ms", 250, string.Create(CultureInfo.InvariantCulture,
            $"{theirs.P95:0} ms by ssh docker logs -f; p50 {ours.P50:0} and {theirs.P50:0} ms, "
            + $"most {ours.Most:0} ms, {ours.Count} lines"));
    }

    /// <returns>When each was written, in ms since 1970.</returns>
    private static async Task<double[]> WriteAsync(Rig rig, CancellationToken cancel)
    {
        var random = new Random(1);
        var written = new double[Samples];
        for (var n = 0; n < Samples; n++)
        {
            // Not in step with anything that has a beat.
            await Task.Delay(random.Next(0, 400), cancel);
            written[n] = Now();
            await rig.Pair.Head.WriteLogAsync(
                Rig.Container, string.Create(CultureInfo.InvariantCulture, $"{Mark} #{n}#\n"), cancel);
        }

        return written;
    }

    // Those that the page had drawn when all were, or when it was too late.
    private static async Task<Dictionary<int, double>> ShownAsync(IPage page, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Limit);
        Dictionary<int, double> shown = [];
        while (shown.Count < Samples && !late.IsCancellationRequested)
        {
            await Task.Delay(100, late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var seen = await page.EvaluateAsync<Dictionary<string, double>>("() => window.shown");
            shown = seen.ToDictionary(one => int.Parse(one.Key, CultureInfo.InvariantCulture), one => one.Value);
        }

        return shown;
    }

    private static async Task<List<double>> ReadAsync(Process ssh, CancellationToken cancel)
    {
        List<double> at = [];
        while (at.Count < Samples && await ssh.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (Numbered().IsMatch(line)) at.Add(Now());
        }

        ssh.Kill();
        return at;
    }

    private static double Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    [GeneratedRegex(@"startup complete\. #\d+#")]
    private static partial Regex Numbered();
}
