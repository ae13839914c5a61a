using SparkControl.HealthMonitor.Containers;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class ContainerRecordTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Restart counts as docker gave them, a minute apart; the last is what is known now.</summary>
    [Theory]
    [InlineData("7 7 7", null)]
    [InlineData("0 1 2", null)]
    [InlineData("0 1 2 3", "crash_loop")]
    [InlineData("5 8", "crash_loop")]
    [InlineData("0 1 2 0 1", "crash_loop")]
    [InlineData("0 1 2 - 2", null)]
    [InlineData("0 1 2 2 2 2 2 2 2 2 2 3", null)]
    [InlineData("0 1 2 3 3 3 3 3 3 3 3 3 3 3", null)]
    public void Three_restarts_in_ten_minutes_are_a_loop(string counts, string? expected)
    {
        var record = new ContainerRecord();
        var now = Start;
        foreach (var count in counts.Split(' '))
        {
            now = now.AddMinutes(1);
            record = record.Next(count == "-" ? null : Sight(now, int.Parse(count)));
        }

        Assert.Equal(expected, record.Trouble(Sight(now, 0), now)?.Code);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(3, 0, false)]
    public void The_log_is_worth_a_look_when_the_count_has_risen(int before, int now, bool expected)
    {
        var record = new ContainerRecord().Next(Sight(Start, before));

        Assert.Equal(expected, record.Next(Sight(Start.AddSeconds(5), now)).HasRisenSince(record));
    }

    [Fact]
    public void The_first_count_is_no_rise() =>
        Assert.False(new ContainerRecord().Next(Sight(Start, 9)).HasRisenSince(new()));

    [Theory]
    [InlineData("running", true, null)]
    [InlineData("exited", true, "out_of_memory")]
    [InlineData("exited", false, null)]
    [InlineData("exited", null, null)]
    public void What_the_kernel_has_ended_is_out_of_memory(string status, bool? oom, string? expected)
    {
        var sight = new ContainerSight(
            new("parakeet-asr") { Present = true, Status = status, OomKilled = oom, ExitCode = 137 }, Start);

        Assert.Equal(expected, new ContainerRecord().Trouble(sight, Start)?.Code);
    }

    [Fact]
    public void What_the_log_said_holds_until_it_answers_or_is_started_anew()
    {
        var record = new ContainerRecord().Next(Sight(Start, 4)) with
        {
            InLog = new("cache_not_writable", "It is so.")
        };

        Assert.Equal("cache_not_writable", record.Next(Sight(Start, 5)).Trouble(null, Start)?.Code);
        Assert.Null(record.Answered().Trouble(null, Start));
        Assert.Null(record.Next(Sight(Start, 0)).Trouble(null, Start));
    }

    [Theory]
    [InlineData("running", 59, true)]
    [InlineData("running", 60, false)]
    [InlineData("restarting", 60, true)]
    public void What_the_log_said_is_over_when_it_has_run_for_a_minute(string status, int seconds, bool holds)
    {
        var record = new ContainerRecord().Next(Sight(Start, 5)) with
        {
            InLog = new("cache_not_writable", "It is so.")
        };
        var sample = Sight(Start, 5).Sample with { Status = status, StartedAt = Start };

        var next = record.Next(new(sample, Start.AddSeconds(seconds)));

        Assert.Equal(holds, next.InLog is not null);
    }

    [Theory]
    [InlineData("volume nim-cache /var/lib/docker/x", "docker run --rm -v nim-cache:/c alpine chown -R 1000:1000 /c")]
    [InlineData("bind  /home/ada/nim-cache", "sudo chown -R 1000:1000 /home/ada/nim-cache")]
    [InlineData("bind  /home/ada/$(id)", "sudo chown -R 1000:1000 \"$LOCAL_NIM_CACHE\"")]
    [InlineData("volume x;id /y", "sudo chown -R 1000:1000 \"$LOCAL_NIM_CACHE\"")]
    [InlineData("", "sudo chown -R 1000:1000 \"$LOCAL_NIM_CACHE\"")]
    public void Magpies_known_crash_has_a_command_that_helps(string mount, string command)
    {
        var trouble = MagpieCache.Read(
            $"{mount}\n\n--- log\nINFO start\n"
            + "Error: failed to write /opt/nim/.cache/x: Permission denied (os error 13)\nbye\n");

        Assert.Equal("cache_not_writable", trouble!.Code);
        Assert.Contains("failed to write /opt/nim/.cache/x", trouble.Detail, StringComparison.Ordinal);
        Assert.Equal(command, Assert.Single(trouble.Remedies).Command);
    }

    [Theory]
    [InlineData("\n--- log\nCUDA error: out of memory\n")]
    [InlineData("\n--- log\n")]
    [InlineData("Permission denied (os error 13)\n")]
    [InlineData("")]
    public void Another_crash_is_not_taken_for_it(string output) => Assert.Null(MagpieCache.Read(output));

    [Theory]
    [InlineData("magpie-tts", 20, true)]
    [InlineData("magpie-tts", 21, false)]
    [InlineData("another", 20, false)]
    public void What_docker_said_last_counts_while_it_does_not_answer(string name, int later, bool expected)
    {
        var record = new ContainerRecord().Next(Sight(Start, 4)).Next(null);

        Assert.Equal(expected, record.Seen(name, Start.AddSeconds(later)) is { IsOld: true });
    }

    private static ContainerSight Sight(DateTimeOffset at, int restarts) =>
        new(new("magpie-tts") { Present = true, Status = "running", RestartCount = restarts }, at);
}
