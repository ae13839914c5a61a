using SparkControl.Sparks;
using SparkControl.Tests.Integration.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Arguments;

/// <summary>The command that asks an image for its help, run by the real sh.</summary>
public sealed class HelpScriptTests : LocalNode
{
    private const string Image = "sha256:it's", Name = "spark-control-options-1";

    // It notes its words and runs what is behind the image, as a container would.
    private const string Docker = """
        #!/bin/sh
        echo "docker $*" >>~/calls
        [ "$1" = run ] || exit 0
        while [ "$1" != sh ]; do shift; done
        exec "$@"
        """;

    [Fact]
    public async Task The_container_is_bounded_alone_and_gone_afterwards()
    {
        Install("docker", Docker);
        Vllm("echo \"$*\"; echo --max-model-len");

        var result = await RunAsync();

        Assert.Equal("--version\n--max-model-len\nserve --help=all\n--max-model-len\n", result.Output);
        var calls = await CallsAsync();
        Assert.StartsWith(
            "docker run --rm --pull never --network none --memory 4g --memory-swap 4g --gpus all --entrypoint= "
            + $"--name {Name} {Image} sh -c ",
            calls[0], StringComparison.Ordinal);
        Assert.Equal($"docker rm -f {Name}", calls[^1]);
    }

    [Fact]
    public async Task Where_all_is_taken_for_a_search_plain_help_is_asked_for()
    {
        Install("docker", Docker);
        Vllm("""case "$*" in *--help) echo '  --max-model-len N';; *) echo "none of $*";; esac""");

        var result = await RunAsync();

        Assert.Equal("none of --version\n  --max-model-len N\n", result.Output);
    }

    [Fact]
    public async Task The_code_of_docker_is_the_code_of_the_job()
    {
        Install("docker", "#!/bin/sh\necho \"docker $*\" >>~/calls\nif [ \"$1\" = run ]; then echo no; exit 125; fi\n");

        var result = await RunAsync();

        Assert.Equal((125, "no\n"), (result.ExitCode, result.Output));
        Assert.Equal($"docker rm -f {Name}", (await CallsAsync())[^1]);
    }

    [Fact]
    public async Task One_that_is_ended_takes_its_container_with_it()
    {
        Install(
            "docker",
            """
            #!/bin/sh
            echo "docker $*" >>~/calls
            [ "$1" = run ] || exec kill "$(cat ~/at-work)"
            echo $$ >~/at-work
            exec sleep 60

            """);
        var ask = HelpScript.Ask(Image, "options-1");
        var job = $"sh -c \"$1\" & while [ ! -s ~/at-work ]; do sleep 0.1; done; kill -TERM $!; wait $!";

        var result = await Shell.RunAsync(new(job) { Arguments = [ask] }, Cancel);

        Assert.Equal(143, result.ExitCode);
        Assert.Equal($"docker rm -f {Name}", (await CallsAsync())[^1]);
    }

    private void Vllm(string script) => Install("vllm", $"#!/bin/sh\n{script}\n");

    private Task<ShellResult> RunAsync() =>
        Shell.RunAsync(new($"exec 2>&1\n{HelpScript.Ask(Image, "options-1")}"), Cancel);

    private Task<string[]> CallsAsync() => File.ReadAllLinesAsync($"{Home}/calls", Cancel);
}
