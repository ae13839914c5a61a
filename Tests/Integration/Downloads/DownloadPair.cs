using System.Diagnostics;
using System.Globalization;
using SparkControl.Contracts;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>
/// A simulated pair behind real sshds with a stand-in of the Hub, a redis-server and a data directory: what outlives a
/// panel. Disks are looked at five times a second, and a stall is two seconds long.
/// </summary>
public class DownloadPair : IAsyncLifetime
{
    private readonly TempDirectory files = new();
    private SimulatedSshd[] sshds = [];

    public SimulatedPair Pair { get; private set; } = null!;

    public SimulatedNode Head => Pair.Head;

    public SimulatedNode Worker => Pair.Worker;

    public IReadOnlyList<SimulatedSshd> Sshds => sshds;

    public RedisFixture Redis { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Pair = await SimulatedPair.StartAsync(new() { Speed = 100, HubPort = 0 });
        var key = Path.Combine(files.Path, "key");
        using var keys = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        await keys.WaitForExitAsync();
        var line = await File.ReadAllTextAsync(key + ".pub");
        sshds = await Task.WhenAll(Pair.Nodes.Select(node => SimulatedSshd.StartAsync(node, line)));
        await Redis.InitializeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        foreach (var sshd in sshds) await sshd.DisposeAsync();
        await Pair.DisposeAsync();
        files.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A panel as a process of its own.</summary>
    internal Task<PanelProcess> ProcessAsync() => PanelProcess.StartAsync("ControlApi.dll", Settings("__"));

    /// <summary>What a panel has to be told, with what parts the names of a section.</summary>
    internal Dictionary<string, string> Settings(string part)
    {
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = Directory.CreateDirectory(Path.Combine(files.Path, "panel")).FullName,
            ["BIND_PORT"] = "0",
            ["SSH_KEY_PATH"] = Path.Combine(files.Path, "key"),
            ["VLLM_PORT"] = Pair.VllmPort.ToString(CultureInfo.InvariantCulture),
            ["HF_ENDPOINT"] = Pair.HubUrl!,
            [$"ConnectionStrings{part}redis"] = Redis.ConnectionString,
            [$"Downloads{part}LookEvery"] = "00:00:00.200",
            [$"Downloads{part}StallAfter"] = "00:00:02",
            [$"Downloads{part}RetryFirst"] = "00:00:00.300",
            [$"Downloads{part}RetryMost"] = "00:00:01"
        };
        foreach (var (node, sshd) in Pair.Nodes.Zip(sshds))
        {
            var name = node.Name.ToUpperInvariant();
            settings[$"{name}_HOST"] = "127.0.0.1";
            settings[$"{name}_PORT"] = sshd.Port.ToString(CultureInfo.InvariantCulture);
            settings[$"{name}_USER"] = SimulatedSshd.User;
            settings[$"{name}_HOST_KEY"] = $"ssh-ed25519 {sshd.Fingerprint}";
            settings[$"{name}_ADDRESS"] = node.Address;
        }

        return settings;
    }

    /// <summary>Every file of a repository is on a node, whole, and nothing unfinished.</summary>
    internal static async Task HasAllAsync(SimulatedNode node, DownloadState download)
    {
        var folder = $".cache/huggingface/hub/models--{download.Repo.Replace("/", "--", StringComparison.Ordinal)}";
        foreach (var file in download.Files)
        {
            var there = new FileInfo(Path.Combine(node.Home, folder, "snapshots", download.Revision!, file.Path));
            Assert.Equal(file.Bytes, (there.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? there).Length);
        }

        var left = await node.ShellAsync(
            $"find {folder}/blobs -name '*.incomplete' -o -name '.*.*' -o -name .rsync-partial", Cancel);
        Assert.Equal("", left.Out.Trim());
        Assert.Equal(download.Revision, (await node.ShellAsync($"cat {folder}/refs/main", Cancel)).Out);
    }

    /// <summary>Every large file of a repository on a node has the bytes that its name says.</summary>
    internal static async Task IsTrueAsync(SimulatedNode node, string repo)
    {
        var folder = $".cache/huggingface/hub/models--{repo.Replace("/", "--", StringComparison.Ordinal)}/blobs";
        var sums = await node.ShellAsync($"cd {folder} && for blob in $(ls | grep -E '^.{{64}}$'); do echo \"$blob  $blob\"; done | sha256sum -c --quiet", Cancel);
        Assert.True(sums.Exit == 0, sums.Out + sums.Error);
    }
}
