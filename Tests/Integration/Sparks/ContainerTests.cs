using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>The scripts against a stand-in docker, whose one container is a file.</summary>
public sealed class ContainerTests : LocalNode
{
    private const string Docker = """
        #!/bin/sh
        [ -e "$HOME/away" ] && { echo 'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory' >&2; exit 1; }
        [ -e "$HOME/refuses" ] && { echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1; }
        case "$1 $2" in
        'inspect '*) for name; do :; done
            [ -e "$HOME/up" ] || { echo "Error: No such container: $name" >&2; exit 1; }
            echo "/$name 0123 sha256:aa true running 2026-05-14T10:00:00.5Z";;
        'top '*) echo 'UID PID PPID C STIME TTY TIME CMD'; echo 'root 7 1 0 10:00 ? 00:00:01 vllm serve X';;
        'image '*) [ -e "$HOME/image" ] || { echo 'Error: No such image: x' >&2; exit 1; }; echo sha256:aa;;
        'kill '*) rm "$HOME/up" 2>/dev/null || { echo 'Error response from daemon: No such container: x' >&2; exit 1; };;
        'rm '*) [ -e "$HOME/up" ] && rm "$HOME/up"; exit 0;;
        'logs '*) echo '2026-05-14T10:00:00Z line one'; echo '2026-05-14T10:00:01Z line two' >&2;;
        *) exit 64;;
        esac
        """;

    private const string Index = """
        {"metadata": {"total_size": 10}, "weight_map": {
          "model.a": "s-1.safetensors", "model.b": "s-1.safetensors",
          "model.c": "s-2.safetensors"}}
        """;

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static readonly Epoch Ours = new(1, "panel-a");
    private static readonly NodeQuery Query = new("vllm_node", 8888, "vllm-node");

    [Fact]
    public async Task One_look_sees_container_process_image_memory_port_and_disk()
    {
        Install("docker", Docker);
        await File.WriteAllTextAsync($"{Home}/up", "", Cancel);
        await File.WriteAllTextAsync($"{Home}/image", "", Cancel);
        using var server = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 0);
        server.Start();
        var port = ((System.Net.IPEndPoint)server.LocalEndpoint).Port;

        var look = await Containers.ObserveAsync(Shell, Query with { Port = port }, Cancel);

        Assert.Equal(ShellOutcome.Completed, look.Outcome);
        Assert.Equal(("0123", "sha256:aa", true),
            (look.Container.Facts!.Id, look.Container.Facts.ImageId, look.Container.Facts.Running));
        Assert.True(look.VllmRuns);
        Assert.True(look.Port.Taken);
        Assert.Equal(new ImageFact(true, "sha256:aa"), look.Image);
        Assert.True(look.MemTotalBytes > look.MemAvailableBytes && look.MemAvailableBytes > 0);
        Assert.True(look.FreeBytes > 0);
        Assert.False(string.IsNullOrEmpty(look.Hostname));
        Assert.False(look.IsEmpty);
    }

    [Fact]
    public async Task An_empty_node_says_no_and_not_unknown()
    {
        Install("docker", Docker);

        var look = await Containers.ObserveAsync(Shell, Query with { Port = 1 }, Cancel);

        Assert.True(look.IsEmpty);
        Assert.False(look.VllmRuns);
        Assert.False(look.Port.Taken);
        Assert.Equal(new ImageFact(true, null), look.Image);
        Assert.Null(look.Weights);
    }

    [Fact]
    public async Task A_docker_that_refuses_leaves_it_open_whether_anything_runs()
    {
        Install("docker", Docker);
        await File.WriteAllTextAsync($"{Home}/refuses", "", Cancel);

        var look = await Containers.ObserveAsync(Shell, Query, Cancel);

        Assert.Null(look.IsEmpty);
        Assert.Null(look.VllmRuns);
        Assert.False(look.Image.Known);
        Assert.Contains("group docker", look.Container.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_docker_that_is_away_has_not_said_that_there_is_nothing()
    {
        Install("docker", Docker);
        await File.WriteAllTextAsync($"{Home}/away", "", Cancel);

        var killed = await Containers.KillAsync(Shell, "vllm_node", Ours, Cancel);
        var look = await Containers.ObserveAsync(Shell, Query, Cancel);
        var launcher = await LauncherProbe.ReadAsync(Shell, null, new() { PanelId = "p" }, Cancel);

        Assert.False(killed.Succeeded);
        Assert.Null(look.IsEmpty);
        Assert.Empty(launcher.Images);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task Weights_are_complete_when_nothing_is_unfinished_and_every_link_resolves(
        bool unfinished, bool dangling, bool complete)
    {
        Install("docker", Docker);
        var model = Path.Combine(Home, ".cache/huggingface/hub/models--Org--A.Model");
        foreach (var name in new[] { "blobs", "refs", "snapshots/c1" })
            Directory.CreateDirectory(Path.Combine(model, name));
        await File.WriteAllTextAsync($"{model}/refs/main", "c1", Cancel);
        await File.WriteAllBytesAsync($"{model}/blobs/aa", new byte[5000], Cancel);
        if (unfinished) await File.WriteAllBytesAsync($"{model}/blobs/bb.incomplete", new byte[10], Cancel);
        File.CreateSymbolicLink($"{model}/snapshots/c1/one", dangling ? "../../blobs/gone" : "../../blobs/aa");

        var look = await Containers.ObserveAsync(Shell, Query with { Weights = "Org/A.Model" }, Cancel);

        Assert.Equal(complete, look.Weights?.Complete);
        Assert.True(look.Weights?.Bytes >= 5000);
    }

    [Theory]
    [InlineData("s-1.safetensors s-2.safetensors", true)]
    [InlineData("s-1.safetensors", false)]
    [InlineData("", false)]
    public async Task Weights_with_an_index_are_complete_when_every_shard_is_there_whatever_is_unfinished_beside_them(
        string shards, bool complete)
    {
        Install("docker", Docker);
        var model = Path.Combine(Home, ".cache/huggingface/hub/models--Org--Shards");
        foreach (var name in new[] { "blobs", "refs", "snapshots/c2" })
            Directory.CreateDirectory(Path.Combine(model, name));
        await File.WriteAllTextAsync($"{model}/refs/main", "c2", Cancel);
        await File.WriteAllTextAsync($"{model}/blobs/index", Index, Cancel);
        await File.WriteAllBytesAsync($"{model}/blobs/aa", new byte[5000], Cancel);
        await File.WriteAllBytesAsync($"{model}/blobs/older.incomplete", new byte[10], Cancel);
        File.CreateSymbolicLink($"{model}/snapshots/c2/model.safetensors.index.json", "../../blobs/index");
        foreach (var shard in Words(shards)) File.CreateSymbolicLink($"{model}/snapshots/c2/{shard}", "../../blobs/aa");

        var look = await Containers.ObserveAsync(Shell, Query with { Weights = "Org/Shards" }, Cancel);

        Assert.Equal(complete, look.Weights?.Complete);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("README.md", true, false)]
    [InlineData("config.json", true, false)]
    [InlineData("model.safetensors", true, false)]
    [InlineData("config.json model.safetensors", true, true)]
    [InlineData("config.json model.safetensors.index.json s-1.safetensors", true, false)]
    [InlineData("config.json model.safetensors.index.json s-1.safetensors s-2.safetensors", true, true)]
    public async Task A_directory_holds_weights_when_a_model_is_in_it(string files, bool something, bool complete)
    {
        Install("docker", Docker);
        var directory = Directory.CreateDirectory(Path.Combine(Home, "models")).FullName;
        foreach (var file in Words(files)) await File.WriteAllTextAsync(Path.Combine(directory, file), Index, Cancel);

        var look = await Containers.ObserveAsync(Shell, Query with { Weights = directory }, Cancel);

        Assert.Equal((something, complete), (look.Weights?.Bytes > 0, look.Weights?.Complete));
    }

    [Fact]
    public async Task Weights_that_are_not_there_are_known_not_to_be()
    {
        Install("docker", Docker);

        var look = await Containers.ObserveAsync(Shell, Query with { Weights = "Org/None" }, Cancel);

        Assert.Equal(new SparkControl.Contracts.WeightsOnDisk(0, false), look.Weights);
    }

    [Fact]
    public async Task A_container_is_killed_and_killing_it_again_is_no_error()
    {
        Install("docker", Docker);
        await File.WriteAllTextAsync($"{Home}/up", "", Cancel);

        Assert.True((await Containers.KillAsync(Shell, "vllm_node", Ours, Cancel)).Succeeded);
        Assert.True((await Containers.KillAsync(Shell, "vllm_node", Ours, Cancel)).Succeeded);
    }

    [Fact]
    public async Task A_kill_that_docker_refuses_is_no_success()
    {
        Install("docker", Docker);
        await File.WriteAllTextAsync($"{Home}/refuses", "", Cancel);

        var result = await Containers.KillAsync(Shell, "vllm_node", Ours, Cancel);

        Assert.False(result.Succeeded);
        Assert.Contains("group docker", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_containers_log_is_copied_to_the_log_of_a_job()
    {
        Install("docker", Docker);
        var jobs = new RemoteJobs(Shell, TimeProvider.System);

        await jobs.StartAsync("log", Containers.LogJob("0123"), Ours, cancel: Cancel);

        await foreach (var block in Shell.FollowAsync(RemoteJobs.LogPath("log"), 0, Cancel))
        {
            Assert.StartsWith("2026-05-14T10:00:00Z line one\n", System.Text.Encoding.UTF8.GetString(block.Span),
                StringComparison.Ordinal);
            break;
        }
    }
}
