using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Reservations;

/// <summary>
/// Lets everybody hear of it when a reservation expires: one timer at the known end in each instance, and whoever comes
/// first writes it. Nothing is asked of Redis before.
/// </summary>
internal sealed partial class ReservationEnd(
    StateMirror mirror, ReservationDesk desk, RedisLink redis, TimeProvider time, ILogger<ReservationEnd> logger)
    : BackgroundService
{
    /// <summary>When to look again where Redis did not answer, or its clock is behind ours.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var looks = new LookSignal();
        void Changed(StateChange change)
        {
            if (change.Name == States.Reservation.Name) looks.Ask();
        }

        mirror.Changed += Changed;
        redis.Restored += looks.Ask;
        using var timer = time.CreateTimer(
            _ => looks.Ask(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        looks.Ask();
        try
        {
            await mirror.Loaded.WaitAsync(stopping);
            await foreach (var _ in looks.AllAsync(stopping))
                timer.Change(await LookAsync(), Timeout.InfiniteTimeSpan);
        }
        finally
        {
            mirror.Changed -= Changed;
            redis.Restored -= looks.Ask;
        }
    }

    /// <returns>When to look again.</returns>
    private async Task<TimeSpan> LookAsync()
    {
        if (mirror.Get(States.Reservation) is not { Value.Holder: not null } held) return Timeout.InfiniteTimeSpan;
        if (held.Value.By(held.ObservedAt).Left(time.GetUtcNow()) is var left && left > TimeSpan.Zero) return left;

        try
        {
            // By the server's clock it may be held a moment longer, or somebody has extended it.
            return (await desk.EndAsync()).Holder is null ? Timeout.InfiniteTimeSpan : Again;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            NotEnded(away.Message);
            return Again;
        }
    }

    [LoggerMessage(LogLevel.Warning, "That a reservation has expired is not stored yet: {Reason}")]
    private partial void NotEnded(string reason);
}
