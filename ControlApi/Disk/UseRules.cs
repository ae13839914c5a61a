using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>Which weights a model runs from, as far as vLLM and the last load say it.</summary>
internal static class UseRules
{
    /// <summary>Whether vLLM serves them, under their name or from the directory that they have in the cache.</summary>
    public static bool IsOf(ServedModel served, string weights) =>
        IsOf(served.Root, weights) || IsOf(served.Id, weights);

    /// <summary>
    /// Whether the last load, if it went well, needs them: they are what it serves, or an argument names them, as that
    /// of a draft model does.
    /// </summary>
    public static bool AreOf(SwapState? last, string weights) =>
        last is { Kind: SwapKind.Load, Phase: SwapPhase.Ready }
        && (IsOf(last.Weights, weights) || ArgumentsOf(last).Any(Names(weights).IsMatch));

    /// <summary>Whether they serve; null when nobody knows.</summary>
    /// <param name="vllm">What is seen of it now; null when nothing was yet.</param>
    /// <param name="last">The last swap; null when there was none.</param>
    /// <param name="weights">A repository, or a directory.</param>
    public static bool? AreLoaded(ServiceState? vllm, SwapState? last, string weights) => vllm switch
    {
        { Verdict: ServiceVerdict.Stopped or ServiceVerdict.NotConfigured } => false,
        { Verdict: ServiceVerdict.Unknown } or { Model: null } or null => null,
        { Model: { } served } when IsOf(served, weights) => true,
        // What the last load has named beside is in use as long as that serves; else the two do not go together.
        { Model: { } served } when AreOf(last, weights) =>
            last!.Weights is { } own && IsOf(served, own) ? true : null,
        _ => false
    };

    /// <summary>
    /// Whether they may not be deleted: one of the two says that they serve, and nobody sees that nothing does.
    /// </summary>
    public static bool AreNeeded(ServiceState? vllm, SwapState? last, string weights) =>
        AreLoaded(vllm, last, weights) ?? AreOf(last, weights);

    private static bool IsOf(string? served, string weights) =>
        served is not null
        && (served.TrimEnd('/') == weights.TrimEnd('/')
            || (HubCache.IsRepo(weights)
                && served.Split('/').Contains($"models--{HubCache.Folder(weights)}", StringComparer.Ordinal)));

    private static IEnumerable<string> ArgumentsOf(SwapState load) =>
        load.Run.Model is { } model ? model.Args.Concat(model.Settings.ExtraArgs) : [];

    private static Regex Names(string weights) => new(
        $@"(?<![\w./-]){Regex.Escape(weights)}(?![\w.-])", RegexOptions.None, TimeSpan.FromSeconds(1));
}
