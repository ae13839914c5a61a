using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Transcripts;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Transcripts;

public sealed class TriesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3), Longest = TimeSpan.FromMinutes(20);

    [Fact]
    public void A_server_that_is_gone_is_waited_for_longer_and_longer_and_three_minutes_in_all() =>
        Assert.Equal([2, 2, 4, 8, 16, 30, 30, 30, 30, 28], Pauses(new SpeechFault.Unreachable("Refused")));

    [Fact]
    public void What_fails_or_says_nothing_is_asked_once_more()
    {
        Assert.Equal([2], Pauses(new SpeechFault.Failed("500")));
        Assert.Equal([2], Pauses(new SpeechFault.Unreachable("15 minutes", Outage.Silent)));
    }

    [Fact]
    public void What_will_not_change_is_not_asked_again()
    {
        Assert.Empty(Pauses(new SpeechFault.Unreachable("It is switched off.", Outage.Off)));
        Assert.Empty(Pauses(new SpeechFault.Wedged("CUDA")));
        Assert.Empty(Pauses(new SpeechFault.Missing("404")));
        Assert.Empty(Pauses(new SpeechFault.Refused("400")));
    }

    [Fact]
    public void A_gpu_that_has_failed_is_waited_for_as_long_where_it_may_be_mended() => Assert.Equal(
        [2, 2, 4, 8, 16, 30, 30, 30, 30, 28], Pauses(new SpeechFault.Wedged("CUDA"), new(Patience, Longest, Patience)));

    [Fact]
    public void The_restart_that_mends_it_gets_no_time_of_its_own()
    {
        var tries = new Tries(Patience, Longest, Patience);
        for (var i = 0; i < 9; i++) tries = tries.After(new SpeechFault.Wedged("CUDA"), out _)!.Value;

        Assert.Equal([28], Pauses(new SpeechFault.Unreachable("Refused"), tries));
    }

    [Fact]
    public void Who_is_busy_is_waited_for_as_long_as_it_says_and_twenty_minutes_in_all() =>
        Assert.Equal([500, 500], Pauses(new SpeechFault.Busy(TimeSpan.FromSeconds(500), "Busy")));

    private static List<double> Pauses(SpeechFault fault) => Pauses(fault, new(Patience, Longest));

    private static List<double> Pauses(SpeechFault fault, Tries tries)
    {
        var pauses = new List<double>();
        while (tries.After(fault, out var pause) is { } next)
        {
            pauses.Add(pause.TotalSeconds);
            tries = next;
        }

        return pauses;
    }
}
