using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>A verdict and what speaks against it.</summary>
/// <param name="Verdict">What is said now.</param>
/// <param name="Since">Since when.</param>
/// <param name="N">Changes of verdict so far.</param>
/// <param name="Against">Judgements in a row that speak against it, all of them up or all of them down.</param>
/// <param name="Other">The last of them.</param>
/// <param name="Decides">The next judgement counts alone: after a start, and when a swap has ended.</param>
internal sealed record ProbeState(
    ServiceVerdict Verdict, DateTimeOffset Since, long N,
    int Against = 0, ServiceVerdict Other = Unknown, bool Decides = true);

/// <summary>
/// From judgements to a verdict: three in a row take a service down, two bring it up. Whether a server should be asked
/// at all (not configured, switched off) is no matter of counting and holds at once.
/// </summary>
internal static class ProbeMachine
{
    private const int ToGoDown = 3;
    private const int ToComeUp = 2;

    public static ProbeState Next(ProbeState state, ServiceVerdict seen, DateTimeOffset now)
    {
        // Not being asked is no answer: after a swap the first real one still decides.
        if (state.Decides && seen != Unknown) return Take(state, seen, now) with { Decides = false };
        if (seen == state.Verdict) return state with { Against = 0 };
        if (HoldsAtOnce(state.Verdict, seen)) return Take(state, seen, now);

        var against = state.Against > 0 && IsUp(state.Other) == IsUp(seen) ? state.Against + 1 : 1;
        return against >= (IsUp(seen) ? ToComeUp : ToGoDown)
            ? Take(state, seen, now)
            : state with { Against = against, Other = seen };
    }

    /// <summary>Another server is to be asked: nothing is known of it, and its first answer decides.</summary>
    public static ProbeState Elsewhere(ProbeState state, DateTimeOffset now) =>
        Take(state, Unknown, now) with { Decides = true };

    /// <summary>How far what speaks against the verdict is from changing it, as a sentence.</summary>
    public static string Missing(ProbeState state) =>
        $"Seen {state.Against} of {(IsUp(state.Other) ? ToComeUp : ToGoDown)} times in a row.";

    public static bool IsUp(ServiceVerdict verdict) => verdict is Healthy or Degraded;

    // Settings and swaps are told, not observed: what they say needs no second look. A server that was up has to be
    // seen down all the same.
    private static bool HoldsAtOnce(ServiceVerdict verdict, ServiceVerdict seen) =>
        verdict is NotConfigured or Disabled || seen is NotConfigured or Disabled
        || (seen == Starting && !IsUp(verdict)) || (verdict == Starting && !IsUp(seen) && seen != Unknown);

    private static ProbeState Take(ProbeState state, ServiceVerdict seen, DateTimeOffset now) =>
        seen == state.Verdict
            ? state with { Against = 0 }
            : state with { Verdict = seen, Since = now, N = state.N + 1, Against = 0 };
}
