using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.HealthMonitor.Probes;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>
/// Takes the order to stop one service and asks ControlApi for it. The decision is in the service's state before it is
/// asked for, so that a leader that dies in between has asked too seldom rather than too often.
/// </summary>
internal sealed class ShedDesk(string service, RedisLink redis, TimeProvider time)
{
    private readonly HandOver actions = new(redis, redis.Keys.Actions);
    private readonly NoticeList notices = new(redis);
    private string? order;
    private HealthAction? decided;
    private Notice? surrender;

    /// <summary>Wants the service stopped, for a reason.</summary>
    public void Order(string reason) => Interlocked.Exchange(ref order, reason);

    /// <summary>Decides about an order, if there is one.</summary>
    /// <param name="seen">What is seen of the service; with the decision in it when one was made.</param>
    /// <param name="made">What was decided before.</param>
    /// <param name="leads">Whether this instance may decide.</param>
    public (ServiceState Seen, MachineDecisions Made) Decide(ServiceState seen, MachineDecisions made, bool leads)
    {
        // What could not be asked for yet is asked for later, but not by who leads no more.
        if (!leads) (decided, surrender) = (null, null);
        var given = Interlocked.Exchange(ref order, null);
        if (given is not { } reason || !leads || !CanBeStopped(seen)) return (seen, made);

        var now = time.GetUtcNow();
        if (IsUnderWay(made, now)) return (seen, made);

        if (made.MayDecide(now))
        {
            decided = new(
                $"a-{Guid.NewGuid():N}", service, ServiceVerb.Stop, seen.N, "watchdog", reason, now,
                now + HealthAction.Patience);
        }

        var after = made.Decide(now);
        if (after.GaveUp && !made.GaveUp) surrender = Surrender(after, reason, now);
        return (seen with
        {
            Restarts = after.At,
            Trouble = after.GaveUp ? Troubles.GaveUp(after.At.Count) : seen.Trouble
        }, after);
    }

    /// <summary>Asks for what was decided, or tells that nothing will be any more.</summary>
    /// <param name="n">The count of changes as it is stored: the action does nothing once that has moved.</param>
    public async Task PushAsync(long n)
    {
        if (surrender is { } notice) await notices.PushAsync(notice);
        surrender = null;
        if (decided is { } action) await actions.PushAsync(action with { DecidedOn = n });
        decided = null;
    }

    // The order comes again and again while memory is low: each time is given the time that it may take.
    private bool IsUnderWay(MachineDecisions made, DateTimeOffset now) =>
        decided is not null || (made.At is [.., var last] && now - last < HealthAction.Patience);

    // Named by the first of the decisions it comes after, so that it is told once.
    private Notice Surrender(MachineDecisions made, string reason, DateTimeOffset now) => new()
    {
        Id = $"gave-up:{service}:{made.At[0].ToUnixTimeMilliseconds()}",
        At = now,
        Event = NoticeEvent.ServiceGaveUp,
        Title = $"{service} is not stopped any more",
        Text = $"{reason} It was asked to stop {made.At.Count} times in half an hour, and that has not helped: "
            + "somebody has to look.",
        Data = new() { ["service"] = service }
    };

    private static bool CanBeStopped(ServiceState seen) => seen.Verdict is not (Stopped or NotConfigured or Disabled);
}
