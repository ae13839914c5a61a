using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Notifications;

/// <summary>
/// What is on its way, under one lease. An entry stays in Redis until every address has it or was given up, and how far
/// it has come with each stands beside it: a restart goes on, and tells nobody again who is known to have heard.
/// </summary>
internal sealed partial class NoticeRun(
    NoticeList list, NoticePost post, SettingsStore settings, Lease lease, TimeProvider time, ILogger logger,
    CancellationToken leading) : IAsyncDisposable
{
    private const int Batch = 100;

    private readonly List<Delivery> pending = [];
    private readonly Dictionary<NoticeTarget, Attempt> underWay = [];
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(leading);

    /// <summary>When the next attempt is due; null when nothing waits for one.</summary>
    public DateTimeOffset? NextDue => Next.Select(delivery => (DateTimeOffset?)delivery.Progress.DueAt).Min();

    // Each address hears in order: what comes later waits for what it could not be told. One that is being told now
    // has nothing that is next.
    private IEnumerable<Delivery> Next => pending.GroupBy(delivery => delivery.Target)
        .Where(told => !underWay.ContainsKey(told.Key))
        .Select(told => told.MinBy(delivery => delivery.Notice.At)!);

    private IReadOnlyList<NoticeTarget> Targets => NoticeTarget.All(settings);

    /// <summary>Goes on with what a holder before us has taken.</summary>
    public async Task TakeUpAsync()
    {
        var progress = await list.ProgressAsync();
        foreach (var entry in await list.Waiting.UnsettledAsync()) await BeginAsync(entry, progress);
    }

    /// <summary>Takes what is new. Where very much waits for addresses that do not answer, the oldest goes.</summary>
    public async Task TakeAsync()
    {
        while (await list.Waiting.TakeAsync(lease, Batch) is { Count: > 0 } taken)
        {
            foreach (var entry in taken) await BeginAsync(entry, new Dictionary<string, string>());
            if (await list.DroppedAsync() is > 0 and var dropped) NoticesDropped(dropped);
        }

        var entries = pending.OrderBy(delivery => delivery.Notice.At).Select(delivery => delivery.Entry).Distinct()
            .ToList();
        if (entries.Count <= NoticeList.Limit) return;

        var old = entries[..^NoticeList.Limit].ToHashSet();
        foreach (var delivery in pending.Where(delivery => old.Contains(delivery.Entry)).ToList())
            await NoteAsync(delivery, null);
        NoticesDropped(old.Count);
    }

    /// <summary>
    /// Notes the attempts that have ended and begins those that are due, one an address. It waits for none of them:
    /// an address that is slow holds up nobody else.
    /// </summary>
    /// <param name="ended">Called when there is an attempt to note.</param>
    public async Task SendDueAsync(Action ended)
    {
        foreach (var (target, (delivery, sent)) in underWay.Where(one => one.Value.Sent.IsCompleted).ToList())
        {
            underWay.Remove(target);
            await NoteAsync(delivery, After(delivery, await sent));
        }

        var now = time.GetUtcNow();
        foreach (var delivery in Next.Where(delivery => delivery.Progress.DueAt <= now).ToList())
        {
            if (Targets.Contains(delivery.Target)) Begin(delivery, ended);
            else await NoteAsync(delivery, null);
        }
    }

    /// <summary>Gives up the attempts under way and waits for their end: whoever comes next makes them again.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Task all = Task.WhenAll(underWay.Values.Select(attempt => attempt.Sent));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Dispose();
    }

    private async Task BeginAsync(HandOverEntry entry, IReadOnlyDictionary<string, string> progress)
    {
        if (Delivery.Read(entry.Raw) is not { } notice)
        {
            NotUnderstood(entry.Raw);
            await list.Waiting.SettleAsync(entry);
            return;
        }

        var deliveries = Delivery.Of(entry, notice, Targets, progress, time.GetUtcNow());
        // All in one: a part of it would be taken for all that are told.
        var noted = deliveries.ToDictionary(
            delivery => delivery.Target.Field(notice), string? (Delivery delivery) => Wire.Write(delivery.Progress));
        // Those who are no longer told.
        foreach (var field in progress.Keys.Where(key => key.StartsWith($"{notice.Id} ", StringComparison.Ordinal)))
            noted.TryAdd(field, null);
        Check(await list.NoteAsync(noted, deliveries.Count == 0 ? entry : null, lease));
        pending.AddRange(deliveries);
    }

    private void Begin(Delivery delivery, Action ended)
    {
        var sent = post.SendAsync(delivery.Target, delivery.Notice, ending.Token);
        underWay[delivery.Target] = new(delivery, sent);
        _ = sent.ContinueWith(
            _ => ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private DeliveryProgress? After(Delivery delivery, NoticeSent sent)
    {
        if (sent.Problem is not { } problem) return null;

        var next = delivery.Progress.Failed(time.GetUtcNow());
        if (next is null) GivenUp(delivery.Notice.Id, delivery.Target.Host, delivery.Progress.Failures + 1, problem);
        return next;
    }

    private async Task NoteAsync(Delivery delivery, DeliveryProgress? next)
    {
        var at = pending.IndexOf(delivery);
        // It was dropped while it was told.
        if (at < 0) return;

        if (next is null) pending.RemoveAt(at);
        else pending[at] = delivery with { Progress = next };
        var isLast = !pending.Any(other => other.Entry == delivery.Entry);
        Check(await list.NoteAsync(
            delivery.Target.Field(delivery.Notice), next is null ? null : Wire.Write(next),
            isLast ? delivery.Entry : null, lease));
    }

    private static void Check(bool isOurs)
    {
        if (!isOurs) throw new OperationCanceledException("The lease is lost.");
    }

    [LoggerMessage(LogLevel.Warning, "Notice {Id} was given up for {Host} after {Attempts} attempts: {Problem}")]
    private partial void GivenUp(string id, string host, int attempts, string problem);

    [LoggerMessage(LogLevel.Warning, "{Count} notices were dropped: too many waited")]
    private partial void NoticesDropped(long count);

    [LoggerMessage(LogLevel.Warning, "A notice that this version does not know is dropped: {Entry}")]
    private partial void NotUnderstood(string entry);

    /// <summary>An address that is being told.</summary>
    private sealed record Attempt(Delivery Delivery, Task<NoticeSent> Sent);
}
