namespace SparkControl.Simulator.Tools;

/// <summary>What a call of <c>rsync</c> asks for.</summary>
internal sealed record CopyOrder
{
    private const string ListOption = "--files-from=";

    private static readonly string[] _withValue =
    [
        "-e", "--rsh", "--rsync-path", "--timeout", "--contimeout", "--bwlimit", "--exclude", "--include", "--info",
        "-B", "--files-from", "--partial-dir"
    ];

    /// <summary>What is copied: all operands but the last, as they were given.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Where to: the last operand.</summary>
    public required string Destination { get; init; }

    /// <summary>Names with * that are left out, with what is below them.</summary>
    public required IReadOnlyList<string> Excluded { get; init; }

    public bool IsRecursive { get; private init; }

    public bool KeepsTimes { get; private init; }

    public bool KeepsLinks { get; private init; }

    /// <summary>Files are named as they are copied.</summary>
    public bool IsVerbose { get; private init; }

    public bool ShowsProgress { get; private init; }

    public bool NamesFiles => IsVerbose || ShowsProgress;

    /// <summary>What came of a file stays when the rest does not come.</summary>
    public bool KeepsPartial { get; private init; }

    /// <summary>
    /// Where, beside a file, what came of it stays until it is complete; null for under its own name.
    /// </summary>
    public string? PartialDir { get; private init; }

    /// <summary>Files are written under their own names from the first byte on.</summary>
    public bool IsInPlace { get; private init; }

    /// <summary>More directories than the last one of the destination are made.</summary>
    public bool MakesPath { get; private init; }

    /// <summary>What has its size is there, whatever its time.</summary>
    public bool GoesBySize { get; private init; }

    /// <summary>Nothing is taken for there.</summary>
    public bool IgnoresTimes { get; private init; }

    /// <summary>A file with the paths below the source that are copied; null for all.</summary>
    public string? List { get; private init; }

    /// <summary>The paths in it are parted by NULs and not by lines.</summary>
    public bool IsNulList { get; private init; }

    /// <summary>Null when something is missing.</summary>
    public static CopyOrder? Parse(IReadOnlyList<string> words)
    {
        var operands = words
            .Where((word, at) => !word.StartsWith('-') && (at == 0 || !_withValue.Contains(words[at - 1]))).ToList();
        if (operands.Count < 2) return null;
        var isArchive = Has(words, 'a', "--archive");
        return new()
        {
            Sources = [.. operands.SkipLast(1)],
            Destination = operands[^1],
            Excluded = [.. Exclusions(words)],
            IsRecursive = isArchive || Has(words, 'r', "--recursive"),
            KeepsTimes = isArchive || Has(words, 't', "--times"),
            KeepsLinks = isArchive || Has(words, 'l', "--links"),
            IsVerbose = Has(words, 'v', "--verbose"),
            ShowsProgress = Has(words, 'P', "--progress") || words.Contains("--info=progress2"),
            KeepsPartial = Has(words, 'P', "--partial") || words.Contains("--inplace")
                || Value(words, "--partial-dir") is not null,
            PartialDir = Value(words, "--partial-dir"),
            IsInPlace = words.Contains("--inplace") || words.Contains("--append-verify"),
            MakesPath = words.Contains("--mkpath"),
            GoesBySize = words.Contains("--size-only"),
            IgnoresTimes = Has(words, 'I', "--ignore-times"),
            List = words.FirstOrDefault(word => word.StartsWith(ListOption, StringComparison.Ordinal))
                ?[ListOption.Length..],
            IsNulList = Has(words, '0', "--from0")
        };
    }

    private static IEnumerable<string> Exclusions(IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at] == "--exclude" && at + 1 < words.Count) yield return words[at + 1];
            if (words[at].StartsWith("--exclude=", StringComparison.Ordinal))
                yield return words[at]["--exclude=".Length..];
        }
    }

    private static string? Value(IReadOnlyList<string> words, string name)
    {
        var at = words.ToList().FindIndex(
            word => word == name || word.StartsWith($"{name}=", StringComparison.Ordinal));
        return at < 0 ? null : words[at] == name ? words.ElementAtOrDefault(at + 1) : words[at][(name.Length + 1)..];
    }

    private static bool Has(IReadOnlyList<string> words, char letter, string name) => words.Any(word => word == name ||
        (word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal)
            && word.Contains(letter, StringComparison.Ordinal)));
}
