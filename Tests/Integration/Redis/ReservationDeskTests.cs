using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>One holder at a time, by the server's clock, whoever asks from wherever.</summary>
public abstract class ReservationDeskTests(IRedisServer server) : RedisTest(server)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Its own clock dates what is observed, and decides nothing.
    private readonly FakeTimeProvider wrong = new(Given.Start);

    private ReservationDesk Desk => new(Redis, wrong);

    [Fact]
    public async Task Who_takes_it_holds_it_and_only_a_hash_of_the_token_is_kept()
    {
        var (isOurs, taken) = await Desk.TakeAsync("openclaw", "nightly “eval” \\ \"run\"", Minute, null, "secret");

        Assert.True(isOurs);
        Assert.Equal(("openclaw", SwapDesk.HashOf("secret")), (taken.Holder, taken.Token));
        Assert.Equal("nightly “eval” \\ \"run\"", taken.Note);
        Assert.Equal(60_000, taken.ExpiresAtMs - taken.AcquiredAtMs);
        Assert.InRange(taken.Left(DateTimeOffset.UtcNow).TotalSeconds, 50, 61);
        Assert.Equal(taken, (await Store.ReadAsync(States.Reservation))!.Value);
        Assert.DoesNotContain(
            "secret", await Redis.Database.StringGetAsync(Redis.Keys.State("reservation")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_clock_is_another_than_the_servers_sees_it_end_when_the_server_ends_it()
    {
        var taken = await Desk.TakeAsync("openclaw", null, Minute, null, "secret");
        var stored = (await Store.ReadAsync(States.Reservation))!;

        Assert.Equal(Minute, taken.Shown.Left(wrong.GetUtcNow()));
        Assert.Equal(TimeSpan.Zero, taken.Shown.Left(wrong.GetUtcNow() + Minute));
        Assert.Equal(taken.Shown, stored.Value.By(stored.ObservedAt));
        Assert.Equal(60_000, taken.Shown.ExpiresAtMs - taken.Shown.AcquiredAtMs);
        var extended = await Desk.TakeAsync("openclaw", null, 2 * Minute, "secret", "other");
        Assert.Equal(2 * Minute, extended.Shown.Left(wrong.GetUtcNow()));
        Assert.Null((await Desk.ForceAsync()).Shown.Holder);
    }

    [Fact]
    public async Task Of_two_who_want_it_exactly_one_gets_it()
    {
        var other = new ReservationDesk(await LinkAsync(), TimeProvider.System);

        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(
                Desk.TakeAsync("one", null, Minute, null, "a"), other.TakeAsync("two", null, Minute, null, "b"));

            var won = Assert.Single(answers, answer => answer.IsOurs);
            Assert.All(answers, answer => Assert.Equal(won.Reservation.Holder, answer.Reservation.Holder));
            Assert.True((await Desk.ForceAsync()).IsOurs);
        }
    }

    [Fact]
    public async Task Its_token_extends_it_and_nothing_else_does()
    {
        var first = (await Desk.TakeAsync("openclaw", null, Minute, null, "secret")).Reservation;

        var byName = await Desk.TakeAsync("openclaw", null, Minute, null, "other");
        var byWrong = await Desk.TakeAsync("openclaw", null, Minute, "wrong", "other");
        var (isOurs, extended) = await Desk.TakeAsync("openclaw", "longer", 2 * Minute, "secret", "other");

        Assert.Equal((false, false, true), (byName.IsOurs, byWrong.IsOurs, isOurs));
        Assert.Equal(
            (first.Token, first.AcquiredAtMs, "longer"), (extended.Token, extended.AcquiredAtMs, extended.Note));
        Assert.InRange(extended.ExpiresAtMs - first.ExpiresAtMs, 60_000, 70_000);
    }

    [Fact]
    public async Task What_has_expired_holds_nobody_up_and_its_token_is_worth_nothing()
    {
        await StoredAsync("old", secondsAgo: 1);

        var (isOurs, taken) = await Desk.TakeAsync("next", null, Minute, "old", "fresh");

        Assert.True(isOurs);
        Assert.Equal(("next", SwapDesk.HashOf("fresh")), (taken.Holder, taken.Token));
    }

    [Fact]
    public async Task It_is_given_back_with_its_token_or_by_force()
    {
        await Desk.TakeAsync("openclaw", null, Minute, null, "secret");
        var wrong = await Desk.ReleaseAsync("wrong");
        var none = await Desk.ReleaseAsync(null);
        var right = await Desk.ReleaseAsync("secret");
        var again = await Desk.ReleaseAsync("secret");
        await Desk.TakeAsync("openclaw", null, Minute, null, "secret");
        var forced = await Desk.ForceAsync();

        Assert.Equal((false, "openclaw"), (wrong.IsOurs, wrong.Reservation.Holder));
        Assert.False(none.IsOurs);
        Assert.All([right, again, forced],
            answer => Assert.Equal((true, null), (answer.IsOurs, answer.Reservation.Holder)));
    }

    [Fact]
    public async Task Its_end_is_written_once_and_not_before()
    {
        await Desk.TakeAsync("openclaw", null, Minute, null, "secret");
        Assert.Equal("openclaw", (await Desk.EndAsync()).Holder);
        await StoredAsync("openclaw", secondsAgo: 1);
        var before = (await Store.ReadAsync(States.Reservation))!.Rev;

        var ends = await Task.WhenAll(Desk.EndAsync(), new ReservationDesk(await LinkAsync(), wrong).EndAsync());

        Assert.All(ends, end => Assert.Null(end.Holder));
        Assert.Equal(before + 1, (await Store.ReadAsync(States.Reservation))!.Rev);
    }

    [Fact]
    public async Task Nothing_is_given_back_or_ended_where_nobody_ever_held_it()
    {
        Assert.Equal((true, null), ((await Desk.ReleaseAsync(null)).IsOurs, (await Desk.EndAsync()).Holder));
        Assert.Null(await Store.ReadAsync(States.Reservation));
    }

    private Task<long?> StoredAsync(string token, int secondsAgo) => Store.WriteAsync(
        States.Reservation,
        new Reservation(
            "openclaw", SwapDesk.HashOf(token),
            DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToUnixTimeMilliseconds(), null));
}

[Collection(nameof(OnRedis))]
public sealed class ReservationDeskRedisTests(RedisFixture server) : ReservationDeskTests(server);

[Collection(nameof(OnGarnet))]
public sealed class ReservationDeskGarnetTests(GarnetFixture server) : ReservationDeskTests(server);
