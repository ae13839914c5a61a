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
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// Instances of one whole panel over Sparks that are made up: clicks, driver, desk and history are the real ones.
/// </summary>
internal sealed class FatedPanel(IRedisServer server) : IAsyncDisposable
{
    private const string Mine = "the-test";

    private readonly string cluster = $"t{Guid.NewGuid():N}";
    private readonly TempDirectory data = new();
    private readonly List<WebApplication> instances = [];

    public FatedPair Pair { get; } = new();

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public IServiceProvider Services => instances[0].Services;

    public StateStore Store => Services.GetRequiredService<StateStore>();

    public RedisLink Redis => Services.GetRequiredService<RedisLink>();

    public SwapHistory History => Services.GetRequiredService<SwapHistory>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="drives">False for one that takes clicks and waits for the lease, which the test holds.</param>
    /// <param name="count">How many instances.</param>
    public async Task StartAsync(bool drives = true, int count = 1)
    {
        await using (var link = await RedisLink.ConnectAsync(server.ConnectionString, cluster))
        {
            if (!drives) await link.Database.StringSetAsync(link.Keys.Lease(ClusterServices.Duty), Mine);
        }

        for (var i = 0; i < count; i++)
        {
            instances.Add(ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], Configure));
            await instances[^1].StartAsync(Cancel);
            await instances[^1].Services.GetRequiredService<StateMirror>().Loaded;
        }

        Http.BaseAddress ??= new(instances[0].Urls.Single());
        await Until.TrueAsync(async () => await Store.ReadAsync(States.Catalog) is not null, "the catalog is known");
    }

    /// <summary>Whoever waits for the lease has it now.</summary>
    public Task LetDriveAsync() => LeaseKeeper.ReleaseAsync(Redis, ClusterServices.Duty, Mine);

    /// <summary>The lease as the test holds it, for what a driver before has written.</summary>
    public Lease Lease() =>
        new(Redis.Keys.Lease(ClusterServices.Duty), Mine, TimeProvider.System.GetTimestamp(), new(),
            TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await instance.StopAsync(CancellationToken.None);
            await instance.DisposeAsync();
        }

        Http.Dispose();
        data.Dispose();
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => Http.PostAsJsonAsync(path, body, Cancel);

    /// <summary>Asks for a load that must be taken, and gives its id.</summary>
    public async Task<string> BeginAsync(string model, string? token = null)
    {
        using var answer = await PostAsync("/api/swap", new { model, token });
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    /// <summary>Loads a model, to the end of what comes of it.</summary>
    public async Task<SwapState> SwapAsync(string model, string? token = null)
    {
        var id = await BeginAsync(model, token);
        return await UntilAsync(swap => swap is { IsActive: false } && (swap.Id == id || swap.RollsBack == id)
            && !RollBackRules.IsDue(swap));
    }

    /// <summary>The last swap, as soon as it is as wanted.</summary>
    public async Task<SwapState> UntilAsync(Func<SwapState, bool> isWanted)
    {
        SwapState? last = null;
        await Until.TrueAsync(
            async () => (last = (await Store.ReadAsync(States.Swap))?.Value) is not null && isWanted(last),
            "the swap is as wanted");
        return last!;
    }

    /// <summary>A notice, as soon as it was pushed.</summary>
    public async Task<Notice> ToldAsync(string swap)
    {
        Notice? found = null;
        await Until.TrueAsync(
            async () => (
                found = (await NoticesAsync()).FirstOrDefault(notice => notice.Id == $"{swap}:end")) is not null,
            $"the end of {swap} is told");
        return found!;
    }

    public async Task<string> LogAsync(string swap) => string.Join(
        '\n', (await Services.GetRequiredService<LogStore>().ReadAsync(swap, 1, 100)).Lines.Select(line => line.Text));

    public async Task<SwapState> FoundAsync(string swap) => (await History.FindAsync(swap))!;

    private async Task<IEnumerable<Notice>> NoticesAsync()
    {
        var keys = Redis.Keys;
        var waiting = await Redis.Database.ListRangeAsync(keys.Notifications);
        var taken = await Redis.Database.ListRangeAsync(Keys.Taken(keys.Notifications));
        return waiting.Concat(taken).Select(raw => Wire.Read<Notice>(raw!));
    }

    private void Configure(WebApplicationBuilder builder)
    {
        var files = Directory.CreateDirectory(Path.Combine(data.Path, $"{instances.Count}")).FullName;
        // An address that nobody has: what is to be told waits for it.
        File.WriteAllText(Path.Combine(files, "secrets.yaml"), "notify_webhooks: \"http://127.0.0.1:1/hook\"\n");
        var settings = new Dictionary<string, string?>
        {
            ["DATA_DIR"] = files,
            ["ConnectionStrings:redis"] = server.ConnectionString,
            ["Cluster"] = cluster,
            // Nobody listens there: what is done to the Sparks is the pair's.
            ["SPARK1_HOST"] = "127.0.0.1",
            ["SPARK1_PORT"] = "1",
            ["SPARK1_USER"] = "nobody",
            ["SPARK2_HOST"] = "127.0.0.1",
            ["SPARK2_PORT"] = "2",
            ["SPARK2_USER"] = "nobody"
        };
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ISwapEffects>(Pair);
    }
}
