using System.Diagnostics;
using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Simulator;

namespace SparkControl.Benchmarks;

/// <summary>A simulated pair in this process, behind real sshds, and what a panel needs to reach it.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>One of the catalog that runs on the head alone, so that one log has it all.</summary>
    public const string Model = "qwen36", Container = "vllm_node";

    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("spark-bench-");
    private RedisServer? redis;

    private Rig(SimulatedPair pair) => Pair = pair;

    public SimulatedPair Pair { get; }

    public IReadOnlyList<SimulatedSshd> Sshds { get; private set; } = [];

    private string Key => Path.Combine(files.FullName, "key");

    /// <param name="speed">How many times as fast as real Sparks.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Rig> StartAsync(double speed, CancellationToken cancel)
    {
        var rig = new Rig(await SimulatedPair.StartAsync(new() { Speed = speed }));
        using var keys = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", rig.Key]);
        await keys.WaitForExitAsync(cancel);
        var line = await File.ReadAllTextAsync(rig.Key + ".pub", cancel);
        rig.Sshds = await Task.WhenAll(rig.Pair.Nodes.Select(node => SimulatedSshd.StartAsync(node, line)));
        return rig;
    }

    /// <summary>ControlApi with a redis-server of its own.</summary>
    public Task<PanelProcess> ControlApiAsync(CancellationToken cancel, bool isPinned = false) =>
        ServiceAsync("ControlApi.dll", isPinned, cancel);

    /// <summary>HealthMonitor on the same redis-server.</summary>
    public Task<PanelProcess> HealthMonitorAsync(CancellationToken cancel, bool isPinned = false) =>
        ServiceAsync("HealthMonitor.dll", isPinned, cancel);

    /// <summary>A node as a panel's settings have it, and the key for it.</summary>
    public (SparkSettings Node, string KeyPath) Head => (
        new()
        {
            Name = "spark1",
            Host = "127.0.0.1",
            Port = Sshds[0].Port,
            User = SimulatedSshd.User,
            HostKeys = [new("ssh-ed25519", Sshds[0].Fingerprint)]
        },
        Key);

    /// <summary>All of the panel in one process.</summary>
    public Task<PanelProcess> StandaloneAsync(CancellationToken cancel) =>
        PanelProcess.StartAsync("SparkControl.Standalone.dll", Environment(), cancel);

    /// <summary>The same with nothing set up.</summary>
    public Task<PanelProcess> BareStandaloneAsync(CancellationToken cancel) => PanelProcess.StartAsync(
        "SparkControl.Standalone.dll",
        new Dictionary<string, string> { ["DATA_DIR"] = Data("bare"), ["BIND_PORT"] = "0" }, cancel);

    /// <summary>What a person at a terminal would do on the head, by OpenSSH's client.</summary>
    public Process Ssh(string command)
    {
        string[] arguments =
        [
            "-p", $"{Sshds[0].Port}", "-i", Key, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", $"{SimulatedSshd.User}@127.0.0.1", command
        ];
        return Process.Start(new ProcessStartInfo("ssh", arguments) { RedirectStandardOutput = true })!;
    }

    public async ValueTask DisposeAsync()
    {
        if (redis is not null) await redis.DisposeAsync();
        foreach (var sshd in Sshds) await sshd.DisposeAsync();
        await Pair.DisposeAsync();
        files.Delete(recursive: true);
    }

    private async Task<PanelProcess> ServiceAsync(string program, bool isPinned, CancellationToken cancel)
    {
        redis ??= await RedisServer.StartAsync(files.FullName, cancel);
        var environment = new Dictionary<string, string>(Environment())
        {
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0"
        };
        return await PanelProcess.StartAsync(program, environment, cancel, isPinned);
    }

    private Dictionary<string, string> Environment()
    {
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = Data("panel"),
            ["BIND_PORT"] = "0",
            ["SSH_KEY_PATH"] = Key,
            ["VLLM_PORT"] = Pair.VllmPort.ToString(CultureInfo.InvariantCulture)
        };
        foreach (var (node, sshd) in Pair.Nodes.Zip(Sshds))
        {
            var name = node.Name.ToUpperInvariant();
            settings[$"{name}_HOST"] = "127.0.0.1";
            settings[$"{name}_PORT"] = sshd.Port.ToString(CultureInfo.InvariantCulture);
            settings[$"{name}_USER"] = SimulatedSshd.User;
            settings[$"{name}_HOST_KEY"] = sshd.Fingerprint;
            settings[$"{name}_ADDRESS"] = node.Address;
        }

        return settings;
    }

    private string Data(string name) => files.CreateSubdirectory(name).FullName;
}
