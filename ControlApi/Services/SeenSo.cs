using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Services;

/// <summary>A container as an action wants it, look after look in one life.</summary>
/// <param name="StartedAt">When that life began.</param>
/// <param name="Since">When it was first seen so, from the beginning of the looks.</param>
internal sealed record SeenSo(DateTimeOffset? StartedAt, TimeSpan Since)
{
    /// <summary>How long one that was started must live: what ends at once has not come up.</summary>
    public static readonly TimeSpan Lives = TimeSpan.FromSeconds(5);

    /// <summary>What is known after one look more; null while it is not as it was wanted.</summary>
    /// <param name="before">What was known.</param>
    /// <param name="action">What is wanted.</param>
    /// <param name="look">The look.</param>
    /// <param name="at">When that was, from the beginning of the looks.</param>
    public static SeenSo? Next(SeenSo? before, ServiceAction action, ServiceLook look, TimeSpan at)
    {
        if (!ServiceRules.IsSo(action, look)) return null;

        return before is not null && before.StartedAt == look.StartedAt ? before : new(look.StartedAt, at);
    }

    /// <summary>Whether it will stay so.</summary>
    public bool IsProven(ServiceVerb verb, TimeSpan at) => !ServiceRules.IsStart(verb) || at - Since >= Lives;
}
