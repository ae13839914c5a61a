using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Probes;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Health;

public sealed class ContainerVerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A container is its status and how many seconds ago it was started; an end has its exit code behind a slash.
    /// </summary>
    [Theory]
    [InlineData("Answered", "running 10", Healthy)]
    [InlineData("Answered", "", Healthy)]
    [InlineData("AnsweredInPart", "running 10", Degraded)]
    [InlineData("Refused", "running 10", Starting)]
    [InlineData("AnsweredBadly", "running 10", Starting)]
    [InlineData("Silent", "running 119", Starting)]
    [InlineData("Unreachable", "running 10", Starting)]
    [InlineData("Refused", "restarting 10", Starting)]
    [InlineData("Refused", "running 121", Unhealthy)]
    [InlineData("AnsweredBadly", "running 121", Unhealthy)]
    [InlineData("Unreachable", "running 121", Unhealthy)]
    [InlineData("Refused", "exited 500/0", Stopped)]
    [InlineData("Refused", "exited 500/137", Stopped)]
    [InlineData("Unreachable", "exited 500/0", Stopped)]
    [InlineData("Refused", "absent", Stopped)]
    [InlineData("Unreachable", "", Unknown)]
    [InlineData("Refused", "", Stopped)]
    [InlineData("Silent", "", Unhealthy)]
    [InlineData("AnsweredBadly", "", Unhealthy)]
    public void Silence_is_explained_by_the_container(string outcome, string container, ServiceVerdict expected) =>
        Assert.Equal(expected, Judge(outcome, Around(container)));

    [Fact]
    public void What_answers_and_is_known_to_fail_is_down()
    {
        var answer = new ProbeAnswer(ProbeOutcome.AnsweredInPart, "It answers, but its GPU has failed.")
        {
            Trouble = Troubles.GpuWedged("It is so.")
        };

        var judged = ContainerVerdict.Of(answer, Around("running 500"));

        Assert.Equal((Unhealthy, "gpu_wedged"), (judged.Verdict, judged.Trouble?.Code));
    }

    [Theory]
    [InlineData("exited 500/0", Stopped)]
    [InlineData("exited 500/143", Stopped)]
    [InlineData("absent", Stopped)]
    [InlineData("exited 500/137", Unhealthy)]
    [InlineData("exited 500/1", Unhealthy)]
    [InlineData("", Unhealthy)]
    public void What_has_answered_and_ended_by_itself_is_at_fault(string container, ServiceVerdict expected) =>
        Assert.Equal(expected, Judge("Refused", Around(container) with { Present = Healthy }));

    /// <summary>What it was before its Spark was dark, and what is there when that is back.</summary>
    [Theory]
    [InlineData(Healthy, "exited 500/255", Unhealthy)]
    [InlineData(Healthy, "exited 500/0", Stopped)]
    [InlineData(Healthy, "", Unhealthy)]
    [InlineData(Starting, "exited 500/255", Unhealthy)]
    [InlineData(Stopped, "exited 500/255", Stopped)]
    [InlineData(Stopped, "", Stopped)]
    [InlineData(Unknown, "exited 500/255", Stopped)]
    public void A_spark_that_was_dark_has_taken_nothing_back(
        ServiceVerdict before, string container, ServiceVerdict expected) =>
        Assert.Equal(
            expected, Judge("Refused", Around(container) with { Present = Unknown, LastKnown = before }));

    /// <summary>Seconds since the sample, whether later ones failed, and whether the container still counts.</summary>
    [Theory]
    [InlineData(3, false, "Refused", Starting)]
    [InlineData(20, true, "Refused", Starting)]
    [InlineData(21, true, "Refused", Stopped)]
    [InlineData(20, true, "Unreachable", Unknown)]
    [InlineData(3, false, "Unreachable", Starting)]
    public void What_a_sample_has_seen_counts_for_a_while_though_the_next_ones_fail(
        int ago, bool stale, string outcome, ServiceVerdict expected)
    {
        var container = new ContainerSample("parakeet-asr")
        {
            Present = true,
            Status = "running",
            StartedAt = Now.AddSeconds(-60)
        };

        var sight = Sighted(new() { Containers = [container] }, ago, stale);

        Assert.Equal(expected, Judge(outcome, Around("") with { Container = sight }));
    }

    [Theory]
    [InlineData("exited 500/0", "Refused", null, true)]
    [InlineData("absent", "Refused", null, true)]
    [InlineData("running 500", "Refused", null, false)]
    [InlineData("", "Refused", null, false)]
    [InlineData("running 500", "Refused", ServiceVerb.Stop, true)]
    public void Only_docker_and_actions_end_a_start_at_once(
        string container, string outcome, ServiceVerb? verb, bool expected)
    {
        var around = Around(container) with { Present = Starting, Action = verb is { } v ? Action(v, null) : null };

        Assert.Equal(
            expected, ContainerVerdict.Of(new(Enum.Parse<ProbeOutcome>(outcome), "It is so."), around).IsTold);
    }

    /// <summary>A container, the GPU of its Spark in %, and how many seconds ago Parakeet answered.</summary>
    [Theory]
    [InlineData("running 500", 21.0, 59, "Silent", Healthy, true)]
    [InlineData("running 500", 20.0, 59, "Silent", Healthy, false)]
    [InlineData("running 500", null, 59, "Silent", Healthy, false)]
    [InlineData("running 500", 21.0, 60, "Silent", Healthy, false)]
    [InlineData("running 500", 21.0, 59, "Refused", Healthy, false)]
    [InlineData("running 500", 21.0, 59, "AnsweredBadly", Healthy, false)]
    [InlineData("running 500", 21.0, 59, "Silent", Unhealthy, false)]
    [InlineData("exited 500/0", 21.0, 59, "Silent", Healthy, false)]
    [InlineData("", 21.0, 59, "Silent", Healthy, false)]
    public void While_the_gpu_is_at_work_silence_of_parakeet_says_nothing(
        string container, double? percent, int lastGood, string outcome, ServiceVerdict present, bool expected)
    {
        var around = Around(container) with
        {
            Gpu = new() { UtilizationPercent = percent },
            LastGood = Now.AddSeconds(-lastGood),
            Present = present
        };

        var judged = ContainerVerdict.Of(new(Enum.Parse<ProbeOutcome>(outcome), "It is so."), around);

        Assert.Equal((expected, expected), (judged.SaysNothing, judged.Verdict == Healthy));
    }

    /// <summary>A container, and how many minutes ago it said first that it loads.</summary>
    [Theory]
    [InlineData("", 0, Starting)]
    [InlineData("", 29, Starting)]
    [InlineData("", 30, Unhealthy)]
    [InlineData("running 1799", 29, Starting)]
    [InlineData("running 1800", 5, Unhealthy)]
    public void What_says_that_it_loads_has_half_an_hour(string container, int minutes, ServiceVerdict expected)
    {
        var around = Around(container) with { LoadingSince = Now.AddMinutes(-minutes) };

        Assert.Equal(expected, Judge("Loading", around));
    }

    [Fact]
    public void A_service_that_no_container_is_known_of_should_answer()
    {
        var around = Around("") with { Place = new() { Name = "wiki", Kind = ServiceKind.Other, Host = "10.0.0.9" } };

        Assert.Equal(Unhealthy, Judge("Refused", around));
    }

    /// <summary>The sample is 3 s old; an action's end is so many seconds ago, none for one that goes on.</summary>
    [Theory]
    [InlineData(ServiceVerb.Stop, null, "running 500", Stopped, true)]
    [InlineData(ServiceVerb.Start, null, "exited 500/0", Starting, true)]
    [InlineData(ServiceVerb.Restart, null, "running 500", Starting, true)]
    [InlineData(ServiceVerb.Stop, 1, "running 500", Stopped, true)]
    [InlineData(ServiceVerb.Stop, 60, "exited 500/137", Stopped, true)]
    [InlineData(ServiceVerb.Stop, 600, "exited 300/137", Unhealthy, false)]
    [InlineData(ServiceVerb.Stop, 600, "running 10", Starting, false)]
    [InlineData(ServiceVerb.Start, 1, "exited 500/0", Starting, true)]
    [InlineData(ServiceVerb.Restart, 60, "running 61", Starting, true)]
    [InlineData(ServiceVerb.Restart, 60, "running 20", Starting, false)]
    [InlineData(ServiceVerb.Restart, 300, "running 301", Unhealthy, false)]
    [InlineData(ServiceVerb.Cap, null, "running 500", Unhealthy, false)]
    public void An_action_explains_what_follows_it(
        ServiceVerb verb, int? endedAgo, string container, ServiceVerdict expected, bool planned)
    {
        var around = Around(container) with { Present = Healthy, Action = Action(verb, endedAgo) };

        var verdict = Judge("Refused", around);

        Assert.Equal((expected, planned), (verdict, ContainerVerdict.IsPlanned(around, verdict)));
    }

    [Theory]
    [InlineData("watchdog", ServiceVerb.Stop, null, true)]
    [InlineData("watchdog", ServiceVerb.Stop, 60, false)]
    [InlineData("liveness", ServiceVerb.Restart, null, true)]
    [InlineData("liveness", ServiceVerb.Restart, 1, false)]
    [InlineData("recap", ServiceVerb.Stop, 60, true)]
    public void What_a_machine_does_is_planned_only_while_it_does_it(
        string source, ServiceVerb verb, int? endedAgo, bool planned)
    {
        var around = Around("exited 500/137") with
        {
            Present = Healthy,
            Action = Action(verb, endedAgo) with { Source = source }
        };

        Assert.Equal(planned, ContainerVerdict.IsPlanned(around, Judge("Refused", around)));
    }

    [Fact]
    public void A_service_that_the_watchdog_has_stopped_says_so()
    {
        var shed = Action(ServiceVerb.Stop, 60) with { Source = "watchdog" };
        var around = Around("exited 500/137") with { Action = shed };

        var judged = ContainerVerdict.Of(new(ProbeOutcome.Refused, "It is so."), around);

        Assert.Equal(
            (Stopped, "It is so. The watchdog has stopped it to make room in memory."),
            (judged.Verdict, judged.Evidence));
    }

    [Fact]
    public void A_stop_that_failed_explains_nothing()
    {
        var around = Around("running 500") with
        {
            Action = Action(ServiceVerb.Stop, 1) with { Phase = ActionPhase.Failed }
        };

        Assert.False(ContainerVerdict.IsPlanned(around, Stopped));
    }

    [Theory]
    [InlineData("Refused", Unhealthy)]
    [InlineData("Answered", Degraded)]
    public void A_container_that_crashes_again_and_again_is_no_young_one(string outcome, ServiceVerdict expected)
    {
        var around = Around("running 10") with
        {
            Trouble = Troubles.CrashLoop("magpie-tts", 3, TimeSpan.FromMinutes(10))
        };

        Assert.Equal(expected, Judge(outcome, around));
    }

    /// <summary>By how many seconds the Spark's clock is wrong, and how many ago a container was started.</summary>
    [Theory]
    [InlineData(0, 60, Starting)]
    [InlineData(-3600, 60, Starting)]
    [InlineData(3600, 60, Starting)]
    [InlineData(0, 300, Unhealthy)]
    [InlineData(-3600, 300, Unhealthy)]
    [InlineData(3600, 300, Unhealthy)]
    public void The_age_of_a_container_is_told_by_the_clock_it_was_started_by(
        int wrong, int started, ServiceVerdict expected)
    {
        var theirs = Now.AddSeconds(wrong);
        var container = new ContainerSample("parakeet-asr")
        {
            Present = true,
            Status = "running",
            StartedAt = theirs.AddSeconds(-started)
        };
        var around = Around("") with { Container = Sighted(new() { NodeTime = theirs, Containers = [container] }) };

        Assert.Equal(expected, Judge("Refused", around));
    }

    private static ContainerSight? Sighted(NodeSample sample, int ago = 0, bool stale = false) => ContainerSight.Of(
        new()
        {
            Name = "spark2",
            Host = "10.0.0.2",
            Link = new(NodeState.Up),
            SampledAt = Now.AddSeconds(-ago),
            Stale = stale,
            Sample = sample
        },
        "10.0.0.2", "parakeet-asr", Now);

    private static ServiceVerdict Judge(string outcome, Surroundings around) =>
        ContainerVerdict.Of(new(Enum.Parse<ProbeOutcome>(outcome), "It is so."), around).Verdict;

    private static Surroundings Around(string container) => new()
    {
        Place = new()
        {
            Name = "parakeet",
            Kind = ServiceKind.Stt,
            Host = "10.0.0.2",
            Container = "parakeet-asr",
            Node = "spark2"
        },
        Now = Now,
        Container = Sight(container)
    };

    private static ContainerSight? Sight(string text)
    {
        if (text.Length == 0) return null;
        if (text == "absent") return new(new("parakeet-asr") { Present = false }, Now.AddSeconds(-3));

        var words = text.Split(' ', '/');
        return new(
            new("parakeet-asr")
            {
                Present = true,
                Status = words[0],
                StartedAt = Now.AddSeconds(-int.Parse(words[1])),
                ExitCode = words.Length > 2 ? int.Parse(words[2]) : null
            },
            Now.AddSeconds(-3));
    }

    private static ServiceAction Action(ServiceVerb verb, int? endedAgo) => new()
    {
        Id = "a",
        Service = "parakeet",
        Verb = verb,
        Phase = endedAgo is null ? ActionPhase.Running : ActionPhase.Done,
        Source = "page",
        RequestedAt = Now.AddSeconds(-(endedAgo ?? 0) - 5),
        EndedAt = endedAgo is { } ago ? Now.AddSeconds(-ago) : null
    };
}
