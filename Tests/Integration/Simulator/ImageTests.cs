using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class ImageTests : PairFixture
{
    private const string Build = "cd ~/spark-vllm-docker && ./build-and-copy.sh",
        Version = "docker run --rm --entrypoint= vllm-node vllm --version";

    [Fact]
    public async Task An_image_has_as_many_names_as_it_is_given_and_goes_with_the_last()
    {
        var id = Head.ImageId()!;
        await SayAsync("docker tag vllm-node vllm-node:before && docker tag vllm-node:before keep");

        Assert.Equal("[vllm-node:latest vllm-node:before keep:latest]",
            await SayAsync("docker image inspect -f '{{.RepoTags}}' keep"));
        Assert.Equal($"{id}\n{id}", await SayAsync("docker images --no-trunc --format '{{.ID}}' vllm-node"));
        Assert.Equal("Untagged: keep:latest", await SayAsync("docker rmi keep"));
        var unforced = await Head.ShellAsync($"docker rmi {id}", Cancel);
        Assert.Contains("(must be forced) - image is referenced in multiple repositories", unforced.Error,
            StringComparison.Ordinal);
        Assert.Equal($"Untagged: vllm-node:latest\nUntagged: vllm-node:before\nDeleted: {id}",
            await SayAsync("docker rmi vllm-node vllm-node:before"));
        Assert.Null(Head.ImageId("vllm-node:before"));
    }

    [Fact]
    public async Task A_container_keeps_its_image_while_the_name_goes_on_to_another()
    {
        await SayAsync("docker run -d --rm --name vllm_node vllm-node sleep infinity");
        var old = Head.ImageId();
        Pair.Registry.Publish("0.18.0");

        await SayAsync(Build);

        Assert.NotEqual(old, Head.ImageId());
        Assert.Equal(old, await SayAsync("docker inspect -f '{{.Image}}' vllm_node"));
        Assert.Equal(old, await SayAsync("docker images --no-trunc -q -f dangling=true"));
        Assert.Equal("Total reclaimed space: 0B", await SayAsync("docker image prune -f"));
        var removal = await Head.ShellAsync($"docker rmi -f {old}", Cancel);
        Assert.Contains(
            "(cannot be forced) - image is being used by running container", removal.Error, StringComparison.Ordinal);
        await SayAsync("docker rm -f vllm_node");
        Assert.Contains("deleted: " + old, await SayAsync("docker image prune -f"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_says_which_vllm_it_has_also_after_it_was_copied()
    {
        Assert.Equal("0.17.1", await SayAsync(Version));
        var published = Pair.Registry.Publish("0.18.0");

        await SayAsync(Build + " -c");

        Assert.Equal((published, published), (Head.ImageId(), Pair.Worker.ImageId()));
        Assert.Equal("0.18.0", await SayAsync(Version));
        Assert.Equal("0.18.0", await SayAsync(Version, Pair.Worker));
        await Until.TrueAsync(async () => (await SayAsync("docker ps -aq")).Length == 0, "nothing of it is left");
        Assert.Empty(Head.Launches);
    }

    [Fact]
    public async Task Who_does_not_clear_the_entry_point_gets_its_banner_too()
    {
        var said = await SayAsync("docker run --rm vllm-node vllm --version");

        Assert.StartsWith("\n==========\n== CUDA ==\n", said, StringComparison.Ordinal);
        Assert.EndsWith("\n0.17.1", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c 'exit 3'", 3)]
    [InlineData("no-such-program", 127)]
    [InlineData("true", 0)]
    public async Task A_container_in_the_foreground_hands_over_its_exit_status(string command, int exit) =>
        Assert.Equal(exit, (await Head.ShellAsync("docker run --rm vllm-node " + command, Cancel)).Exit);

    [Fact]
    public async Task An_image_that_went_wrong_cannot_say_its_version()
    {
        Pair.Registry.Publish("0.18.0", ImageFault.DoesNotStart);
        await SayAsync(Build);

        var version = await Head.ShellAsync(Version, Cancel);

        Assert.Equal(1, version.Exit);
        Assert.Contains("ImportError: ", version.Out + version.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_went_wrong_otherwise_says_its_version_and_dies_when_it_loads()
    {
        Pair.Registry.Publish("0.18.0", ImageFault.DiesLoading);
        await SayAsync("docker tag vllm-node before && " + Build);
        Assert.Equal("0.18.0", await SayAsync(Version));

        await LaunchAsync();
        await LogSaysAsync("no kernel image is available for execution on the device");
        await VllmEndsAsync();
        Assert.Contains("vLLM API server version 0.18.0", await LogAsync(), StringComparison.Ordinal);

        await SayAsync("docker rm -f vllm_node && docker tag before vllm-node");
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
    }

    [Fact]
    public async Task What_is_sound_again_after_a_reset_is_what_comes_and_not_what_is_there()
    {
        Pair.Registry.Publish("0.18.0", ImageFault.DoesNotStart);
        await SayAsync(Build);

        await Pair.ResetAsync();

        Assert.Equal(1, (await Head.ShellAsync(Version, Cancel)).Exit);
        await SayAsync(Build);
        Assert.Equal("0.18.0", await SayAsync(Version));
    }

    [Fact]
    public async Task A_build_that_is_killed_leaves_the_image_that_was_there()
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 1, Era = "a" });

        var before = pair.Head.ImageId();
        var killed = await pair.Head.ShellAsync("cd ~/spark-vllm-docker && timeout 5 ./build-and-copy.sh", Cancel);

        Assert.Equal(124, killed.Exit);
        Assert.Contains("#1 [runner 1/6]", killed.Error, StringComparison.Ordinal);
        Assert.Equal(before, pair.Head.ImageId());
        Assert.Single(pair.Head.Docker.Images.All, image => image.Repository is "vllm-node" or "<none>");
    }
}
