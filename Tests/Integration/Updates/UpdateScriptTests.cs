using SparkControl.Contracts;
using SparkControl.Sparks;
using SparkControl.Tests.Unit.Updates;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>The commands of an update, run by the real sh with the real git.</summary>
public sealed class UpdateScriptTests : GitNode
{
    private static readonly UpdatePlace Place = Update.Pair with { LauncherDir = Launcher };

    [Fact]
    public async Task What_upstream_has_is_taken_and_then_the_image_is_made()
    {
        await CloneAsync();
        await PushAsync("more");

        var result = await RunAsync(UpdateScripts.Apply(Place, branch: null));

        Assert.True(result.Succeeded, result.Output);
        var lines = result.Output.Split('\n');
        Assert.Equal("$ git pull --ff-only", lines[0]);
        Assert.Contains("Fast-forward", lines);
        Assert.Equal(["$ ./build-and-copy.sh -c", "built -c"],
            lines.SkipWhile(line => !line.StartsWith("$ ./", StringComparison.Ordinal)).Take(2));
        Assert.Equal(await GitAsync("git -C upstream rev-parse HEAD"), await InLauncherAsync("git rev-parse HEAD"));
    }

    [Fact]
    public async Task Another_user_on_the_second_Spark_is_told_to_the_tool()
    {
        await CloneAsync();
        var place = Place with { HeadUser = "somebody" };

        var apply = await RunAsync(UpdateScripts.Apply(place, branch: null));
        var sync = await RunAsync(UpdateScripts.Sync(place, byTool: true));

        Assert.Contains("built -c -u user\n", apply.Output, StringComparison.Ordinal);
        Assert.Contains("built --no-build --copy-to 192.168.100.2 -u user\n", sync.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_built_when_git_refuses()
    {
        await CloneAsync();
        await PushAsync("more", "launch-cluster.sh");
        await InLauncherAsync("echo mine >>launch-cluster.sh");

        var result = await RunAsync(UpdateScripts.Apply(Place, branch: null));

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("built", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("mine", await InLauncherAsync("tail -n 1 launch-cluster.sh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_the_tool_is_the_code_of_the_job()
    {
        await CloneAsync();

        Assert.Equal(3, (await RunAsync($"FAIL=3; export FAIL\n{UpdateScripts.Apply(Place, null)}")).ExitCode);
    }

    [Fact]
    public async Task After_a_roll_back_the_next_update_goes_back_to_the_branch_first()
    {
        await CloneAsync();
        await PushAsync("more");
        var first = await InLauncherAsync("git rev-parse HEAD");
        Assert.True((await RunAsync(UpdateScripts.Apply(Place, null))).Succeeded);
        Install("docker", "#!/bin/sh\necho \"docker $*\" >>~/calls\n");
        var former = Update.Former with { Commit = first };

        var back = await RunAsync(UpdateScripts.RollBack(Place, former));
        Assert.True(back.Succeeded, back.Output);
        Assert.Equal(first, await InLauncherAsync("git rev-parse HEAD"));
        Assert.Equal("docker tag vllm-node:before-1111111 vllm-node",
            (await File.ReadAllTextAsync($"{Home}/calls", Cancel)).Trim());
        var again = await RunAsync(UpdateScripts.Apply(Place, "main"));

        Assert.True(again.Succeeded, again.Output);
        Assert.Equal("main", await InLauncherAsync("git symbolic-ref --short HEAD"));
        Assert.Equal(await GitAsync("git -C upstream rev-parse HEAD"), await InLauncherAsync("git rev-parse HEAD"));
    }

    [Fact]
    public async Task A_roll_back_that_would_overwrite_a_local_edit_changes_nothing()
    {
        await CloneAsync();
        var first = await InLauncherAsync("git rev-parse HEAD");
        await PushAsync("more", "launch-cluster.sh");
        await InLauncherAsync("git pull -q --ff-only; echo mine >>launch-cluster.sh");
        Install("docker", "#!/bin/sh\necho \"docker $*\" >>~/calls\n");

        var back = await RunAsync(UpdateScripts.RollBack(Place, Update.Former with { Commit = first }));

        Assert.Equal(1, back.ExitCode);
        Assert.NotEqual(first, await InLauncherAsync("git rev-parse HEAD"));
        Assert.EndsWith("mine", await InLauncherAsync("tail -n 1 launch-cluster.sh"), StringComparison.Ordinal);
        Assert.False(File.Exists($"{Home}/calls"), "An image was given its name back.");
    }

    [Fact]
    public async Task An_image_of_before_whose_name_was_taken_away_is_found_by_its_id()
    {
        Install("docker", "#!/bin/sh\necho \"docker $*\" >>~/calls\ncase $2 in vllm-node:*) exit 1;; esac\n");

        var result = await RunAsync(UpdateScripts.TagBack(Place, Update.Former, "spark2"));

        Assert.True(result.Succeeded, result.Output);
        Assert.Equal(
            $"docker tag {Update.OldImage} vllm-node", (await File.ReadAllLinesAsync($"{Home}/calls", Cancel))[^1]);
    }

    [Fact]
    public async Task An_image_is_copied_by_the_launchers_tool_or_without_it_by_docker()
    {
        await CloneAsync();
        Install("docker", "#!/bin/sh\nif [ \"$1\" = save ]; then echo \"image $2\"; fi\n");
        Install("ssh", "#!/bin/sh\necho \"ssh $*\" >>~/calls\ncat >>~/calls\n");

        var tool = await RunAsync(UpdateScripts.Sync(Place, byTool: true));
        var docker = await RunAsync(UpdateScripts.Sync(Place, byTool: false));

        Assert.Contains("built --no-build --copy-to 192.168.100.2", tool.Output, StringComparison.Ordinal);
        Assert.True(docker.Succeeded, docker.Output);
        Assert.Equal(
            ["ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new user@192.168.100.2 docker load",
                "image vllm-node"],
            await File.ReadAllLinesAsync($"{Home}/calls", Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_container_that_prints_its_version_is_gone_afterwards(int code)
    {
        Install("docker",
            $"#!/bin/sh\necho \"docker $*\" >>~/calls\nif [ \"$1\" = run ]; then echo 0.17.1; exit {code}; fi\n");

        var result = await RunAsync(UpdateScripts.Smoke(Place, "spark-control-u-1"));

        Assert.Equal(code, result.ExitCode);
        Assert.Equal(
            [
                "docker run --rm --gpus all --entrypoint= --name spark-control-u-1 vllm-node vllm --version",
                "docker rm -f spark-control-u-1"
            ],
            await File.ReadAllLinesAsync($"{Home}/calls", Cancel));
        Assert.Equal("0.17.1", result.Output.Trim().Split('\n')[^1]);
    }
}
