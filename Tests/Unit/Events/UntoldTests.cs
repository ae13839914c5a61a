using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Events;
using Xunit;

namespace SparkControl.Tests.Unit.Events;

public sealed class UntoldTests
{
    private readonly Untold untold = new();

    [Fact]
    public void Of_a_key_only_the_newest_value_is_told_in_the_order_of_the_revs()
    {
        foreach (var change in new[] { Change("a", 1), Change("b", 2), Change("a", 3) }) untold.Change(change);

        Assert.Equal([Change("b", 2), Change("a", 3)], untold.Take().Changes);
        Assert.Empty(untold.Take().Changes);
    }

    [Fact]
    public void A_snapshot_holds_what_changed_before_it_and_comes_before_what_changes_after_it()
    {
        untold.Change(Change("a", 900));
        untold.Everything("first");
        untold.Everything("second");
        untold.Change(Change("a", 1));

        var (snapshot, changes) = untold.Take();
        Assert.Equal("second", snapshot);
        Assert.Equal([Change("a", 1)], changes);
        Assert.Null(untold.Take().Snapshot);
    }

    private static StateChange Change(string name, long rev) => new(name, rev, "{}");
}
