using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>What happens while the server is away, and when it is back.</summary>
public sealed class RestartTests(RedisFixture server) : RedisTest(server), IClassFixture<RedisFixture>
{
    private static readonly StateKey<string> A = new("a");

    [Fact]
    public async Task A_mirror_keeps_what_it_knew_and_converges_when_the_server_is_back()
    {
        var link = await LinkAsync();
        using var mirror = new StateMirror(link, TimeProvider.System, NullLogger<StateMirror>.Instance);
        await mirror.StartAsync(Cancel);
        await Store.WriteAsync(A, "before");
        await HearAsync(mirror, "before");

        var restored = new TaskCompletionSource();
        link.Restored += () => restored.TrySetResult();
        await server.KillAsync();
        Assert.Equal("before", mirror.Value(A));

        await server.StartAsync();
        await restored.Task.WaitAsync(Patience, Cancel);
        var writer = await LinkAsync();
        await new StateStore(writer, TimeProvider.System).WriteAsync(A, "after");
        await HearAsync(mirror, "after");

        Assert.Null(mirror.Staleness);
        await mirror.StopAsync(Cancel);
    }

    private static async Task HearAsync(StateMirror mirror, string value)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (mirror.Value(A) == value) heard.TrySetResult();
        }

        using var watch = mirror.Watch(_ => Look(), _ => Look());
        await heard.Task.WaitAsync(Patience, Cancel);
    }
}
