using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Tells the connectivity log when swaps begin and end, and who wants to know it. It looks at what is stored, at each
/// look of the driver, so that nothing is lost where one died; log and notices leave out what they were told before.
/// </summary>
internal sealed class SwapTelling(RedisLink redis, SwapHistory history, NoticeList notices, TimeProvider time)
{
    /// <summary>Swaps that can have come and gone between two looks.</summary>
    private const int Latest = 10;

    /// <summary>Older news than this is in the log alone.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    private readonly HandOver inbox = new(redis, redis.Keys.Inbox);
    private (string Id, bool IsActive)? told;

    /// <summary>Tells what has not been told.</summary>
    /// <param name="present">The swap in progress or the last one.</param>
    public async Task TellAsync(SwapState? present)
    {
        // What follows a failure is part of what is told of it, and not known yet.
        if (RollBackRules.IsDue(present)) return;
        if (present is null || told == (present.Id, present.IsActive)) return;

        // What the history says of the present one may not be its end: it is recorded before that is stored.
        if (told?.Id != present.Id)
        {
            var past = await history.LatestAsync(Latest);
            foreach (var swap in past.Where(swap => swap.Id != present.Id).Reverse())
                await TellWholeAsync(RollBackRules.IsDue(swap) ? Overtaken(swap) : swap);
        }

        await TellWholeAsync(present);
        told = (present.Id, present.IsActive);
    }

    // Another swap stands where the roll back would have begun.
    private static SwapState Overtaken(SwapState failed) => failed with
    {
        RolledBackTo = failed.RolledBackTo! with { Problem = "Another swap was begun first." }
    };

    private async Task TellWholeAsync(SwapState swap)
    {
        await inbox.PushAsync(SwapLines.Begin(swap));
        if (swap.EndedAt is not { } end) return;

        await inbox.PushAsync(SwapLines.End(swap));
        if (SwapLines.Notice(swap) is { } notice && time.GetUtcNow() - end <= News) await notices.PushAsync(notice);
    }
}
