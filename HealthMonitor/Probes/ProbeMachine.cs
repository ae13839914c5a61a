using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>A verdict and what speaks against it.</summary>
/// <param name="Verdict">What is said now.</param>
/// <param name="Since">Since when.</param>
/// <param name="N">Changes of verdict so far.</param>
/// <param name="Against">Judgements in a row that speak against it, all of them up or all of them down.</param>
/// <param name="Other">The last of them.</param>
/// <param name="Decides">
/// The next judgement counts alone: where nothing is known or what was known is old, and when a swap or an action has
/// ended. A monitor that goes on with a service that was up a moment ago counts as the one before it did.
/// </param>
/// <param name="Probes">How many judgements in a row led to it; 0 when it was not a matter of counting.</param>
internal sealed record ProbeState(
    ServiceVerdict Verdict, DateTimeOffset Since, long N,
    int Against = 0, ServiceVerdict Other = Unknown, bool Decides = true, int Probes = 0);

/// <summary>
/// From judgements to a verdict: three in a row take a service down, two bring it up, unless its patience is another.
/// Whether a server should be asked at all (not configured, switched off) is no matter of counting and holds at once.
/// </summary>
internal static class ProbeMachine
{
    private static readonly ProbePatience Usual = new();

    /// <param name="state">What was said so far.</param>
    /// <param name="seen">What this look says.</param>
    /// <param name="now">The present time.</param>
    /// <param name="patience">How many in a row it takes; null for the usual number.</param>
    /// <param name="isProven">What is seen was watched for long enough already.</param>
    public static ProbeState Next(
        ProbeState state, ServiceVerdict seen, DateTimeOffset now, ProbePatience? patience = null,
        bool isProven = false)
    {
        // Not being asked is no answer: after a swap the first real one still decides.
        if (state.Decides && seen != Unknown) return Take(state, seen, now) with { Decides = false };
        if (seen == state.Verdict) return state with { Against = 0 };
        if (isProven || HoldsAtOnce(state.Verdict, seen)) return Take(state, seen, now);

        var against = state.Against > 0 && IsUp(state.Other) == IsUp(seen) ? state.Against + 1 : 1;
        return against >= Needed(seen, patience)
            ? Take(state, seen, now) with { Probes = against }
            : state with { Against = against, Other = seen };
    }

    /// <summary>Another server is to be asked: nothing is known of it, and its first answer decides.</summary>
    public static ProbeState Elsewhere(ProbeState state, DateTimeOffset now) =>
        Take(state, Unknown, now) with { Decides = true };

    /// <summary>The reason of a verdict as a sentence, with how often it was seen.</summary>
    /// <param name="state">The verdict.</param>
    /// <param name="judged">What the last look alone says.</param>
    /// <param name="patience">How many in a row it takes.</param>
    public static string Evidence(ProbeState state, Judgement judged, ProbePatience? patience)
    {
        if (judged.Verdict != state.Verdict)
            return $"{judged.Evidence} Seen {state.Against} of {Needed(state.Other, patience)} times in a row.";

        return state.Probes > 1 && !IsUp(state.Verdict)
            ? $"{state.Probes} probes in a row: {WithinSentence(judged.Evidence)}"
            : judged.Evidence;
    }

    public static bool IsUp(ServiceVerdict verdict) => verdict is Healthy or Degraded;

    private static int Needed(ServiceVerdict seen, ProbePatience? patience) =>
        Math.Max(1, IsUp(seen) ? (patience ?? Usual).UpAfter : (patience ?? Usual).DownAfter);

    // Names of services and of machines stay as they are.
    private static string WithinSentence(string evidence) =>
        evidence.StartsWith("No ", StringComparison.Ordinal) || evidence.StartsWith("The ", StringComparison.Ordinal)
            ? char.ToLowerInvariant(evidence[0]) + evidence[1..]
            : evidence;

    // Settings and swaps are told, not observed: what they say needs no second look. A server that was up has to be
    // seen down all the same.
    private static bool HoldsAtOnce(ServiceVerdict verdict, ServiceVerdict seen) =>
        verdict is NotConfigured or Disabled || seen is NotConfigured or Disabled
        || (seen == Starting && !IsUp(verdict));

    private static ProbeState Take(ProbeState state, ServiceVerdict seen, DateTimeOffset now) =>
        seen == state.Verdict
            ? state with { Against = 0 }
            : state with { Verdict = seen, Since = now, N = state.N + 1, Against = 0, Probes = 0 };
}
