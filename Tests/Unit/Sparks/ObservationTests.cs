using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class ObservationTests
{
    [Theory]
    [InlineData(1, "Error: No such container: vllm_node", Presence.Absent, null)]
    [InlineData(1, "Error response from daemon: no such container", Presence.Absent, null)]
    [InlineData(
        1, "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
        Presence.Unknown, "refuses our user")]
    [InlineData(1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        Presence.Unknown, "is not running")]
    [InlineData(1, "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory", Presence.Unknown, "is not running")]
    [InlineData(1, "error during connect: Get \"http://spark:2375/v1.51/containers/x/json\": dial tcp: lookup spark: no such host", Presence.Unknown, "no such host")]
    [InlineData(1, "error: no such object: vllm_node", Presence.Absent, null)]
    [InlineData(124, "", Presence.Unknown, "does not answer")]
    [InlineData(127, "sh: 1: docker: not found", Presence.Unknown, "not installed")]
    [InlineData(1, "something new", Presence.Unknown, "something new")]
    [InlineData(0, "/vllm_node_2 abc sha256:1 true running 2026-05-14T10:00:00Z", Presence.Absent, null)]
    [InlineData(0, "/vllm_node abc sha256:1 true running 2026-05-14T10:00:00Z", Presence.Present, null)]
    public void Only_docker_itself_can_say_that_there_is_no_container(
        int code, string text, Presence presence, string? reason)
    {
        var look = ObservationParts.Container("spark1", new(code, text), "vllm_node");

        Assert.Equal(presence, look.Presence);
        Assert.Contains(reason ?? "", look.Reason ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Dockers_times_are_read_with_all_their_digits()
    {
        var look = ObservationParts.Container(
            "spark1", new(0, "/v abc sha256:1 true running 2026-05-14T10:00:00.123456789Z"), "v");

        Assert.Equal(new DateTimeOffset(2026, 5, 14, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567), look.Facts?.StartedAt);
    }

    [Fact]
    public void Command_lines_are_the_last_column_of_docker_top()
    {
        var top = """
            UID                 PID                 PPID                C                   STIME               TTY                 TIME                CMD
            root                4711                1                   0                   10:00               ?                   00:00:01            sleep infinity
            root                4712                1                   99                  10:00               ?                   00:10:01            /usr/bin/python3 /usr/local/bin/vllm serve Qwen/X --port 8888
            """;

        Assert.Equal(["sleep infinity", "/usr/bin/python3 /usr/local/bin/vllm serve Qwen/X --port 8888"],
            ObservationParts.Processes(new(0, top)));
    }

    [Fact]
    public void A_container_that_is_asked_for_its_help_is_no_vLLM_of_somebody_else()
    {
        var others = ObservationParts.Others(
            new(0, $"mine\nvllm_node\n{HelpScript.ContainerOf("options-1")}\nspark-control-u-1\n"), "vllm_node");

        Assert.Equal(["mine", "spark-control-u-1"], others);
    }

    [Fact]
    public void A_part_that_output_imitates_is_not_a_part()
    {
        var parts = ObservationParts.Split(
            "\nmark-1 container 0\n/v x\n\nmark-2 meminfo 0\nMemTotal: 1 kB\n\nmark-1 hostname 0\nspark\n", "mark-1");

        Assert.Equal(["container", "hostname"], parts.Keys);
    }

    [Theory]
    [InlineData("running - 12", RemoteJobState.Running, null, 12L)]
    [InlineData("exited 137 0\n", RemoteJobState.Exited, 137, 0L)]
    [InlineData("lost - 5", RemoteJobState.Lost, null, 5L)]
    [InlineData("absent - 0", RemoteJobState.Absent, null, 0L)]
    [InlineData("", RemoteJobState.Unknown, null, 0L)]
    public void A_jobs_state_is_read(string output, RemoteJobState state, int? code, long bytes) =>
        Assert.Equal(new RemoteJobStatus(state, code, bytes), RemoteJobs.Parse(output));

    [Theory]
    [InlineData("12 panel-a\n", 12L, "panel-a")]
    [InlineData("12", null, null)]
    [InlineData("x panel", null, null)]
    [InlineData("", null, null)]
    public void An_epoch_is_read(string text, long? number, string? panel) =>
        Assert.Equal(number is null ? null : new Epoch(number.Value, panel!), EpochFile.Parse(text));
}
