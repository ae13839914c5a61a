using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// An entry for the catalog, as the weights and their <c>config.json</c> suggest it. Each guess says why.
/// </summary>
internal static partial class ModelSuggestion
{
    /// <summary>Longer contexts take a KV cache that few need and many have no room for.</summary>
    private const int UsualContext = 131_072;

    private const int LongestKey = 63, LongestName = 120;

    // Of the 130 GB of a Spark's memory, with a KV cache beside: shares of it that hold so many bytes of weights.
    private static readonly (long Weights, double Share)[] Shares =
        [(75_000_000_000, 0.7), (95_000_000_000, 0.85), (long.MaxValue, 0.9)];

    /// <param name="repo">The repository.</param>
    /// <param name="facts">What its files say.</param>
    /// <param name="hasTwo">Whether two Sparks can have it.</param>
    /// <param name="keys">Keys that are taken.</param>
    public static SuggestedModel Of(
        string repo, ModelFacts facts, bool hasTwo, IReadOnlyCollection<string> keys)
    {
        var (weights, notes) = (facts.WeightBytes ?? 0, new List<string>());
        var nodes = NodesFor(weights, hasTwo, notes);
        var perNode = nodes == ModelNodes.Cluster ? weights / 2 : weights;
        var settings = new ModelSettings
        {
            MaxModelLen = ContextOf(facts, notes),
            GpuMemoryUtilization = Shares.First(share => perNode <= share.Weights).Share,
            Fastsafetensors = perNode <= Shares[0].Weights ? true : null,
            PrefixCaching = true,
            Fp8KvCache = Fp8(facts, notes)
        };
        return new(
            KeyOf(repo, keys), NameOf(repo), repo, nodes, settings, ParsersOf(facts, repo, notes), notes);
    }

    private static ModelNodes NodesFor(long weights, bool hasTwo, List<string> notes)
    {
        var fits = weights <= Shares[1].Weights;
        var size = ByteText.Of(weights);
        notes.Add((fits, hasTwo) switch
        {
            (true, _) => $"Its weights are {size}: one Spark holds them.",
            (_, true) => $"Its weights are {size}: they need two Sparks, {ByteText.Of(weights / 2)} each.",
            _ => $"Its weights are {size}: one Spark does not hold them beside a KV cache."
        });
        return !fits && hasTwo ? ModelNodes.Cluster : ModelNodes.Solo;
    }

    private static int? ContextOf(ModelFacts facts, List<string> notes)
    {
        if (facts.MaxPositions is not { } longest) return null;

        notes.Add(longest > UsualContext
            ? $"It was made for a context of {longest}; {UsualContext} is what most need."
            : $"It was made for a context of {longest}.");
        return Math.Min(longest, UsualContext);
    }

    private static bool? Fp8(ModelFacts facts, List<string> notes)
    {
        if (facts.Packing is { } packed)
            notes.Add($"Its weights are packed as {packed}; vLLM finds that out itself.");
        if (!facts.Fp8Cache) return null;

        notes.Add("Its KV cache was calibrated for FP8, which holds twice as many tokens.");
        return true;
    }

    private static IReadOnlyList<string> ParsersOf(ModelFacts facts, string repo, List<string> notes)
    {
        if (facts.BringsCode)
        {
            notes.Add("It may be loaded by code of its own. --trust-remote-code lets that run on your Sparks: "
                + "add it if it does not load without, and if you trust who publishes it.");
        }

        if (facts.Architecture is not { Length: > 0 } architecture)
        {
            notes.Add("No config.json says what it is: its context and its parsers are vLLM's own, and thoughts and "
                + "calls of tools come as plain text.");
            return [];
        }

        if (ModelParsers.Of(architecture, repo) is not { } parsers)
        {
            notes.Add($"No parsers are known for {architecture}: thoughts and calls of tools come as plain text.");
            return [];
        }

        if (parsers.Arguments.Count > 0) notes.Add($"The parsers are those of {architecture}.");
        return parsers.Arguments;
    }

    private static string KeyOf(string repo, IReadOnlyCollection<string> keys)
    {
        var plain = NoKeyLetter().Replace(repo.Split('/')[^1].ToLowerInvariant(), "-").Trim('-', '.');
        var key = plain[..Math.Min(plain.Length, LongestKey - 3)].TrimEnd('-', '.');
        if (key.Length == 0) key = "model";
        if (!keys.Contains(key)) return key;

        return Enumerable.Range(2, keys.Count + 1).Select(n => FormattableString.Invariant($"{key}-{n}"))
            .First(other => !keys.Contains(other));
    }

    private static string NameOf(string repo)
    {
        var name = repo.Split('/')[^1].Replace('-', ' ').Replace('_', ' ');
        return name[..Math.Min(name.Length, LongestName)];
    }

    [GeneratedRegex("[^a-z0-9.-]+")]
    private static partial Regex NoKeyLetter();
}
