using SparkControl.Contracts;
using SparkControl.ControlApi.Services;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Services;

public sealed class ServiceWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private static readonly ServiceState Vllm = new()
    {
        Name = "vllm",
        Verdict = ServiceVerdict.Healthy,
        Since = Now,
        Model = new("org/a model&more", null, null)
    };

    [Theory]
    [InlineData(null, null)]
    [InlineData("http://chat.lan", "http://chat.lan/?models=org%2Fa%20model%26more")]
    [InlineData("http://chat.lan:3000/ui", "http://chat.lan:3000/ui/?models=org%2Fa%20model%26more")]
    [InlineData("https://chat.lan/?old=1", "https://chat.lan/?old=1&models=org%2Fa%20model%26more")]
    public void A_link_leads_to_a_chat_with_the_loaded_model(string? url, string? link) =>
        Assert.Equal(link, OpenWebUiLink.Of(url, Vllm));

    [Fact]
    public void Without_a_model_that_answers_there_is_nothing_to_chat_with()
    {
        Assert.Null(OpenWebUiLink.Of("http://chat.lan", null));
        Assert.Null(OpenWebUiLink.Of("http://chat.lan", Vllm with { Model = null }));
        Assert.Null(OpenWebUiLink.Of("http://chat.lan", Vllm with { Verdict = ServiceVerdict.Unhealthy }));
    }

    [Theory]
    [InlineData(
        "/parakeet-asr running 2026-05-14T10:00:00.123456789Z 4294967296", Presence.Present, "running", 1L << 32)]
    [InlineData("WARNING: old\n/parakeet-asr exited 0001-01-01T00:00:00Z 0\n", Presence.Present, "exited", 0L)]
    [InlineData("/parakeet-asr running 2026-05-14T10:00:00Z <no value>\n", Presence.Unknown, null, null)]
    [InlineData("/parakeet-asr-2 running 2026-05-14T10:00:00Z 0\n", Presence.Absent, null, null)]
    [InlineData("", Presence.Unknown, null, null)]
    public void Docker_is_read_by_the_whole_name(string output, Presence presence, string? status, long? limit)
    {
        var look = ServiceContainers.Read("spark1", "parakeet-asr", 0, output);

        Assert.Equal((presence, status, limit), (look.Presence, look.Status, look.MemoryLimit));
    }

    [Theory]
    [InlineData(1, "Error response from daemon: No such container: parakeet-asr", Presence.Absent, null)]
    [InlineData(124, "", Presence.Unknown, "docker on spark1 does not answer.")]
    [InlineData(1, "Cannot connect to the Docker daemon at unix:///x", Presence.Unknown, "is not running")]
    public void A_docker_that_does_not_answer_has_not_said_no(
        int code, string output, Presence presence, string? reason)
    {
        var look = ServiceContainers.Read("spark1", "parakeet-asr", code, output);

        Assert.Equal(presence, look.Presence);
        if (reason is not null) Assert.Contains(reason, look.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-26T12:00:01.5Z one\n2026-11-26T12:00:02Z \u001b[31mtwo\u001b[0m\n", "1500 one|2000 two")]
    [InlineData("2026-11-26T12:00:01Z \n2026-11-26T12:00:02Z 10%\r20%\n", "2000 10%|2000 20%")]
    [InlineData("2026-11-26T12:00:01Z cut off", "")]
    [InlineData("", "")]
    public void The_end_of_a_log_is_lines_at_the_nodes_times(string output, string lines)
    {
        var look = ServiceContainers.ReadLast("spark2", "sc-1", output, TimeProvider.System);

        Assert.Equal(Presence.Present, look.Presence);
        Assert.Equal(
            lines,
            string.Join('|', look.Lines.Select(line => $"{line.AtMs - Now.ToUnixTimeMilliseconds()} {line.Text}")));
        Assert.All(look.Lines, line => Assert.Equal("spark2", line.Node));
    }

    [Theory]
    [InlineData("Error response from daemon: No such container: parakeet-asr\n\nsc-1 1\n", Presence.Absent)]
    [InlineData("\nsc-1 124\n", Presence.Unknown)]
    [InlineData("2026-11-26T12:00:01Z half\nsc-1 124\n", Presence.Unknown)]
    [InlineData("Cannot connect to the Docker daemon at unix:///x\n\nsc-1 1\n", Presence.Unknown)]
    public void A_log_that_docker_does_not_give_has_no_lines(string output, Presence presence)
    {
        var look = ServiceContainers.ReadLast("spark2", "sc-1", output, TimeProvider.System);

        Assert.Equal(presence, look.Presence);
        Assert.Empty(look.Lines);
    }

    [Theory]
    [InlineData("a;reboot")]
    [InlineData("-f")]
    [InlineData("a b")]
    [InlineData("")]
    public void What_is_no_name_of_a_container_never_reaches_a_shell(string name)
    {
        Assert.Throws<ArgumentException>(() => ServiceContainers.Job("stop", name));
        Assert.Throws<ArgumentException>(() => ServiceContainers.CapJob(40, name));
        Assert.Throws<ArgumentException>(() => ServiceContainers.Tail(name, 1));
    }

    [Fact]
    public void A_cap_is_taken_back_by_one_that_nothing_reaches_because_docker_takes_0_for_no_change() =>
        Assert.Contains(
            "'--memory' '1024g' '--memory-swap' '-1' 'parakeet-asr'", ServiceContainers.CapJob(null, "parakeet-asr"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("docker on spark1 refuses our user: add it", "docker_permission", "sudo usermod -aG docker $USER")]
    [InlineData("The docker daemon of spark1 is not running.", "docker_down", "sudo systemctl start docker")]
    [InlineData("docker on spark1 does not answer.", "docker", "sudo systemctl restart docker")]
    [InlineData("docker on spark1 says: no space", "docker", "docker info")]
    [InlineData("spark1 cannot be reached.", "node", null)]
    public void Every_trouble_has_a_code_and_a_way_out(string trouble, string code, string? command)
    {
        var failure = ServiceFailures.Docker(Ended(), "spark1", trouble);

        Assert.Equal((code, command), (failure.Code, Assert.Single(failure.Remedies).Command));
        Assert.Equal("parakeet was not restarted", failure.Title);
    }

    [Fact]
    public void A_line_of_the_log_says_what_was_done_why_and_for_how_long()
    {
        var line = ServiceLine.Of(Ended() with { Reason = "Too little memory", Source = "watchdog" }, "spark2");

        Assert.Equal(
            ("a-1", Now.AddSeconds(3), true, "watchdog", 3000d, "parakeet was restarted. Too little memory.", null),
            (line.Id, line.At, line.Ok, line.Source, line.Ms, line.Evidence, line.Error));
    }

    [Theory]
    [InlineData("page", true)]
    [InlineData("settings", true)]
    [InlineData("recap", true)]
    [InlineData("watchdog", false)]
    [InlineData("liveness", false)]
    public void What_a_machine_has_done_was_planned_by_nobody(string source, bool planned) =>
        Assert.Equal(planned, ServiceLine.Of(Ended() with { Source = source }, "spark2").Planned);

    [Fact]
    public void What_a_node_says_is_kept_as_one_bounded_line_of_text()
    {
        var said = $"\u001b[31mspark2 says:\u001b[0m\r\n{new string('x', 5000)}";

        var kept = ServiceFailures.Plain(new("node", "It was\nnot\u0007 done", said));

        Assert.Equal("It was not done", kept.Title);
        Assert.StartsWith("spark2 says:  xxx", kept.Detail, StringComparison.Ordinal);
        Assert.Equal(1000, kept.Detail!.Length);
    }

    private static ServiceAction Ended() => new()
    {
        Id = "a-1",
        Service = "parakeet",
        Verb = ServiceVerb.Restart,
        Phase = ActionPhase.Done,
        Source = "page",
        RequestedAt = Now,
        EndedAt = Now.AddSeconds(3)
    };
}
