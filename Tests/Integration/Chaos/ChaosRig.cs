using System.Diagnostics;
using System.Globalization;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>A simulated pair behind real sshds, a redis-server, and a data directory: what outlives a panel.</summary>
public sealed class ChaosRig : IAsyncLifetime
{
    private readonly TempDirectory files = new();
    private SimulatedSshd[] sshds = [];

    /// <summary>The pair, so fast that a model loads in a few seconds.</summary>
    internal SimulatedPair Pair { get; private set; } = null!;

    internal RedisFixture Redis { get; } = new();

    internal IReadOnlyList<SimulatedSshd> Sshds => sshds;

    /// <summary>Whether there is time for all that can be tried, and not only for the tests that must pass.</summary>
    internal static bool IsLong => System.Environment.GetEnvironmentVariable("SPARKCONTROL_LONG_TESTS") == "1";

    /// <summary>Chance of its own for each kind of trouble: the first draws of neighbouring seeds go in step.</summary>
    internal static Random RandomOf(int seed, bool kills) => new((2 * seed + (kills ? 1 : 0)) * 7_919);

    /// <summary>The panel's data.</summary>
    internal string Data => Path.Combine(files.Path, "panel");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Pair = await SimulatedPair.StartAsync(new() { Speed = 30 });
        var key = Path.Combine(files.Path, "key");
        using var keys = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        await keys.WaitForExitAsync(Cancel);
        var line = await File.ReadAllTextAsync(key + ".pub", Cancel);
        sshds = await Task.WhenAll(Pair.Nodes.Select(node => SimulatedSshd.StartAsync(node, line)));
        await Redis.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        foreach (var sshd in sshds) await sshd.DisposeAsync();
        await Pair.DisposeAsync();
        files.Dispose();
    }

    /// <summary>Starts a panel on the rig's data and Redis.</summary>
    internal Task<PanelProcess> PanelAsync() => PanelAsync(Data, Redis);

    /// <summary>The same with more of its environment.</summary>
    internal Task<PanelProcess> PanelAsync(IReadOnlyDictionary<string, string> more) =>
        PanelProcess.StartAsync("ControlApi.dll", Environment(Data, Redis).Concat(more).ToDictionary());

    internal Task<PanelProcess> PanelAsync(string data, RedisFixture redis) =>
        PanelProcess.StartAsync("ControlApi.dll", Environment(data, redis));

    internal Task<PanelProcess> MonitorAsync(IReadOnlyDictionary<string, string>? more = null)
    {
        var settings = Environment(Data, Redis).Concat(more ?? new Dictionary<string, string>());
        return PanelProcess.StartAsync(
            "HealthMonitor.dll",
            new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });
    }

    internal Task<PanelProcess> StandaloneAsync() =>
        PanelProcess.StartAsync("SparkControl.Standalone.dll", Environment(Data, null));

    /// <summary>A directory for another panel.</summary>
    internal string AnotherData(string name) => Path.Combine(files.Path, name);

    internal static async Task<string> EpochAsync(SimulatedNode node) =>
        (await node.ShellAsync("cat .spark-control/epoch", Cancel)).Out.Trim();

    private Dictionary<string, string> Environment(string data, RedisFixture? redis)
    {
        Directory.CreateDirectory(data);
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = data,
            ["BIND_PORT"] = "0",
            ["SSH_KEY_PATH"] = Path.Combine(files.Path, "key"),
            ["VLLM_PORT"] = Pair.VllmPort.ToString(CultureInfo.InvariantCulture)
        };
        foreach (var (node, sshd) in Pair.Nodes.Zip(sshds))
        {
            var name = node.Name.ToUpperInvariant();
            settings[$"{name}_HOST"] = "127.0.0.1";
            settings[$"{name}_PORT"] = sshd.Port.ToString(CultureInfo.InvariantCulture);
            settings[$"{name}_USER"] = SimulatedSshd.User;
            settings[$"{name}_HOST_KEY"] = sshd.Fingerprint;
            settings[$"{name}_ADDRESS"] = node.Address;
        }

        if (redis is not null) settings["ConnectionStrings__redis"] = redis.ConnectionString;
        return settings;
    }
}
