using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

public sealed class NodeRoomTests
{
    [Theory]
    // What the model holds comes back.
    [InlineData(20L, 90L, null, 110L)]
    [InlineData(110L, 0L, null, 110L)]
    // Nobody says what it holds, but the load before saw what was there.
    [InlineData(20L, null, 108L, 108L)]
    // A driver is late with it.
    [InlineData(60L, 0L, 108L, 108L)]
    [InlineData(112L, 0L, 108L, 112L)]
    // Then it is not known: what runs may hold most of it.
    [InlineData(20L, null, null, null)]
    [InlineData(null, 90L, 108L, null)]
    // No more than there is.
    [InlineData(100L, 90L, null, 120L)]
    public void What_a_node_will_have_is_what_it_has_and_what_the_model_gives_back(
        long? available, long? held, long? before, long? then)
    {
        var status = Status with { MemAvailableBytes = available, ModelBytes = held };

        var room = NodeRoom.AfterStop("spark1", status, Swap(before));

        Assert.Equal((120L, then), (room.TotalBytes, room.AvailableBytes));
    }

    [Fact]
    public void What_files_hold_of_it_is_not_free()
    {
        var status = Status with { MemAvailableBytes = 20, ModelBytes = 90, Sample = new() { MemFreeBytes = 5 } };

        Assert.Equal(95, NodeRoom.AfterStop("spark1", status, null).FreeBytes);
        Assert.Equal(85, NodeRoom.AfterStop("spark1", status with { ModelBytes = null }, Swap(100)).FreeBytes);
        Assert.Null(NodeRoom.AfterStop("spark1", status with { Sample = null }, null).FreeBytes);
    }

    [Fact]
    public void An_old_sample_says_only_how_much_there_is()
    {
        var old = Status with { MemAvailableBytes = 20, ModelBytes = 90, Stale = true };

        Assert.Equal(new NodeRoom("spark1", 120, null, null), NodeRoom.AfterStop("spark1", old, Swap(100)));
        Assert.Equal(new NodeRoom("spark1", null, null, null), NodeRoom.AfterStop("spark1", null, Swap(100)));
    }

    private static NodeStatus Status => new()
    {
        Name = "spark1",
        Host = "10.0.0.1",
        Link = new(NodeState.Up),
        MemTotalBytes = 120
    };

    private static SwapState? Swap(long? before) => before is not { } bytes ? null : new()
    {
        Id = "s-1",
        Kind = SwapKind.Load,
        Phase = SwapPhase.Ready,
        RequestedAt = DateTimeOffset.UnixEpoch,
        Run = new() { Baseline = new Dictionary<string, long> { ["spark1"] = bytes } }
    };
}
