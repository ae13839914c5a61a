using System.Diagnostics;
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
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Swaps;
using SparkControl.ControlApi.Updates;
using SparkControl.HealthMonitor;
using SparkControl.Simulator;
using SparkControl.Simulator.Docker;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>
/// A whole panel over a simulated pair: a redis-server, two nodes behind a real sshd each, and ControlApi in this
/// process. The nodes go a hundred times as fast as real ones, the waits of swaps ten times, and their patience twice.
/// </summary>
public sealed class Cockpit : IAsyncLifetime
{
    private const string Image = "sha256:5f0c2b8d9e1a4f3c7b6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b";
    private const double NodeSpeed = 100, SwapSpeed = 10, SwapPatience = 2, MonitorSpeed = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempDirectory data = new();
    private readonly FastClock swapClock = new(SwapSpeed, SwapPatience);
    private WebApplication panel = null!;
    private WebApplication? monitor;
    private string fingerprint = "";

    public RedisFixture Redis { get; } = new();

    public SimulatedPair Pair { get; private set; } = null!;

    public SimulatedNode Head => Pair.Head;

    public SimulatedNode Worker => Pair.Worker;

    public SimulatedSshd HeadSsh { get; private set; } = null!;

    public SimulatedSshd WorkerSsh { get; private set; } = null!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The files of the panel.</summary>
    public string DataDirectory => data.Path;

    public IServiceProvider Services => panel.Services;

    /// <summary>The clock of swaps.</summary>
    public TimeProvider Clock => swapClock;

    public StateMirror Mirror => panel.Services.GetRequiredService<StateMirror>();

    public SwapState? Swap => Mirror.Value(States.Swap);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Key => Path.Combine(data.Path, "key");

    private string HostKey => Path.Combine(data.Path, "host_key");

    public async ValueTask InitializeAsync()
    {
        Assert.True(SimulatedSshd.IsInstalled, "There is no OpenSSH server here: eng/need.sh says what the tests need.");
        await Redis.InitializeAsync();
        foreach (var key in new[] { Key, HostKey }) await MakeKeyAsync(key);
        var publicKey = await File.ReadAllTextAsync($"{Key}.pub");
        Pair = await SimulatedPair.StartAsync(new() { Speed = NodeSpeed });
        HeadSsh = await SimulatedSshd.StartAsync(Head, publicKey, HostKey);
        WorkerSsh = await SimulatedSshd.StartAsync(Worker, publicKey, HostKey);
        fingerprint = HeadSsh.Fingerprint;
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], Configure);
        await panel.StartAsync();
        Http.BaseAddress = new(panel.Urls.Single());
        await UntilAsync(States.Driver, driver => driver.Links.Count == 2);
        await UntilAsync(States.Launcher, launcher => launcher.Present is not null);
    }

    /// <summary>Everything as it was at the start: the nodes empty, in order, and with the launcher of an era.</summary>
    public async Task ResetAsync(string era = "c")
    {
        foreach (var sshd in new[] { HeadSsh, WorkerSsh })
        {
            await sshd.RecoverAsync();
            await sshd.AcceptKeysAsync();
            if (sshd.Fingerprint != fingerprint) await sshd.ChangeHostKeyAsync(HostKey);
        }

        foreach (var node in Pair.Nodes) node.DockerFault = DockerFault.None;
        foreach (var shell in Services.GetRequiredService<SparkShells>().All.Cast<SshShell>())
        {
            await Until.TrueAsync(async () => (await shell.ConnectNowAsync(Cancel)).State is NodeState.Up or NodeState.Slow, $"{shell.Node} is up");
        }

        if (Swap is { IsActive: true } left)
        {
            using var cancelled = await PostAsync($"/api/swap/{left.Id}/cancel");
            await EndOfAsync(left.Id);
        }

        await ForgetServicesAsync();
        await Pair.ResetAsync();
        // The panel's own checks, a minute after its start and after updates, write into the clone that is replaced.
        using (await Services.GetRequiredService<LauncherTurn>().TakeAsync(Cancel))
        {
            foreach (var node in Pair.Nodes)
            {
                node.InstallLauncher(era);
                node.SetImage(Image);
            }
        }

        await Until.TrueAsync(() => Pair.Nodes.All(node => node.MemoryUsed < 12L << 30), "the model's memory is free");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var app in new[] { monitor, panel }.OfType<WebApplication>()) await EndAsync(app);

        foreach (var sshd in new[] { HeadSsh, WorkerSsh }.OfType<SimulatedSshd>()) await sshd.DisposeAsync();
        if (Pair is not null) await Pair.DisposeAsync();
        await Redis.DisposeAsync();
        data.Dispose();
    }

    /// <summary>Nobody listens on a node's port while something is done.</summary>
    public static async Task WithoutAsync(SimulatedSshd ssh, Func<Task> act)
    {
        await ssh.StopAsync();
        try
        {
            await act();
        }
        finally
        {
            ssh.Resume();
        }
    }

    /// <summary>A HealthMonitor, four times as fast, until the next reset.</summary>
    public async Task MonitorAsync()
    {
        if (monitor is not null) return;

        monitor = HealthMonitorApp.Build([], builder =>
        {
            Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(new FastClock(MonitorSpeed, patience: 1));
        });
        await monitor.StartAsync(Cancel);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        Http.PostAsJsonAsync(path, body ?? new { }, Cancel);

    /// <summary>Changes settings, and waits until they are in force.</summary>
    public async Task SetAsync(object values)
    {
        var before = Mirror.Get(States.Settings)!.Rev;
        using var answer = await Http.PutAsJsonAsync("/api/settings", new { values }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await UntilAsync(States.Settings, _ => Mirror.Get(States.Settings)!.Rev > before);
    }

    /// <summary>Keeps a secret, or forgets it when it is empty; no state shows it.</summary>
    public async Task SetSecretAsync(string name, string value)
    {
        using var answer = await Http.PutAsJsonAsync(
            "/api/settings", new { values = new Dictionary<string, string> { [name] = value } }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Asks for a swap that must be accepted, and gives its id.</summary>
    public Task<string> BeginAsync(string model, bool anyway = false) => AcceptedAsync("/api/swap", new { model, anyway });

    /// <summary>Asks for a stop that must be accepted, and gives its id.</summary>
    public Task<string> StopAsync() => AcceptedAsync("/api/stop", null);

    public Task<string> CancelAsync(string id) => AcceptedAsync($"/api/swap/{id}/cancel", null);

    /// <summary>Swaps and waits for its end.</summary>
    public async Task<SwapState> SwapAsync(string model) => await EndOfAsync(await BeginAsync(model));

    /// <summary>Swaps with the shortest limit, and waits for its end.</summary>
    public async Task<SwapState> GivenUpAsync(string model)
    {
        await SetAsync(new { swap_limit_minutes = 1, swap_limit_seconds_per_gib = 1 });
        try
        {
            return await SwapAsync(model);
        }
        finally
        {
            await SetAsync(new { swap_limit_minutes = (int?)null, swap_limit_seconds_per_gib = (int?)null });
        }
    }

    public Task<SwapState> EndOfAsync(string id) => UntilSwapAsync(id, swap => !swap.IsActive);

    /// <summary>The first state of a swap, now or later, that is as wanted; a swap that ends before is a failure.</summary>
    public async Task<SwapState> UntilSwapAsync(string id, Func<SwapState, bool> isWanted)
    {
        var swap = await UntilAsync(
            States.Swap, swap => swap.Id == id && (isWanted(swap) || !swap.IsActive), () => LogTextAsync(id));
        if (!isWanted(swap)) Assert.Fail($"The swap ended as {swap.Phase}: {swap.Failure?.Code} {swap.Failure?.Title}\n{await LogTextAsync(id)}");
        return swap;
    }

    /// <summary>The first value of a state, now or later, that is as wanted.</summary>
    public async Task<T> UntilAsync<T>(StateKey<T> key, Func<T, bool> isWanted, Func<Task<string>>? explain = null) where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Mirror.Watch(_ => Look(), _ => Look());
        try
        {
            return await found.Task.WaitAsync(Patience, Cancel);
        }
        catch (TimeoutException)
        {
            var last = Mirror.Value(key) is { } value ? Wire.Write(value) : "nothing";
            throw new TimeoutException($"{key.Name} is still {last}\n{(explain is null ? "" : await explain())}");
        }

        void Look()
        {
            if (Mirror.Value(key) is { } value && isWanted(value)) found.TrySetResult(value);
        }
    }

    /// <summary>Every stored line of a swap.</summary>
    public async Task<IReadOnlyList<LogLine>> LinesAsync(string id)
    {
        List<LogLine> lines = [];
        var logs = panel.Services.GetRequiredService<LogStore>();
        while (await logs.ReadAsync(id, lines.Count + 1, 2_000) is { Lines.Count: > 0 } slice) lines.AddRange(slice.Lines);
        return lines;
    }

    /// <summary>Waits until a line of a swap's log holds a text.</summary>
    public Task SaysAsync(string id, string text) => Until.TrueAsync(
        async () => (await LinesAsync(id)).Any(line => line.Text.Contains(text, StringComparison.Ordinal)), $"the log of {id} says {text}");

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, Cancel))!;

    /// <summary>What the swap says of the nodes once it has ended is what is there.</summary>
    /// <param name="swap">A swap that has ended.</param>
    /// <param name="unknown">The nodes that cannot be asked.</param>
    public void RemainsAreTrue(SwapState swap, params string[] unknown)
    {
        foreach (var node in swap.Nodes)
        {
            var truth = unknown.Contains(node.Node) ? NodeRemains.Unknown : TruthOf(Pair.Node(node.Node));
            Assert.True(truth == node.Remains, $"{node.Node} is {truth}, and the swap says {node.Remains}.");
        }
    }

    /// <summary>The lines of the container on a node as docker has them, without colours and bars' carriage returns.</summary>
    public static async Task<IReadOnlyList<string>> DockerLinesAsync(SimulatedNode node)
    {
        var logs = await node.ShellAsync("docker logs vllm_node 2>&1", Cancel);
        return [.. logs.Out.TrimEnd('\n').Split('\n').Select(
            line => TerminalText.Of(line).Replace("\r", "", StringComparison.Ordinal).TrimEnd())];
    }

    /// <summary>What of a swap's log comes from a node.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string id, string node) =>
        [.. (await LinesAsync(id)).Where(line => line.Node == node).Select(line => line.Text)];

    /// <summary>
    /// What is stored of a swap that has got ready is what was printed up to the line that decided, or up to when the
    /// head went away and did not come back: each line once and in order.
    /// </summary>
    public async Task NoLineIsLostAsync(SwapState swap, DateTimeOffset? awaySince = null, string? cut = null)
    {
        var lines = await LinesAsync(swap.Id);
        Assert.Contains(lines, line => line.Node == LogLine.Launcher);
        SwapProof.LogIsExact(Pair, swap, lines, awaySince, cut);
    }

    // A model for two Sparks has its other half in the container on the worker, whether it is a rank or Ray's.
    private NodeRemains TruthOf(SimulatedNode node)
    {
        if (node.Lives.All(life => life.To is not null)) return NodeRemains.Empty;

        var takesPart = node == Head || Head.Engines.Keys.Any(e => e.Arguments is { TensorParallel: > 1 } or { PipelineParallel: > 1 });
        return takesPart && IsHealthy() ? NodeRemains.Serving : NodeRemains.LeftOver;
    }

    private bool IsHealthy()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = http.Send(new(HttpMethod.Get, $"http://127.0.0.1:{Pair.VllmPort}/health"), Cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // What a monitor, or a test in its place, has said of services is no truth for the next test.
    private async Task ForgetServicesAsync()
    {
        if (monitor is not null) await EndAsync(monitor);
        monitor = null;
        if (Mirror.Value(States.Service("vllm")) is not { Verdict: not ServiceVerdict.Unknown } said) return;

        var forgotten = new ServiceState { Name = said.Name, Verdict = ServiceVerdict.Unknown, Since = DateTimeOffset.UtcNow, N = said.N + 1 };
        await Services.GetRequiredService<StateStore>().WriteAsync(States.Service("vllm"), forgotten);
        await UntilAsync(States.Service("vllm"), vllm => vllm.Verdict == ServiceVerdict.Unknown);
    }

    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task<string> LogTextAsync(string id) =>
        string.Join('\n', (await LinesAsync(id)).TakeLast(40).Select(line => $"{line.Node,-9} {line.Text}"));

    private async Task<string> AcceptedAsync(string path, object? body)
    {
        using var answer = await PostAsync(path, body);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)answer.StatusCode == 202, $"{path}: {answer.StatusCode} {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    private void Configure(WebApplicationBuilder builder)
    {
        var settings = new Dictionary<string, string?>
        {
            ["DATA_DIR"] = data.Path,
            ["ConnectionStrings:redis"] = Redis.ConnectionString,
            ["SSH_KEY_PATH"] = Key,
            ["SPARK1_HOST"] = "127.0.0.1",
            ["SPARK1_PORT"] = Text(HeadSsh.Port),
            ["SPARK1_USER"] = SimulatedSshd.User,
            ["SPARK1_HOST_KEY"] = $"ssh-ed25519 {fingerprint}",
            ["SPARK1_ADDRESS"] = Head.Address,
            ["SPARK2_HOST"] = "127.0.0.1",
            ["SPARK2_PORT"] = Text(WorkerSsh.Port),
            ["SPARK2_USER"] = SimulatedSshd.User,
            ["SPARK2_HOST_KEY"] = $"ssh-ed25519 {fingerprint}",
            ["SPARK2_ADDRESS"] = Worker.Address,
            ["VLLM_PORT"] = Text(Pair.VllmPort),
            ["SWAP_STALL_MINUTES"] = "1",
            ["SWAP_MEMORY_BACK_SECONDS"] = "20",
            // What a failure leaves is looked at where it is the last thing that happens.
            ["ROLL_BACK"] = "false"
        };
        // Nobody outside is asked.
        builder.Configuration["HF_ENDPOINT"] = "http://127.0.0.1:1";
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<SwapCounter>(services, swapClock));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<SwapDriver>(services, swapClock));
        builder.Services.AddSingleton(new UpdateLimits(
            Building: TimeSpan.FromMinutes(2), Silence: TimeSpan.FromSeconds(15), Clearing: TimeSpan.FromSeconds(5),
            Before: TimeSpan.FromSeconds(10)));
        // Images are asked for their options when a test wants it, and do not disturb the others.
        builder.Services.AddSingleton(new OptionsLimits(Timeout.InfiniteTimeSpan, OptionsLimits.Usual.Again));
        builder.Services.AddSingleton<ISwapEffects>(services => ActivatorUtilities.CreateInstance<SwapEffects>(services, swapClock));
    }

    private static async Task MakeKeyAsync(string file)
    {
        using var keys = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
        await keys.WaitForExitAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
