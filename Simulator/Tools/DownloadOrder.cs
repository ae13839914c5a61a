using System.Globalization;

namespace SparkControl.Simulator.Tools;

/// <summary>What a call of <c>hf</c> asks for, with what it reads of its environment.</summary>
internal sealed record DownloadOrder(string Command, string Repo, IReadOnlyList<string> Files)
{
    private const string Official = "https://huggingface.co";

    private static readonly Version _lastThatResumes = new(1, 17, int.MaxValue);

    private static readonly string[] _withValue =
    [
        "--revision", "--token", "--repo-type", "--include", "--exclude", "--cache-dir", "--local-dir", "--max-workers"
    ];

    public string Revision { get; private init; } = "main";

    public string? Token { get; private init; }

    public string Endpoint { get; private init; } = Official;

    /// <summary>Where the cache is, by HF_HUB_CACHE or HF_HOME; null is the usual place.</summary>
    public string? Cache { get; private init; }

    /// <summary>Large files come by xet, which begins an unfinished one anew.</summary>
    public bool HasXet { get; private init; }

    public bool ShowsBars { get; private init; }

    /// <summary>The huggingface_hub that was asked for; null for the newest.</summary>
    public Version? Version { get; init; }

    /// <summary>
    /// What is not complete is <c>BLOB.incomplete</c>, and plain HTTP goes on with it. Since 1.18 each run has a name
    /// of its own for it, and begins anew.
    /// </summary>
    public bool Resumes => Version is { } version && version <= _lastThatResumes;

    /// <summary>The number of variables, NAME=VALUE for each, then the words of the call.</summary>
    public static DownloadOrder Parse(IReadOnlyList<string> arguments, string? savedToken)
    {
        var count = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var variables = arguments.Skip(1).Take(count).Select(variable => variable.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        List<string> words = [.. arguments.Skip(1 + count)];
        var version = VersionIn(words);
        WithoutRunner(words);
        var operands = words
            .Where((word, at) => !word.StartsWith('-') && (at == 0 || !_withValue.Contains(words[at - 1]))).ToList();
        return new(operands.FirstOrDefault() ?? "", operands.ElementAtOrDefault(1) ?? "", [.. operands.Skip(2)])
        {
            Revision = Value(words, "--revision") ?? "main",
            Token = Value(words, "--token") ?? Implicit(variables, savedToken),
            Endpoint = (variables.GetValueOrDefault("HF_ENDPOINT") ?? Official).TrimEnd('/'),
            Cache = variables.GetValueOrDefault("HF_HUB_CACHE")
                ?? (variables.GetValueOrDefault("HF_HOME") is { } home ? Path.Combine(home, "hub") : null),
            HasXet = !IsTrue(variables.GetValueOrDefault("HF_HUB_DISABLE_XET")),
            ShowsBars = !IsTrue(variables.GetValueOrDefault("HF_HUB_DISABLE_PROGRESS_BARS")),
            Version = version
        };
    }

    /// <summary>The endpoint leads to the pair's Hub.</summary>
    public bool IsFor(string? hubUrl) => Endpoint == Official || Endpoint == hubUrl;

    // Both are left out then (huggingface_hub, utils/_headers.py, get_token_to_send).
    private static string? Implicit(Dictionary<string, string> variables, string? savedToken) =>
        IsTrue(variables.GetValueOrDefault("HF_HUB_DISABLE_IMPLICIT_TOKEN"))
            ? null
            : variables.GetValueOrDefault("HF_TOKEN") ?? savedToken;

    // `uvx --from huggingface_hub hf download` is the same as `hf download`.
    private static void WithoutRunner(List<string> words)
    {
        while (words is ["--from" or "--with" or "--python", _, ..]) words.RemoveRange(0, 2);
        if (words is ["hf" or "huggingface-cli" or "hf@latest", ..]) words.RemoveAt(0);
    }

    // `uvx --from huggingface_hub==1.17.0 hf …`
    private static Version? VersionIn(List<string> words) =>
        Value(words, "--from")?.Split("==") is [_, var text] && Version.TryParse(text, out var version)
            ? version
            : null;

    private static bool IsTrue(string? value) => value is "1" or "true" or "True" or "ON" or "YES";

    private static string? Value(List<string> words, string name) =>
        words.IndexOf(name) is >= 0 and var at && at + 1 < words.Count ? words[at + 1] : null;
}
