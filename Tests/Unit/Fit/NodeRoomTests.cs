using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

/// <summary>All memory in GiB, of nodes of 120.</summary>
public sealed class NodeRoomTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(1);

    [Theory]
    // What the model holds comes back.
    [InlineData(20.0, 90.0, null, 110.0)]
    [InlineData(110.0, 0.0, null, 110.0)]
    // What of it nvidia-smi does not see comes back too.
    [InlineData(20.0, 82.0, 108.0, 108.0)]
    [InlineData(112.0, 0.0, 108.0, 112.0)]
    // Somebody else has taken 30 of it meanwhile.
    [InlineData(85.0, 0.0, 115.0, 85.0)]
    [InlineData(10.0, 75.0, 115.0, 85.0)]
    // Nobody says what the model holds, but the load before saw what was there.
    [InlineData(20.0, null, 108.0, 108.0)]
    // Then it is not known: what runs may hold most of it.
    [InlineData(20.0, null, null, null)]
    [InlineData(null, 90.0, 108.0, null)]
    // No more than there is.
    [InlineData(100.0, 90.0, null, 120.0)]
    public void What_a_node_will_have_is_what_it_has_and_what_the_model_gives_back(
        double? available, double? held, double? before, double? then)
    {
        var room = NodeRoom.AfterStop(Look(available, held), Bytes(before), moves: false);

        Assert.Equal((Bytes(120), Bytes(then)), (room.TotalBytes, room.AvailableBytes));
    }

    [Theory]
    // A driver is late with 48 GiB: they are nobody else's.
    [InlineData(true, 108.0, 0.0)]
    [InlineData(false, 60.0, 48.0)]
    public void Memory_that_a_driver_is_late_with_is_not_taken(bool moves, double then, double taken)
    {
        var room = NodeRoom.AfterStop(Look(60, 0), Bytes(108), moves);

        Assert.Equal((Bytes(then), Bytes(taken)), (room.AvailableBytes, room.TakenBytes));
    }

    [Fact]
    public void What_is_only_remembered_says_so()
    {
        Assert.True(NodeRoom.AfterStop(Look(20, null), Bytes(108), moves: false).Remembered);
        Assert.False(NodeRoom.AfterStop(Look(20, 90), Bytes(108), moves: false).Remembered);
    }

    [Fact]
    public void What_files_hold_of_it_is_not_free()
    {
        var look = Look(20, 90) with { FreeBytes = Bytes(5) };

        Assert.Equal(Bytes(95), NodeRoom.AfterStop(look, null, moves: false).FreeBytes);
        Assert.Equal(Bytes(85), NodeRoom.AfterStop(look with { HeldBytes = null }, Bytes(100), moves: false).FreeBytes);
        Assert.Null(NodeRoom.AfterStop(Look(20, 90), null, moves: false).FreeBytes);
    }

    [Fact]
    public void An_old_sample_says_only_how_much_there_is()
    {
        var status = new NodeStatus
        {
            Name = "spark1",
            Host = "10.0.0.1",
            Link = new(NodeState.Up),
            MemTotalBytes = 120,
            MemAvailableBytes = 20,
            ModelBytes = 90,
            Sample = new() { MemFreeBytes = 5 }
        };

        Assert.Equal(new MemoryLook("spark1", 120, 20, 5, 90), MemoryLook.Of("spark1", status));
        Assert.Equal(
            new MemoryLook("spark1", 120, null, null, null), MemoryLook.Of("spark1", status with { Stale = true }));
        Assert.Equal(new MemoryLook("spark1", null, null, null, null), MemoryLook.Of("spark1", null));
    }

    [Theory]
    // It has stopped a model and ended so many seconds ago, or is at it for so long.
    [InlineData(SwapPhase.Failed, true, 30, true)]
    [InlineData(SwapPhase.Failed, true, 91, false)]
    [InlineData(SwapPhase.Stopped, true, 30, true)]
    [InlineData(SwapPhase.Stopping, true, 30, true)]
    [InlineData(SwapPhase.Loading, true, 900, true)]
    // A sample may be one of the load.
    [InlineData(SwapPhase.Ready, true, 30, true)]
    [InlineData(SwapPhase.Ready, true, 91, false)]
    // It was refused before it stopped anything, or may be.
    [InlineData(SwapPhase.Failed, false, 30, false)]
    [InlineData(SwapPhase.Preflight, false, 1, false)]
    public void Memory_moves_from_a_stop_until_a_while_after_the_end(
        SwapPhase phase, bool stopped, int seconds, bool moves)
    {
        var then = Now.AddSeconds(-seconds);
        var swap = new SwapState
        {
            Id = "s-1",
            Kind = SwapKind.Load,
            Phase = phase,
            RequestedAt = then,
            EndedAt = phase is SwapPhase.Stopping or SwapPhase.Loading or SwapPhase.Preflight ? null : then,
            Stages = stopped ? [new(SwapPhase.Preflight, null, then), new(SwapPhase.Stopping, null, then)]
                : [new(SwapPhase.Preflight, null, then)]
        };

        Assert.Equal(moves, LastLoad.Of(swap, Now, Patience).IsMoving);
        Assert.False(LastLoad.Of(null, Now, Patience).IsMoving);
    }

    [Theory]
    // What was loaded before has failed a moment ago, whoever looks now and whoever was refused meanwhile.
    [InlineData(SwapPhase.Preflight, null, 30, true)]
    [InlineData(SwapPhase.Failed, "preflight_weights", 30, true)]
    [InlineData(SwapPhase.Preflight, null, 91, false)]
    [InlineData(SwapPhase.Failed, "preflight_weights", 91, false)]
    public void What_a_load_held_comes_back_while_the_next_one_looks(
        SwapPhase phase, string? code, int seconds, bool moves)
    {
        var swap = new SwapState
        {
            Id = "s-2",
            Kind = SwapKind.Load,
            Phase = phase,
            RequestedAt = Now,
            EndedAt = code is null ? null : Now,
            Failure = code is null ? null : new() { Code = code, Title = "No." },
            Stages = [new(SwapPhase.Preflight, null, Now)],
            Run = new() { FormerEnd = Now.AddSeconds(-seconds) }
        };

        Assert.Equal(moves, LastLoad.Of(swap, Now, Patience).IsMoving);
        Assert.Equal(swap.Run.FormerEnd, LastLoad.EndOf(swap));
    }

    [Fact]
    public void Memory_that_was_waited_for_in_vain_is_late_no_more()
    {
        var failed = new SwapState
        {
            Id = "s-1",
            Kind = SwapKind.Stop,
            Phase = SwapPhase.Failed,
            RequestedAt = Now,
            EndedAt = Now,
            Failure = new() { Code = "memory_not_back", Title = "Spark 1 holds 24 GiB more than before" },
            Stages = [new(SwapPhase.Stopping, null, Now)]
        };

        Assert.Null(LastLoad.EndOf(failed));
        Assert.False(LastLoad.Of(failed, Now, Patience).IsMoving);
        Assert.Equal(Now, LastLoad.EndOf(failed with { Failure = null }));
    }

    private static MemoryLook Look(double? available, double? held) =>
        new("spark1", Bytes(120), Bytes(available), null, Bytes(held));

    private static long? Bytes(double? gib) => gib is { } known ? Bytes(known) : null;

    private static long Bytes(double gib) => (long)(gib * (1L << 30));
}
