using System.Text.Json;
using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Services;
using SparkControl.ControlApi.Swaps;
using SparkControl.ControlApi.Updates;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Cluster;

/// <summary>
/// The one that changes the cluster: whichever instance holds the lease. It takes what clicks have asked for, and
/// takes up the swap that a holder before it left half-way.
/// </summary>
internal sealed partial class ClusterDriver(
    RedisLink redis, StateMirror mirror, StateStore store, SwapDriver swaps, SwapHistory history, ClusterNodes nodes,
    WorkBeside beside, SwapTelling telling, RollBack rollBack, ServiceWork services, JobWork jobs,
    UpstreamCheck upstream, ClusterScan scan, LeaseKeeper keeper, TimeProvider time, ILogger<ClusterDriver> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly HandOver requests = new(redis, redis.Keys.Requests);

    protected override Task ExecuteAsync(CancellationToken stopping) => keeper.RunAsync(LeadAsync, stopping);

    private async Task LeadAsync(Lease lease, CancellationToken leading)
    {
        Leads();
        await mirror.Loaded.WaitAsync(leading);
        await nodes.BeginAsync(lease, leading);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(leading);
        var working = beside.RunAsync(lease, together.Token);
        try
        {
            await ServeAsync(lease, leading);
        }
        finally
        {
            // The lease is given back when nobody here works under it any more.
            await together.CancelAsync();
            await working;
        }
    }

    private async Task ServeAsync(Lease lease, CancellationToken leading)
    {
        var looks = new LookSignal();
        using var timer = time.CreateTimer(_ => looks.Ask(), null, LookAgain, LookAgain);
        await using var present = new PresentSwap(async (state, entry, signals) =>
        {
            if (await DriveAsync(state, entry, lease, signals, leading)) looks.Ask();
        });
        while (!leading.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(present, looks, lease, leading);
            }
            catch (Exception away) when (away is RedisException or TimeoutException)
            {
                RedisAway(away.Message);
                await Task.Delay(Patience, time, leading);
            }
        }
    }

    // Settling comes first, each time: where an answer of Redis was lost, an entry may be taken that nobody has seen,
    // or a write come late that makes a swap active again.
    private async Task TakeAsync(PresentSwap present, LookSignal looks, Lease lease, CancellationToken leading)
    {
        await using var pushed = await requests.WatchAsync(looks.Ask);
        looks.Ask();
        await foreach (var _ in looks.AllAsync(leading))
        {
            await ResumeAsync(present, lease);
            while (await requests.TakeAsync(lease) is { } entry) await HandleAsync(entry, present, lease, leading);
        }
    }

    // What was taken and has no outcome is settled by looking at what became of it.
    private async Task ResumeAsync(PresentSwap present, Lease lease)
    {
        var unsettled = await requests.UnsettledAsync();
        // A roll back that begins here waits in the list, as a click does.
        var last = await rollBack.BeginAsync(await store.ReadAsync(States.Swap), lease);
        var swap = last is { IsActive: true } ? last : null;
        var begun = unsettled.FirstOrDefault(entry => IsFor(entry.Raw, RequestKind.Swap, swap));

        // One that nobody has taken yet waits in the list, and is taken from there.
        var waits = begun is null && (await requests.WaitingAsync()).Any(raw => IsFor(raw, RequestKind.Swap, swap));
        if (swap is not null && !waits && !present.Is(swap.Id)) await present.BeginNextAsync(swap, begun);

        foreach (var entry in unsettled.Where(entry => entry != begun))
        {
            // A cancel is settled when the stored swap shows it. To ask once more changes nothing.
            if (IsOpenCancel(entry.Raw, swap)) present.Report(swap!.Id, new SwapSignal.CancelAsked());
            else if (OpenActions.RequestIn(entry.Raw) is not null) services.Look();
            else if (OpenJobs.RequestIn(entry.Raw) is not null) jobs.Look();
            else await requests.SettleAsync(entry);
        }

        await telling.TellAsync(last);
    }

    // One that waited longer than a person does is dropped: the load may be wanted again.
    private bool IsOpenCancel(string raw, SwapState? swap) =>
        IsFor(raw, RequestKind.Cancel, swap) && !swap!.CancelRequested && time.GetUtcNow() <= Read(raw)!.NotAfter;

    private static bool IsFor(string raw, RequestKind kind, SwapState? swap) =>
        swap is not null && Read(raw) is { } request && request.Kind == kind && request.Id == swap.Id;

    // A newer version may ask what this one does not know: that is dropped, or no version would drive any more.
    private static ClusterRequest? Read(string raw)
    {
        try
        {
            return Wire.Read<ClusterRequest>(raw);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task HandleAsync(HandOverEntry entry, PresentSwap present, Lease lease, CancellationToken leading)
    {
        var request = Read(entry.Raw);
        switch (request?.Kind)
        {
            case null:
                NotUnderstood(entry.Raw);
                await requests.SettleAsync(entry);
                break;
            case RequestKind.Swap:
                var swap = (await store.ReadAsync(States.Swap))?.Value;
                if (swap?.Id != request.Id || !swap.IsActive || present.Is(swap.Id)) await requests.SettleAsync(entry);
                else if (time.GetUtcNow() > request.NotAfter) await ExpireAsync(swap, lease, entry);
                else await present.BeginNextAsync(swap, entry);
                break;
            case RequestKind.Cancel:
                if (time.GetUtcNow() > request.NotAfter) await requests.SettleAsync(entry);
                else present.Report(request.Id, new SwapSignal.CancelAsked());
                break;
            case RequestKind.TakeOver:
                if (time.GetUtcNow() <= request.NotAfter) await nodes.TakeOverAsync(lease, leading);
                await requests.SettleAsync(entry);
                break;
            case RequestKind.Service when request.Service is not null:
                // It is settled with its outcome, by those who see to services.
                services.Look();
                break;
            case RequestKind.Service:
                await requests.SettleAsync(entry);
                break;
            case RequestKind.Job or RequestKind.CancelJob:
                jobs.Look();
                break;
            case RequestKind.CheckUpstream:
                upstream.Look();
                scan.Look();
                await requests.SettleAsync(entry);
                break;
        }
    }

    private async Task<bool> DriveAsync(
        SwapState state, HandOverEntry? entry, Lease lease, Channel<SwapSignal> signals, CancellationToken leading)
    {
        while (!leading.IsCancellationRequested && state.IsActive)
        {
            try
            {
                var limits = mirror.Value(States.Settings)?.Swaps ?? new();
                return await swaps.DriveAsync(state, entry, limits, lease, signals, leading);
            }
            catch (Exception away) when (away is RedisException or TimeoutException)
            {
                // The remote side goes on by itself; it is taken up again where Redis says it stands.
                RedisAway(away.Message);
                await Task.Delay(Patience, time, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                state = await ReadAgainAsync(state);
                entry = null;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            catch (Exception failure)
            {
                // The next look at the requests takes the swap up again.
                DriveFailed(state.Id, failure);
                return false;
            }
        }

        return !state.IsActive;
    }

    private async Task<SwapState> ReadAgainAsync(SwapState state)
    {
        try
        {
            return (await store.ReadAsync(States.Swap))?.Value is { } stored && stored.Id == state.Id ? stored : state;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return state;
        }
    }

    // First the history: who holds the id of the click must find it there when the next swap has taken its place.
    private async Task ExpireAsync(SwapState swap, Lease lease, HandOverEntry entry)
    {
        var expired = Expired(swap);
        await history.RecordAsync(expired, lease);
        await store.WriteAsync(States.Swap, expired, lease, entry);
    }

    private SwapState Expired(SwapState swap) => SwapMachine.Fail(
        swap,
        new()
        {
            Code = "expired",
            Title = "Nobody took the swap in time",
            Detail = "No instance drove the cluster for a minute. Nothing was touched.",
            Remedies = [new("Try again")]
        },
        time.GetUtcNow());

    [LoggerMessage(LogLevel.Information, "This instance drives the cluster")]
    private partial void Leads();

    [LoggerMessage(LogLevel.Error, "Driving swap {Id} failed")]
    private partial void DriveFailed(string id, Exception failure);

    [LoggerMessage(LogLevel.Warning, "A request that this version does not know is dropped: {Request}")]
    private partial void NotUnderstood(string request);

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: {Reason}")]
    private partial void RedisAway(string reason);
}
