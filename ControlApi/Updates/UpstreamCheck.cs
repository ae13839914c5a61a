using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using SparkControl.Sparks;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Asks the launcher's upstream, once a day and when somebody wants to know; the state <c>upstream</c> says what came
/// of it. Not while an update is at work in the same repository.
/// </summary>
internal sealed partial class UpstreamCheck(
    SparkShells shells, StateMirror mirror, StateStore store, JobDesk desk, LauncherTurn turn, TimeProvider time,
    ILogger<UpstreamCheck> logger)
{
    /// <summary>How often a git that is at work is waited for.</summary>
    private const int Looks = 4;

    private static readonly TimeSpan GitPause = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How often it is seen whether a check is due; a panel that has just begun has more urgent questions.
    /// </summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly LookSignal looks = new();
    private volatile bool isAsked;

    /// <summary>Asks for a check now.</summary>
    public void Look()
    {
        isAsked = true;
        looks.Ask();
    }

    /// <summary>Checks until the lease is lost.</summary>
    public async Task RunAsync(Lease lease, CancellationToken leading)
    {
        using var timer = time.CreateTimer(_ => looks.Ask(), null, LookEvery, LookEvery);
        try
        {
            await foreach (var _ in looks.AllAsync(leading)) await LookAsync(lease, leading);
        }
        catch (OperationCanceledException)
        {
            // The lease is lost.
        }
    }

    private async Task LookAsync(Lease lease, CancellationToken cancel)
    {
        try
        {
            if (mirror.Value(States.Settings) is not { } settings) return;
            if (RepositoryPlace.In(settings) is not { } place) return;
            var known = (await store.ReadAsync(States.Upstream))?.Value;
            if (!isAsked && !IsDue(known, place)) return;
            using var ours = await turn.TakeAsync(cancel);
            if (await IsUpdatingAsync()) return;

            isAsked = false;
            await CheckAsync(known, place, lease, cancel);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // Who asked is answered by the next look.
            isAsked = true;
            NotStored(away.Message);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // One check that fails must not be the last one.
            CheckFailed(failure);
        }
    }

    private async Task CheckAsync(UpstreamState? known, RepositoryPlace place, Lease lease, CancellationToken cancel)
    {
        if (shells.For(UpdatePlace.Head) is not { } head) return;

        var look = await AskAsync(head, place, cancel);
        var now = time.GetUtcNow();
        var state = look is null ? Silent(known, place, head, now) : UpstreamRules.Of(look, known, place, now);
        await store.WriteAsync(States.Upstream, state, lease);
    }

    private async Task<RepositoryLook?> AskAsync(
        ISparkShell head, RepositoryPlace place, CancellationToken cancel)
    {
        var left = (await store.ReadAsync(States.Former))?.Value.Branch;
        for (var looked = 1; ; looked++)
        {
            var look = await RepositoryLook.ReadAsync(head, place.Directory, fetch: true, left, cancel);
            if (look is null || looked == Looks || !RepositoryProblems.IsPassing(look)) return look;

            await Task.Delay(GitPause, time, cancel);
        }
    }

    // What was known before stays; that nobody could ask now is said.
    private static UpstreamState Silent(
        UpstreamState? known, RepositoryPlace place, ISparkShell head, DateTimeOffset now)
    {
        var of = UpstreamRules.IsOf(known, place) ? known! : new(null, null, null, null, null, [], null, []);
        return of with
        {
            LookedAt = now,
            Host = place.Host,
            Directory = place.Directory,
            Problem = UpdateFailures.Silent(head.Node, head.Link.Reason)
        };
    }

    // On another panel's Spark nothing is fetched by itself.
    private bool IsDue(UpstreamState? known, RepositoryPlace place) =>
        mirror.Value(States.Driver)?.AnotherPanel is null && UpstreamRules.IsDue(known, place, time.GetUtcNow());

    private async Task<bool> IsUpdatingAsync() =>
        (await desk.AllAsync(store)).Any(job => job is { Kind: JobKind.Update, IsActive: true });

    [LoggerMessage(LogLevel.Error, "A look at the launcher's upstream has failed; the next one tries again")]
    private partial void CheckFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Where the launcher stands is not stored: {Reason}")]
    private partial void NotStored(string reason);
}
