using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Notifications;

/// <summary>
/// What is on its way, under one lease. An entry stays in Redis until every address has it or was given up, and how far
/// it has come with each stands beside it: a restart goes on, and tells nobody again who is known to have heard.
/// </summary>
internal sealed partial class NoticeRun(
    NoticeList list, NoticePost post, SettingsStore settings, Lease lease, TimeProvider time, ILogger logger)
    : IDisposable
{
    private const int Batch = 100;

    private readonly List<Delivery> pending = [];
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>When the next attempt is due; null when nothing waits.</summary>
    public DateTimeOffset? NextDue => pending.Count == 0 ? null : pending.Min(delivery => delivery.Progress.DueAt);

    private IReadOnlyList<NoticeTarget> Targets => NoticeTarget.All(settings.Current.Notifications);

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

        var entries = InTurn(pending).Select(delivery => delivery.Entry).Distinct().ToList();
        if (entries.Count <= NoticeList.Limit) return;

        var old = entries[..^NoticeList.Limit].ToHashSet();
        foreach (var delivery in pending.Where(delivery => old.Contains(delivery.Entry)).ToList())
            await NoteAsync(delivery, null);
        NoticesDropped(old.Count);
    }

    /// <summary>
    /// Makes the attempts that are due: the addresses side by side, each in order and only until one fails.
    /// </summary>
    public Task SendDueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var due = InTurn(pending.Where(delivery => delivery.Progress.DueAt <= now))
            .GroupBy(delivery => delivery.Target, (_, all) => all.ToList()).ToList();
        return Task.WhenAll(due.Select(target => SendAsync(target, cancel)));
    }

    public void Dispose() => turn.Dispose();

    // One that was tried before is no younger for it.
    private static IEnumerable<Delivery> InTurn(IEnumerable<Delivery> deliveries) =>
        deliveries.OrderBy(delivery => delivery.Notice.At);

    private async Task BeginAsync(HandOverEntry entry, IReadOnlyDictionary<string, string> progress)
    {
        if (Delivery.Read(entry.Raw) is not { } notice)
        {
            NotUnderstood(entry.Raw);
            await list.Waiting.SettleAsync(entry);
            return;
        }

        var deliveries = Delivery.Of(entry, notice, Targets, progress, time.GetUtcNow());
        // Those who are no longer told.
        var left = deliveries.Select(delivery => delivery.Target.Field(notice)).ToHashSet();
        foreach (var field in progress.Keys.Where(key => key.StartsWith($"{notice.Id} ", StringComparison.Ordinal)))
        {
            if (!left.Contains(field)) Check(await list.NoteAsync(field, null, null, lease));
        }

        foreach (var delivery in deliveries)
            Check(await list.NoteAsync(delivery.Target.Field(notice), Wire.Write(delivery.Progress), null, lease));
        pending.AddRange(deliveries);
        if (deliveries.Count == 0) await list.Waiting.SettleAsync(entry);
    }

    private async Task SendAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancel)
    {
        foreach (var delivery in deliveries)
        {
            var isWanted = Targets.Contains(delivery.Target);
            var sent = isWanted ? await post.SendAsync(delivery.Target, delivery.Notice, cancel) : null;
            var next = sent?.Problem is null ? null : delivery.Progress.Failed(time.GetUtcNow());
            if (sent?.Problem is { } problem && next is null)
                GivenUp(delivery.Notice.Id, delivery.Target.Host, delivery.Progress.Failures + 1, problem);

            await turn.WaitAsync(cancel);
            try
            {
                await NoteAsync(delivery, next);
            }
            finally
            {
                turn.Release();
            }

            if (sent?.Problem is not null) return;
        }
    }

    private async Task NoteAsync(Delivery delivery, DeliveryProgress? next)
    {
        pending.Remove(delivery);
        if (next is not null) pending.Add(delivery with { Progress = next });
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
}
