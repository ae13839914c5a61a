using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A vLLM whose HTTP server answers, and what is behind it.</summary>
public sealed class VllmDepthTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly StateKey<ServiceState> Vllm = States.Service("vllm");

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_without_tokens_are_degraded_after_one_minute_and_unhealthy_after_two()
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Counts(running: 1, tokens: 100);
        await using var host = await StartAsync(vllm);

        var degraded = await UntilAsync(host, state => state.Verdict != Healthy);
        var unhealthy = await UntilAsync(host, state => state.Verdict != Degraded);

        Assert.Equal((Degraded, null), (degraded.Verdict, degraded.Trouble));
        Assert.Equal((Unhealthy, "stuck"), (unhealthy.Verdict, unhealthy.Trouble?.Code));
        Assert.Equal(60, (unhealthy.Since - degraded.Since).TotalSeconds, tolerance: 6);

        vllm.Counts(running: 1, tokens: 101);
        var again = await UntilAsync(host, state => state.Verdict != Unhealthy);
        Assert.Equal((Healthy, null), (again.Verdict, again.Trouble));
    }

    [Fact]
    public async Task An_idle_model_is_asked_for_a_token_every_five_minutes_and_that_is_no_traffic()
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Counts(running: 0, tokens: 100);
        await using var host = await StartAsync(vllm);

        await RoundsAsync(host, seconds: 55);
        Assert.Equal(0, vllm.TokensAsked);
        await RoundsAsync(host, seconds: 30);
        Assert.Equal(1, vllm.TokensAsked);
        await RoundsAsync(host, seconds: 255);
        Assert.Equal(1, vllm.TokensAsked);
        await RoundsAsync(host, seconds: 60);
        Assert.Equal(2, vllm.TokensAsked);

        Assert.Null(host.Mirror.Value(Vllm)!.LastBusy);
    }

    [Fact]
    public async Task A_model_that_gives_no_token_twice_is_down()
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Counts(running: 0, tokens: 100);
        vllm.Writes = 500;
        await using var host = await StartAsync(vllm);

        await RoundsAsync(host, seconds: 120);
        Assert.Equal((1, Healthy), (vllm.TokensAsked, host.Mirror.Value(Vllm)!.Verdict));
        var state = await UntilAsync(host, state => state.Verdict != Healthy);

        Assert.Equal((2, Unhealthy, "stuck"), (vllm.TokensAsked, state.Verdict, state.Trouble?.Code));
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 404)]
    public async Task A_model_is_left_alone_where_that_is_set_and_one_that_does_not_write_is_well(bool canary, int code)
    {
        await using var vllm = await FakeVllm.StartAsync();
        vllm.Counts(running: 0, tokens: 100);
        vllm.Writes = code;
        await using var host = await StartAsync(vllm, canary);

        await RoundsAsync(host, seconds: 700);

        Assert.Equal(canary, vllm.TokensAsked > 0);
        Assert.Equal(Healthy, host.Mirror.Value(Vllm)!.Verdict);
    }

    private async Task<MonitorHost> StartAsync(FakeVllm vllm, bool canary = true)
    {
        var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(settings => settings with { VllmPort = vllm.Port, Canary = canary });
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Vllm, state => state.Verdict == Healthy, Cancel);
        return host;
    }

    private async Task RoundsAsync(MonitorHost host, int seconds)
    {
        for (var passed = 0; passed < seconds; passed += 5) await host.RoundAsync(time, "vllm", Cancel);
    }

    private async Task<ServiceState> UntilAsync(MonitorHost host, Func<ServiceState, bool> isWanted)
    {
        for (var round = 0; round < 200; round++)
        {
            if (await host.RoundAsync(time, "vllm", Cancel) is var state && isWanted(state)) return state;
        }

        throw new TimeoutException("It never came to that.");
    }
}
