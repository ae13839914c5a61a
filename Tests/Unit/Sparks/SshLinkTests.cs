using Microsoft.Extensions.Time.Testing;
using Renci.SshNet;
using SparkControl.Contracts;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class SshLinkTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_silent_node_is_left_alone_for_longer_each_time_and_half_a_minute_at_most()
    {
        var link = new SshLink(time);

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            link.Dialed(Failed);

            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.True(link.Pauses);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.False(link.Pauses);
        }
    }

    [Fact]
    public void A_person_who_asks_does_not_wait_and_the_next_failure_pauses_as_before()
    {
        var link = new SshLink(time);
        link.Dialed(Failed);
        link.Dialed(Failed);

        link.Forgive();
        Assert.False(link.Pauses);

        link.Dialed(Failed);
        time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.True(link.Pauses);
    }

    [Fact]
    public void Who_has_connected_begins_to_count_anew()
    {
        var link = new SshLink(time);
        foreach (var _ in Enumerable.Range(0, 5)) link.Dialed(Failed);
        using var client = new SshClient("spark-1.lan", "nik", "never sent");

        link.Dialed(new(client, NodeState.Up, null, null));
        Assert.False(link.Pauses);

        link.Dialed(Failed);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(link.Pauses);
    }

    private static SshDialed Failed => new(null, NodeState.Down, "Nobody listens there.", null);
}
