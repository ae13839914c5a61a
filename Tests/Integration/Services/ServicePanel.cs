using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Services;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Ssh;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>
/// A panel over one Spark behind a real sshd, with a docker of its own; nobody monitors it but the test. What is done
/// to services goes by a clock ten times as fast.
/// </summary>
internal sealed class ServicePanel : IAsyncDisposable
{
    public const string Parakeet = "parakeet-asr", Magpie = "magpie-tts";

    private readonly IRedisServer redis;
    private readonly string cluster = $"t{Guid.NewGuid():N}";
    private readonly TempDirectory data = new();
    private readonly FastClock clock = new(waits: 10, patience: 10);
    private WebApplication panel = null!;

    private ServicePanel(IRedisServer redis) => this.redis = redis;

    public TestSshd Sshd { get; private set; } = null!;

    public StubDocker Docker { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The clock that actions are asked for and driven by.</summary>
    public TimeProvider Clock => clock;

    public RedisLink Redis => Get<RedisLink>();

    public StateStore Store => Get<StateStore>();

    public StateMirror Mirror => Get<StateMirror>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ServicePanel> StartAsync(IRedisServer redis)
    {
        var rig = new ServicePanel(redis) { Sshd = await TestSshd.StartAsync() };
        rig.Docker = new(rig.Sshd.Home);
        rig.Sshd.Install("docker", StubDocker.Text);
        foreach (var name in new[] { Parakeet, Magpie, "whisper-box" }) rig.Docker.Make(name);
        await rig.OpenAsync();
        return rig;
    }

    public T Get<T>() where T : notnull => panel.Services.GetRequiredService<T>();

    /// <summary>Starts the panel, again after <see cref="CloseAsync"/>, with the same files and Redis.</summary>
    public async Task OpenAsync()
    {
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], Configure);
        await panel.StartAsync(Cancel);
        Http = new() { BaseAddress = new(panel.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        await UntilAsync(States.Driver, driver => driver.Links.ContainsKey("spark1"));
        await UntilAsync(States.Settings, _ => true);
    }

    public async Task CloseAsync()
    {
        Http.Dispose();
        await panel.StopAsync(CancellationToken.None);
        await panel.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Sshd.DisposeAsync();
        data.Dispose();
    }

    /// <summary>Changes settings, and waits until they are in force.</summary>
    public async Task SetAsync(object values)
    {
        var before = Mirror.Get(States.Settings)!.Rev;
        using var answer = await Http.PutAsJsonAsync("/api/settings", new { values }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await UntilAsync(States.Settings, _ => Mirror.Get(States.Settings)!.Rev > before);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        Http.PostAsJsonAsync($"/api/services/{path}", body ?? new { }, Cancel);

    public Task<HttpResponseMessage> PutAsync(string name, string body) =>
        Http.PutAsync($"/api/services/{name}", new StringContent(body, null, "application/json"), Cancel);

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, Cancel))!;

    /// <summary>Asks for an action that must be accepted, and gives its id.</summary>
    public async Task<string> BeginAsync(string path, object? body = null)
    {
        using var answer = await PostAsync(path, body);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{path}: {answer.StatusCode} {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    /// <summary>Asks for an action and waits for its end.</summary>
    public async Task<ServiceAction> ActAsync(string path) =>
        await EndOfAsync(path.Split('/')[0], await BeginAsync(path));

    public Task<ServiceAction> EndOfAsync(string service, string id) =>
        UntilAsync(States.Action(service), action => action.Id == id && !action.IsActive);

    /// <summary>The first value of a state, now or later, that is as wanted.</summary>
    public async Task<T> UntilAsync<T>(StateKey<T> key, Func<T, bool> isWanted) where T : class
    {
        await Until.TrueAsync(
            () => Mirror.Value(key) is { } value && isWanted(value),
            $"{key.Name} is as wanted; it is {(Mirror.Value(key) is { } last ? Wire.Write(last) : "nothing")}");
        return Mirror.Value(key)!;
    }

    /// <summary>What waits to be written into the connectivity log.</summary>
    public async Task<IReadOnlyList<ConnectivityEntry>> LinesAsync() =>
        [.. (await new HandOver(Redis, Redis.Keys.Inbox).WaitingAsync()).Select(Wire.Read<ConnectivityEntry>)];

    /// <summary>A refusal with this status, as JSON.</summary>
    public static async Task<JsonNode> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {said}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(said)!;
    }

    private void Configure(WebApplicationBuilder builder)
    {
        var key = Sshd.HostKey;
        var settings = new Dictionary<string, string?>
        {
            ["DATA_DIR"] = data.Path,
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["Cluster"] = cluster,
            ["SSH_KEY_PATH"] = Sshd.Key,
            ["SPARK1_HOST"] = "127.0.0.1",
            ["SPARK1_PORT"] = Sshd.Port.ToString(CultureInfo.InvariantCulture),
            ["SPARK1_USER"] = Environment.UserName,
            ["SPARK1_HOST_KEY"] = $"{key.Type} {key.Fingerprint}"
        };
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(services => Fast<ServiceCounter>(services));
        builder.Services.AddSingleton(services => Fast<ModelActions>(services));
        builder.Services.AddSingleton(services => Fast<ServiceTruth>(services));
        builder.Services.AddSingleton(services => Fast<ServiceDriver>(services));
        builder.Services.AddSingleton(services => Fast<ServiceWork>(services));
        builder.Services.AddSingleton(services => Fast<HealthActions>(services));
        builder.Services.AddSingleton(services => Fast<MemoryCaps>(services));
    }

    private T Fast<T>(IServiceProvider services) => ActivatorUtilities.CreateInstance<T>(services, clock);
}
