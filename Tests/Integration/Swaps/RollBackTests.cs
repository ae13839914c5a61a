using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>A load that fails is answered once; whoever dies between, and whoever clicks.</summary>
public sealed class RollBackTests(RedisFixture server) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Good = "qwen36", GoodName = "Qwen3.6 35B A3B", Bad = "gemma4", Third = "qwen3-vl";

    private readonly FatedPanel panel = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task A_load_that_fails_is_answered_once_with_the_last_good_one_and_all_of_it_is_told()
    {
        await panel.StartAsync();
        await panel.SwapAsync(Good);
        panel.Pair.Fails[Bad] = true;

        var back = await panel.SwapAsync(Bad);
        var failed = (await panel.Store.ReadAsync(States.Failed))!.Value;

        Assert.Equal((SwapPhase.Ready, Good, failed.Id), (back.Phase, back.Model, back.RollsBack));
        Assert.Equal([Good, Bad, Good], panel.Pair.Launches);
        Assert.Equal(1, back.Usual?.Loads);
        Assert.Equal((Bad, new RolledBackTo(Good, GoodName) { Swap = back.Id }), (failed.Model, failed.RolledBackTo));
        Assert.Equal(back.Id, (await panel.FoundAsync(failed.Id)).RolledBackTo?.Swap);
        Assert.Contains($"{GoodName}, which loaded well last, is loaded again, once", await panel.LogAsync(failed.Id),
            StringComparison.Ordinal);
        Assert.Contains($"Loading {GoodName} again: swap {failed.Id} has failed", await panel.LogAsync(back.Id),
            StringComparison.Ordinal);
        Assert.Equal($"{GoodName} is back", (await panel.ToldAsync(back.Id)).Title);
        Assert.Contains($"{GoodName}, which loaded well last, is loaded again.",
            (await panel.ToldAsync(failed.Id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roll_back_that_fails_is_the_end_and_what_failed_itself_is_not_tried_again()
    {
        await panel.StartAsync();
        await panel.SwapAsync(Good);
        panel.Pair.Fails[Bad] = panel.Pair.Fails[Good] = panel.Pair.Fails[Third] = true;

        var back = await panel.SwapAsync(Bad);
        // It is told by the look that would begin one more.
        await panel.ToldAsync(back.Id);
        var next = await panel.SwapAsync(Third);
        await panel.ToldAsync(next.Id);

        Assert.Equal((SwapPhase.Failed, Good, null), (back.Phase, back.Model, back.RolledBackTo));
        Assert.Equal("It failed itself when it was loaded last: CUDA is out of memory.", next.RolledBackTo?.Problem);
        Assert.Equal([Good, Bad, Good, Third], panel.Pair.Launches);
        Assert.Equal([Bad, Third, Good],
            (await panel.Store.ReadAsync(States.Bad))!.Value.Loads.Values.Select(load => load.Model).Order());
    }

    [Fact]
    public async Task What_a_person_cancelled_or_has_switched_off_is_not_answered()
    {
        await panel.StartAsync();
        await panel.SwapAsync(Good);
        panel.Pair.Stalls[Bad] = panel.Pair.Fails[Third] = true;
        var id = await panel.BeginAsync(Bad);
        await panel.UntilAsync(swap => swap.Phase == SwapPhase.Launching);
        using (var answer = await panel.PostAsync($"/api/swap/{id}/cancel", new { })) answer.EnsureSuccessStatusCode();
        var cancelled = await panel.UntilAsync(swap => !swap.IsActive);
        using (var answer =
            await panel.Http.PutAsJsonAsync("/api/settings", new { values = new { roll_back = false } }, Cancel))
            answer.EnsureSuccessStatusCode();
        await Until.TrueAsync(
            async () => (await panel.Store.ReadAsync(States.Settings))!.Value.Swaps.RollBack == false,
            "it is switched off");

        var failed = await panel.SwapAsync(Third);
        await panel.ToldAsync(failed.Id);

        Assert.Equal((id, SwapPhase.Cancelled, null), (cancelled.Id, cancelled.Phase, cancelled.RolledBackTo));
        Assert.Equal((SwapPhase.Failed, null), (failed.Phase, failed.RolledBackTo));
        Assert.Equal([Good, Bad, Third], panel.Pair.Launches);
    }

    [Fact]
    public async Task A_roll_back_that_a_person_cancels_stays_cancelled()
    {
        await panel.StartAsync();
        await panel.SwapAsync(Good);
        panel.Pair.Fails[Bad] = panel.Pair.Stalls[Good] = true;
        await panel.BeginAsync(Bad);
        var back = await panel.UntilAsync(swap => swap is { RollsBack: not null, Phase: SwapPhase.Launching });

        using (var answer = await panel.PostAsync($"/api/swap/{back.Id}/cancel", new { }))
            answer.EnsureSuccessStatusCode();
        var ended = await panel.UntilAsync(swap => !swap.IsActive);

        Assert.Equal((back.Id, SwapPhase.Cancelled, null), (ended.Id, ended.Phase, ended.RolledBackTo));
        Assert.Equal([Good, Bad, Good], panel.Pair.Launches);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_a_driver_that_died_between_it_happens_once_however_many_come(int instances)
    {
        await panel.StartAsync(drives: false, instances);
        var failed = await LeftAsync();

        await panel.LetDriveAsync();
        var back = await panel.UntilAsync(swap => swap is { IsActive: false, RollsBack: not null });
        await panel.ToldAsync(back.Id);

        Assert.Equal((failed.Id, SwapPhase.Ready), (back.RollsBack, back.Phase));
        Assert.Equal([Good], panel.Pair.Launches);
        Assert.Equal([back.Id, failed.Id], (await panel.History.LatestAsync(10)).Select(swap => swap.Id));
    }

    [Fact]
    public async Task A_click_that_comes_between_stands_and_nothing_else_is_loaded()
    {
        await panel.StartAsync(drives: false);
        var failed = await LeftAsync();

        var id = await panel.BeginAsync(Third);
        await panel.LetDriveAsync();
        var ended = await panel.UntilAsync(swap => !swap.IsActive && swap.Id != failed.Id);
        await panel.ToldAsync(ended.Id);

        Assert.Equal((id, null), (ended.Id, ended.RollsBack));
        Assert.Equal([Third], panel.Pair.Launches);
        Assert.Null(await panel.Store.ReadAsync(States.Failed));
        Assert.Contains(
            $"{GoodName} is not loaded again. Another swap was begun first.", (await panel.ToldAsync(failed.Id)).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_drove_for_long_it_is_only_said()
    {
        await panel.StartAsync(drives: false);
        var failed = await LeftAsync(minutesAgo: 11);

        await panel.LetDriveAsync();
        var said = await panel.UntilAsync(swap => swap.RolledBackTo?.Problem is not null);

        Assert.Equal(
            (failed.Id, "It could not be begun within 10 minutes after the failure."),
            (said.Id, said.RolledBackTo!.Problem));
        Assert.Equal(said.RolledBackTo, (await panel.FoundAsync(failed.Id)).RolledBackTo);
        Assert.Contains(
            "is not loaded again. It could not be begun", await panel.LogAsync(failed.Id), StringComparison.Ordinal);
        Assert.Empty(panel.Pair.Launches);
    }

    [Fact]
    public async Task The_holder_of_a_reservation_gets_back_what_it_had_and_nobody_else_loads_over_it()
    {
        await panel.StartAsync();
        await panel.SwapAsync(Good);
        panel.Pair.Fails[Bad] = true;
        using var taken = await panel.PostAsync("/api/swap/lock", new { holder = "nightly" });
        var token = (string)(await taken.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["token"]!;

        var back = await panel.SwapAsync(Bad, token);
        using var other = await panel.PostAsync("/api/swap", new { model = Third });

        Assert.Equal((SwapPhase.Ready, Good), (back.Phase, back.Model));
        Assert.Equal((HttpStatusCode)423, other.StatusCode);
    }

    [Fact]
    public async Task Who_reserves_the_Sparks_after_the_click_is_not_loaded_over()
    {
        await panel.StartAsync(drives: false);
        await LeftAsync();
        using var taken = await panel.PostAsync("/api/swap/lock", new { holder = "nightly" });
        taken.EnsureSuccessStatusCode();

        await panel.LetDriveAsync();
        var said = await panel.UntilAsync(swap => swap.RolledBackTo?.Problem is not null);

        Assert.Equal("nightly has reserved the Sparks.", said.RolledBackTo!.Problem);
        Assert.Empty(panel.Pair.Launches);
    }

    // What a driver leaves that was killed when the end of a failed load was stored.
    private async Task<SwapState> LeftAsync(int minutesAgo = 0)
    {
        var catalog = (await panel.Store.ReadAsync(States.Catalog))!.Value.Models;
        var (good, bad) = (catalog.Single(model => model.Key == Good), catalog.Single(model => model.Key == Bad));
        var at = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        var failed = SwapMachine.End(Given.Swap(SwapPhase.Failed), at) with
        {
            Model = bad.Key,
            ModelName = bad.Name,
            RolledBackTo = new(good.Key, good.Name),
            Failure = new() { Code = "out_of_memory", Title = "CUDA is out of memory", Phase = SwapPhase.Launching }
        };
        failed = failed with { Run = failed.Run with { Model = bad, Image = FatedPair.Image } };
        await panel.Store.WriteAsync(
            States.Good, new GoodLoad(good.Key, good.Name, good.Weights, at, "s-0") { Entry = good });
        await panel.History.RecordAsync(failed, panel.Lease());
        await panel.Store.WriteAsync(States.Swap, failed);
        return failed;
    }
}
