using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Arguments;

/// <summary>
/// Which of some words are options that a vLLM does not have, as its parser takes words: an underscore for a dash, the
/// value behind a sign of equality, a field of JSON behind a dot, and a beginning for the one option that begins so.
/// Values are not judged. All of it is pure.
/// </summary>
internal static partial class OptionRules
{
    private const string Level = "-O", LongLevel = "--optimization-level";

    // The model is taken from before the options, and help may leave it out; neither is missing where it does.
    private static readonly string[] Always = ["--model", "--help", "-h"];

    /// <summary>The options that it does not have, each once, in the order of the words.</summary>
    /// <param name="words">The words behind <c>vllm serve MODEL</c>.</param>
    /// <param name="names">Every name of every option that it has.</param>
    public static IReadOnlyList<UnknownOption> Unknown(IEnumerable<string> words, IReadOnlyList<string> names)
    {
        string[] known = [.. names, .. Always];
        // What stands behind two dashes alone is no option, whatever it looks like.
        return
        [
            .. words.TakeWhile(word => word != "--").Where(IsOption).Select(Written).Distinct()
                .Select(option => Judge(option, known)).OfType<UnknownOption>()
        ];
    }

    private static UnknownOption? Judge(string written, string[] known)
    {
        var name = written.StartsWith("--", StringComparison.Ordinal) ? written.Replace('_', '-') : written;
        if (known.Contains(name) || IsLevel(name, known) || IsLetter(name, known)) return null;

        var begun = Begun(name, known);
        return begun.Count == 1 ? null
            : begun.Count > 1 ? new(written, [.. begun.Take(OptionWords.Named)], OptionWords.Ambiguous(written, begun))
            : NearWords.Nearest(name, known) is { } near ? new(written, [near], OptionWords.Unknown(written, near))
            : new(written, [], OptionWords.Unknown(written));
    }

    private static bool IsOption(string word) => word is ['-', _, ..] && !Number().IsMatch(word)
        && !Written(word).Contains(' ', StringComparison.Ordinal);

    // The option as it was written, without value and field.
    private static string Written(string word) => word.Split('=', 2)[0].Split('.', 2)[0];

    private static List<string> Begun(string name, string[] known) => name.Length < 3 && name[1] == '-'
        ? []
        : [.. known.Where(one => one.StartsWith(name, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // As a compiler's: -O3 and -O 3 are the level.
    private static bool IsLevel(string name, string[] known) =>
        name.StartsWith(Level, StringComparison.Ordinal) && (known.Contains(LongLevel) || known.Contains(Level));

    // An option of one letter has its value right behind it: -n2.
    private static bool IsLetter(string name, string[] known) =>
        name is [_, not '-', _, ..] && known.Contains(name[..2]);

    [GeneratedRegex(@"^-(\d+|\d*\.\d+)$")]
    private static partial Regex Number();
}
