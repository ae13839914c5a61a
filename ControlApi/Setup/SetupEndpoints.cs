using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Setup;

internal static class SetupEndpoints
{
    public static IEndpointRouteBuilder MapSetup(this IEndpointRouteBuilder routes)
    {
        var setup = routes.MapGroup("/api").WithTags("Set-up");
        setup.MapPost("/ssh/test", TestAsync);
        setup.MapPost("/driver/takeover", TakeOverAsync).NeedsState();
        return routes;
    }

    /// <summary>
    /// Try the nodes that are set up: what works, what does not, and what to do about it. Nothing is changed.
    /// </summary>
    /// <remarks>409 <c>not_configured</c>.</remarks>
    internal static async Task<Results<Ok<SetupTest>, ProblemHttpResult>> TestAsync(
        SettingsStore settings, SparkShells shells, TimeProvider time, CancellationToken cancel)
    {
        var now = settings.Current;
        if (now.Spark1 is null) return SwapProblems.NotConfigured();

        var tests = await Task.WhenAll(now.Nodes.Select(node =>
            SshProbe.TestAsync(node, settings.KeyPair.PrivateKeyFile, now, time, cancel)));
        await ConnectAsync(shells, [.. tests.Where(test => test.User is not null).Select(test => test.Node)], cancel);
        return TypedResults.Ok(new SetupTest([.. now.Nodes.Zip(tests, View)]));
    }

    /// <summary>Take the nodes over from another panel, which will then only watch.</summary>
    /// <remarks>409 <c>nothing_to_take_over</c>.</remarks>
    internal static async Task<Results<Accepted, ProblemHttpResult>> TakeOverAsync(
        RedisLink redis, StateMirror mirror, TimeProvider time)
    {
        if (mirror.Value(States.Driver)?.AnotherPanel is null) return SwapProblems.NothingToTakeOver();

        var now = time.GetUtcNow();
        var request = new ClusterRequest(
            $"t-{Guid.NewGuid():N}", RequestKind.TakeOver, now, now + ClusterRequest.Patience);
        await new HandOver(redis, redis.Keys.Requests).PushAsync(request);
        return TypedResults.Accepted("/api/status");
    }

    // A node that lets the panel in again need not wait for the next attempt, which may be half a minute away.
    private static async Task ConnectAsync(
        SparkShells shells, IReadOnlyList<string> open, CancellationToken cancel) =>
        await Task.WhenAll(shells.All.OfType<SshShell>()
            .Where(shell => open.Contains(shell.Node) && shell.Link.State != NodeState.Up)
            .Select(shell => shell.ConnectNowAsync(cancel)));

    private static SetupNode View(SparkSettings node, SshTest test) => new(
        test.Node,
        [
            .. test.Checks.Select(check => new SetupCheck(
                check.Name, State(check.Passed), check.Sentence, check.Remedy, check.Command))
        ],
        test.Offered,
        node.Local is not null || (test.Offered is { } offered && node.HostKeys.Contains(offered)),
        test.User, test.Hostname, test.Architecture, (long?)test.Uptime?.TotalSeconds);

    private static CheckState State(bool? passed) =>
        passed switch { true => CheckState.Ok, false => CheckState.Failed, null => CheckState.Unknown };
}
