using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Words of a commit's first line by which it may change how models load, or whether they do. They mark a commit for a
/// look; they decide nothing.
/// </summary>
internal static partial class RiskyWords
{
    /// <summary>Each with what may be behind it: a word is risky in all its forms.</summary>
    private static readonly string[] Words =
    [
        "breaking", "incompatible", "renam(?:e|es|ed|ing)", "remov(?:e|es|ed|ing|al)", "drop(?:s|ped|ping)?",
        "deprecat(?:e|es|ed|ing|ion)", "default(?:s|ed)?", "revert(?:s|ed|ing)?", "experimental",
        "migrat(?:e|es|ed|ion)", "rewrit(?:e|es|ing)", "ray", "cuda", "torch", "pytorch", "torchvision", "triton",
        "nccl", "flashinfer"
    ];

    /// <summary>What comes before a version of vLLM that is new.</summary>
    private const string Version = @"bump(?:s|ed)?|updat(?:e|es|ed)|upgrad(?:e|es|ed)|v?\d+\.\d+";

    // A word may stand behind a dash, as in --no-ray, but not before one: drop-caches is a name.
    private static readonly Regex Any = new(
        $@"(?<!\w)(?:{string.Join('|', Words)})(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex Vllm = new(
        $@"(?<!\w)vllm(?![\w-]).*(?<!\w)(?:{Version})|(?<!\w)(?:{Version})(?!\w).*(?<!\w)vllm(?![\w-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The risky words of a commit's first line, in small letters, each once.</summary>
    public static IReadOnlyList<string> In(string subject)
    {
        var found = Any.Matches(subject).Select(word => word.Value.ToLowerInvariant());
        if (Vllm.IsMatch(subject)) found = found.Append("vllm");
        if (Marked().IsMatch(subject)) found = found.Append("breaking");
        return [.. found.Distinct()];
    }

    // As conventional commits mark what breaks: feat!: …, fix(launcher)!: …
    [GeneratedRegex(@"^\w+(?:\([^)]*\))?!:")]
    private static partial Regex Marked();
}
