using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Published;

/// <summary>
/// What <c>eng/check-publish.sh</c> has published, started by hand as compose would: the three services, AudioProxy
/// twice, a real redis-server, and a simulated pair that a new panel comes to know as its owner would. Of the data
/// directory each has what compose mounts for it: AudioProxy nothing, HealthMonitor nothing to write to.
/// </summary>
[Collection(ChaosCollection.Name)]
public sealed class PublishedServicesTests : IAsyncLifetime
{
    private readonly TempDirectory files = new();
    private readonly RedisFixture redis = new();
    private readonly List<PublishedService> services = [];
    private SimulatedPair pair = null!;
    private KeyView view = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(files.Path, "data");

    private string Cache => Path.Combine(files.Path, "cache");

    public async ValueTask InitializeAsync()
    {
        await redis.InitializeAsync();
        pair = await SimulatedPair.StartAsync(new() { Speed = 30, SshPorts = [Ports.Free(), Ports.Free()] });
        foreach (var directory in (string[])[Data, Cache]) Directory.CreateDirectory(directory);
        await PublishedService.OwnAsync(files.Path);
        view = new(Path.Combine(files.Path, "view"), Data);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services) await service.DisposeAsync();
        await pair.DisposeAsync();
        await redis.DisposeAsync();
        view.Dispose();
        files.Dispose();
    }

    [Fact]
    public async Task They_load_a_model_and_transcribe_a_recording_and_end_when_asked()
    {
        var proxies = (string[])[Url(Ports.Free()), Url(Ports.Free())];
        var panel = await StartAsync("control-api", "ControlApi", Url(Ports.Free()), new(Sparks())
        {
            ["DATA_DIR"] = Data,
            ["AUDIO_PROXY_URLS"] = string.Join(',', proxies)
        });
        view.Keep();
        foreach (var proxy in proxies)
            await StartAsync("audio-proxy", "AudioProxy", proxy, new() { ["CACHE_DIR"] = Cache });
        await StartAsync("health-monitor", "HealthMonitor", Url(Ports.Free()), new() { ["DATA_DIR"] = view.Path });
        await pair.IntroduceAsync(panel.BaseAddress!, Cancel);

        await LoadAsync(panel);
        await TranscribeAsync(panel);

        // Docker, too, asks more than once.
        foreach (var service in services)
        {
            await Moment.WhenAsync(
                async () => await service.ProbeAsync() == 0, () => $"it lives\n{service.Said}",
                TimeSpan.FromSeconds(30));
        }

        foreach (var service in services) Assert.Contains(await service.EndAsync(), (int[])[0, 143]);
        Assert.Empty(Directory.GetFiles(Cache, "*", SearchOption.AllDirectories));
        view.IsUntouched();
    }

    private async Task LoadAsync(HttpClient panel)
    {
        // The first to ask a Spark would be the pre-flight, which has 5 s for it.
        await Moment.WhenAsync(
            async () => (string?)(await panel.GetFromJsonAsync<JsonNode>("/api/status", Cancel))!
                ["nodes"]?["spark1"]?["link"]?["state"] == "up",
            () => $"Spark 1 is connected\n{Said}", TimeSpan.FromSeconds(60));
        await Moment.WhenAsync(
            async () =>
            {
                using var taken = await panel.PostAsJsonAsync("/api/swap", new { model = "qwen36" }, Cancel);
                return taken.IsSuccessStatusCode;
            },
            () => $"a load is taken\n{Said}", TimeSpan.FromSeconds(60));
        await Moment.WhenAsync(
            async () =>
            {
                // Null until the first load of all has its driver.
                var swap = await panel.GetFromJsonAsync<JsonNode>("/api/swap", Cancel);
                Assert.True((string?)swap?["phase"] != "failed", $"{swap}\n{Said}");
                return (string?)swap?["phase"] == "ready";
            },
            () => $"the model is ready\n{Said}", TimeSpan.FromMinutes(2));
        await Moment.WhenAsync(
            async () => (bool)(await panel.GetFromJsonAsync<JsonNode>("/api/endpoints", Cancel))!["vllm"]!["ready"]!,
            () => $"the monitor has seen it\n{Said}", TimeSpan.FromSeconds(30));
    }

    private static async Task TranscribeAsync(HttpClient panel)
    {
        var dialogue = new Conversation { Seconds = 60, Voices = [1, 4] }.Record();
        using var form =
            new MultipartFormDataContent { { new ByteArrayContent(dialogue.ToWav()), "file", "talk.wav" } };

        using var answer = await panel.PostAsync("/api/audio/transcribe-with-speakers", form, Cancel);
        var transcript = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

        Assert.True(answer.IsSuccessStatusCode, transcript.ToJsonString());
        Assert.Equal(
            dialogue.Words.Select(word => Plain(word.Word)),
            transcript["segments"]!.AsArray().SelectMany(block => ((string)block!["text"]!).Split(' ')).Select(Plain));
        Assert.Equal(
            2, transcript["segments"]!.AsArray().Select(block => (string?)block!["speaker"]).Distinct().Count());
    }

    private async Task<HttpClient> StartAsync(
        string folder, string name, string url, Dictionary<string, string> environment)
    {
        var common = new Dictionary<string, string>(environment)
        {
            ["ASPNETCORE_URLS"] = url,
            ["ConnectionStrings__redis"] = $"{redis.ConnectionString},abortConnect=false",
            ["DOTNET_gcServer"] = "0"
        };
        var program = Path.Combine(PublishedService.Folder, folder, $"{name}.dll");
        services.Add(await PublishedService.StartAsync(program, common));
        return new() { BaseAddress = new(url), Timeout = TimeSpan.FromMinutes(2) };
    }

    private Dictionary<string, string> Sparks()
    {
        var settings = new Dictionary<string, string>
        {
            ["VLLM_PORT"] = Text(pair.VllmPort),
            ["PARAKEET_PORT"] = Text(pair.Services.Parakeet.Port),
            ["MAGPIE_PORT"] = Text(pair.Services.Magpie.Port)
        };
        foreach (var (node, port) in pair.Nodes.Zip(pair.SshPorts))
        {
            var name = node.Name.ToUpperInvariant();
            settings[$"{name}_HOST"] = "127.0.0.1";
            settings[$"{name}_PORT"] = Text(port);
            settings[$"{name}_USER"] = SimulatedSshd.User;
            settings[$"{name}_ADDRESS"] = node.Address;
        }

        return settings;
    }

    private string Said => string.Join('\n', services.Select(service => service.Said));

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Plain(string word) => word.Trim(',', '.', '?', '!').ToLowerInvariant();
}
