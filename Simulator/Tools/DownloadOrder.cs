using System.Globalization;

namespace SparkControl.Simulator.Tools;

/// <summary>What a call of <c>hf</c> asks for, with what it reads of its environment.</summary>
internal sealed record DownloadOrder(string Command, string Repo, IReadOnlyList<string> Files)
{
    private const string Official = "https://huggingface.co";

    private static readonly string[] _withValue =
    [
        "--revision", "--token", "--repo-type", "--include", "--exclude", "--cache-dir", "--local-dir", "--max-workers"
    ];

    public string Revision { get; private init; } = "main";

    public string? Token { get; private init; }

    public string Endpoint { get; private init; } = Official;

    /// <summary>HF_HOME; null is the usual place.</summary>
    public string? Home { get; private init; }

    /// <summary>Large files come by xet, which begins an unfinished one anew.</summary>
    public bool HasXet { get; private init; }

    /// <summary>The number of variables, NAME=VALUE for each, then the words of the call.</summary>
    public static DownloadOrder Parse(IReadOnlyList<string> arguments, string? savedToken)
    {
        var count = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var variables = arguments.Skip(1).Take(count).Select(variable => variable.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        var words = WithoutRunner([.. arguments.Skip(1 + count)]);
        var operands = words
            .Where((word, at) => !word.StartsWith('-') && (at == 0 || !_withValue.Contains(words[at - 1]))).ToList();
        return new(operands.FirstOrDefault() ?? "", operands.ElementAtOrDefault(1) ?? "", [.. operands.Skip(2)])
        {
            Revision = Value(words, "--revision") ?? "main",
            Token = Value(words, "--token") ?? variables.GetValueOrDefault("HF_TOKEN") ?? savedToken,
            Endpoint = (variables.GetValueOrDefault("HF_ENDPOINT") ?? Official).TrimEnd('/'),
            Home = variables.GetValueOrDefault("HF_HOME"),
            HasXet = variables.GetValueOrDefault("HF_HUB_DISABLE_XET") is not ("1" or "true" or "True" or "ON" or "YES")
        };
    }

    /// <summary>The endpoint leads to the pair's Hub.</summary>
    public bool IsFor(string? hubUrl) => Endpoint == Official || Endpoint == hubUrl;

    // `uvx --from huggingface_hub hf download` is the same as `hf download`.
    private static List<string> WithoutRunner(List<string> words)
    {
        while (words is ["--from" or "--with" or "--python", _, ..]) words.RemoveRange(0, 2);
        if (words is ["hf" or "huggingface-cli" or "hf@latest", ..]) words.RemoveAt(0);
        return words;
    }

    private static string? Value(List<string> words, string name) =>
        words.IndexOf(name) is >= 0 and var at && at + 1 < words.Count ? words[at + 1] : null;
}
