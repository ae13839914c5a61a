using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SparkControl.Tests.Integration;
using SparkControl.Tests.Integration.Standalone;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>
/// The demo, twenty times as fast as real Sparks, and the pair behind it, which can be told what goes wrong.
/// </summary>
public sealed class DemoPanel : PanelProcess
{
    public const string Container = "vllm_node";

    private readonly HttpClient pair = new();

    private readonly double speed = 20;

    public DemoPanel()
    {
    }

    internal DemoPanel(string directory, double speed)
        : base(directory) => this.speed = speed;

    /// <summary>What the next launch does.</summary>
    public Task NextAsync(string scenario, int? length = null) => TellAsync("scenario", new { scenario, length });

    /// <summary>Puts a text into the head's log.</summary>
    public Task WriteAsync(string text) => TellAsync("log", new { container = Container, text });

    /// <summary>Puts numbered lines into the head's log.</summary>
    public Task FloodAsync(int lines, int rate = 0) => TellAsync("log", new { container = Container, lines, rate });

    /// <summary>Gives the launcher's upstream a commit more.</summary>
    public Task PushAsync(string subject) => TellAsync("launcher", new { push = subject });

    /// <summary>Begins a trouble of a speech service; null ends all that it has.</summary>
    public Task TroubleAsync(string service, string? trouble) => TellAsync("service", new { service, trouble });

    /// <summary>Ends what is under way, leaves nothing serving and forgets what should go wrong.</summary>
    public async Task RestAsync()
    {
        if (await ActiveAsync() is { } id) (await PostAsync($"/api/swap/{id}/cancel")).Dispose();
        await EndedAsync();
        if (await IsWatchingOnlyAsync()) (await PostAsync("/api/driver/takeover")).Dispose();
        await Until.TrueAsync(async () => !await IsWatchingOnlyAsync(), "this panel drives");
        (await DeleteAsync("/api/swap/lock?force=true")).Dispose();
        await StopAsync();
        await EndedAsync();
        await TellAsync("reset", new { });
        await VerdictAsync("stopped");
    }

    /// <summary>Begins a load and gives its id.</summary>
    public async Task<string> BeginAsync(string model)
    {
        string? id = null;
        await Until.TrueAsync(
            async () => (id = await AskAsync("/api/swap", new { model })) is not null, $"{model} may be loaded");
        await KnownAsync(id!);
        return id!;
    }

    /// <summary>Loads a model unless it serves.</summary>
    public async Task ServeAsync(string model)
    {
        var isThere = await SwapAsync() is { } last && IsReady(last, model)
            && await VerdictAsync() == "healthy";
        if (!isThere) await LoadAsync(model);
        await VerdictAsync("healthy");
    }

    /// <summary>Loads a model to its end.</summary>
    public async Task LoadAsync(string model)
    {
        await BeginAsync(model);
        await EndedAsync();
        Assert.True(IsReady((await SwapAsync())!.Value, model), $"{model} is ready");
    }

    /// <summary>Loads a model once, so that its next load has a history.</summary>
    public async Task KnowAsync(string model)
    {
        var usual = (await GetAsync("/api/status"))!.Value;
        var isKnown = usual.TryGetProperty("usual", out var all) && all.ValueKind == JsonValueKind.Object
            && all.GetProperty("models").TryGetProperty(model, out _);
        if (!isKnown) await LoadAsync(model);
    }

    /// <summary>A load that stands still in the middle of its weights, with its log open.</summary>
    public async Task<string> StallAsync(string model)
    {
        // By its repository: "the next launch" of a model for two is whichever Spark begins first.
        var models = (await GetAsync("/api/models"))!.Value.EnumerateArray();
        var repo = models.Single(m => m.GetProperty("key").GetString() == model).GetProperty("repo").GetString();
        await TellAsync("scenario", new { scenario = "stall", model = repo });
        var id = await BeginAsync(model);
        await Until.TrueAsync(
            async () => await SwapAsync() is { } swap && swap.TryGetProperty("step", out var step)
                && step.GetString() == "weights"
                && swap.GetProperty("nodes")[0].TryGetProperty("part", out var part)
                    && part.ValueKind == JsonValueKind.Number
                && part.GetDouble() > 0.2,
            "some weights are there");
        return id;
    }

    /// <summary>Gives a node an image of its own.</summary>
    public Task GiveImageAsync(string node, string image) => TellAsync("node", new { node, image });

    /// <summary>The id of a node's image.</summary>
    public Task<string> ImageAsync(string node) => ShownAsync(node, "image");

    /// <summary>The directory of a node's user.</summary>
    public Task<string> HomeAsync(string node) => ShownAsync(node, "home");

    internal Task<JsonElement?> SwapAsync() => GetAsync("/api/swap");

    private protected override StandaloneProcess Start(string directory)
    {
        // A failure is looked at where nothing follows it. Whoever starts the panel again finds its own file.
        var settings = Path.Combine(directory, "settings.yaml");
        if (!File.Exists(settings)) File.WriteAllText(settings, "roll_back: false\n");
        return StandaloneProcess.Start(
            directory,
            new Dictionary<string, string>
            {
                ["SPARKCONTROL_DEMO_SPEED"] = speed.ToString(CultureInfo.InvariantCulture),
                ["SPARKCONTROL_DEMO_CONTROL"] = "0"
            },
            "--demo");
    }

    private protected override async Task HeardAsync(StandaloneProcess process) =>
        pair.BaseAddress = new(await process.SaysAsync("Scenarios:", Cancel) + "/");

    private protected override bool IsUp(JsonElement status) =>
        Has(status, "catalog") && Has(status, "disk") && Verdict(status) is "stopped";

    private async Task<string> ShownAsync(string node, string what)
    {
        var shown = await pair.GetFromJsonAsync<JsonElement>("", Cancel);
        return shown.GetProperty("nodes").EnumerateArray().First(one => one.GetProperty("name").GetString() == node)
            .GetProperty(what).GetString()!;
    }

    private async Task TellAsync(string path, object what)
    {
        using var answer = await pair.PostAsJsonAsync(path, what, Cancel);
        answer.EnsureSuccessStatusCode();
    }

    // A deletion or an update of the test before may be at its end.
    private async Task StopAsync()
    {
        var (status, said) = (HttpStatusCode.OK, "");
        await Until.TrueAsync(
            async () =>
            {
                using var answer = await PostAsync("/api/stop");
                (status, said) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
                return status != HttpStatusCode.Conflict;
            },
            () => $"what serves may be stopped: {said}");
        Assert.True(status == HttpStatusCode.Accepted, said);
        await KnownAsync(JsonElement.Parse(said).GetProperty("id").GetString()!);
    }

    private async Task<bool> IsWatchingOnlyAsync() =>
        (await GetAsync("/api/status"))!.Value.TryGetProperty("driver", out var driver) && Has(driver, "another_panel");

    private async Task<string?> AskAsync(string path, object what)
    {
        using var answer = await PostAsync(path, what);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()
            : null;
    }

    // The answer to a click comes before every instance has heard of it.
    private Task KnownAsync(string id) => Until.TrueAsync(
        async () => await SwapAsync() is { } swap && swap.GetProperty("id").GetString() == id, $"{id} is known");

    // At the pace of the pictures a load takes minutes.
    private Task EndedAsync() =>
        Until.TrueAsync(async () => await ActiveAsync() is null, "the swap has ended", seconds: 300);

    private async Task<string?> ActiveAsync() =>
        await SwapAsync() is { } swap && !Has(swap, "ended_at") ? swap.GetProperty("id").GetString() : null;

    private Task VerdictAsync(string verdict) =>
        Until.TrueAsync(async () => await VerdictAsync() == verdict, $"vLLM is seen {verdict}");

    private async Task<string?> VerdictAsync() => Verdict((await GetAsync("/api/status"))!.Value);

    private static string? Verdict(JsonElement status) =>
        status.TryGetProperty("services", out var services) && services.TryGetProperty("vllm", out var vllm)
        && vllm.ValueKind == JsonValueKind.Object ? vllm.GetProperty("verdict").GetString() : null;

    private static bool IsReady(JsonElement swap, string model) =>
        swap.GetProperty("phase").GetString() == "ready" && swap.GetProperty("model").GetString() == model;

    private static bool Has(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
}
