using SparkControl.Contracts;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class LauncherProbeTests : LocalNode
{
    private static readonly EffectiveSettings Settings = new() { PanelId = "p", LauncherDir = "~/a launcher" };

    [Fact]
    public async Task A_launcher_is_known_by_its_text()
    {
        Directory.CreateDirectory($"{Home}/a launcher");
        await File.WriteAllTextAsync($"{Home}/a launcher/launch-cluster.sh", """
            --solo) SOLO_MODE=true ;;
            -e|--env) ;;
            --apply-mod) ;;
            -n|--nodes) ;;
            COMMAND+=$(printf "%q " "$arg")
            echo "Command dispatched in background (Daemon mode)."
            docker exec -d x bash -c "$cmd >> /proc/1/fd/1 2>&1"
            """, Cancel);
        Install("docker", "#!/bin/sh\necho sha256:abc\n");

        var state = await LauncherProbe.ReadAsync(Shell, null, Settings, Cancel);

        Assert.True(state.Present);
        Assert.Equal(new() { Solo = true, Env = true, Mods = true, Nodes = true, QuotesExec = true, DetachedExec = true, LogsToContainer = true }, state.Capabilities);
        Assert.Equal("sha256:abc", state.Images["spark1"]);
    }

    [Theory]
    [InlineData("CONTAINER_NAME=mine\nCLUSTER_NODES=10.0.0.1,10.0.0.2", "mine", "10.0.0.1,10.0.0.2")]
    [InlineData("# CONTAINER_NAME=no\n  CONTAINER_NAME = \"mine\" \r\n", "mine", null)]
    [InlineData("CONTAINER_NAME=\nMY_CLUSTER_NODES=a", null, null)]
    [InlineData("CLUSTER_NODES='a'", null, "a")]
    public async Task What_the_launcher_will_read_beside_it_is_read_as_it_does(string text, string? container, string? nodes)
    {
        Directory.CreateDirectory($"{Home}/a launcher");
        await File.WriteAllTextAsync($"{Home}/a launcher/launch-cluster.sh", "DOTENV_X=", Cancel);
        await File.WriteAllTextAsync($"{Home}/a launcher/.env", text, Cancel);

        var state = await LauncherProbe.ReadAsync(Shell, null, Settings, Cancel);

        Assert.Equal((container, nodes), (state.DotEnvContainer, state.DotEnvNodes));
    }

    [Fact]
    public async Task A_launcher_that_reads_no_file_is_not_asked_for_it()
    {
        Directory.CreateDirectory($"{Home}/a launcher");
        await File.WriteAllTextAsync($"{Home}/a launcher/launch-cluster.sh", "--solo", Cancel);
        await File.WriteAllTextAsync($"{Home}/a launcher/.env", "CONTAINER_NAME=mine", Cancel);

        Assert.Null((await LauncherProbe.ReadAsync(Shell, null, Settings, Cancel)).DotEnvContainer);
    }

    [Fact]
    public async Task A_missing_launcher_can_nothing_and_a_missing_image_is_null()
    {
        Install("docker", "#!/bin/sh\necho 'Error: No such image: vllm-node' >&2\nexit 1\n");

        var state = await LauncherProbe.ReadAsync(Shell, null, Settings, Cancel);

        Assert.False(state.Present);
        Assert.Equal(new(), state.Capabilities);
        Assert.Null(state.Images["spark1"]);
    }

    [Fact]
    public async Task An_image_that_docker_did_not_speak_of_is_unknown()
    {
        Install("docker", "#!/bin/sh\necho 'permission denied' >&2\nexit 1\n");

        Assert.Empty((await LauncherProbe.ReadAsync(Shell, null, Settings, Cancel)).Images);
    }
}
