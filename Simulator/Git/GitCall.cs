using System.Globalization;

namespace SparkControl.Simulator.Git;

/// <summary>
/// The words of one git command line. An option with a value of its own is kept as `name=value`, letters behind one
/// dash are kept apart.
/// </summary>
internal sealed class GitCall
{
    private static readonly string[] _valued = ["-n", "-m", "--max-count", "--message", "--depth"];

    private readonly List<string> _options = [];

    private GitCall(string directory) => Directory = directory;

    public string Directory { get; private set; }

    public string Command { get; private set; } = "";

    /// <summary>What `-c` said: name=value.</summary>
    public List<string> Settings { get; } = [];

    public List<string> Operands { get; } = [];

    /// <summary>What stood behind `--`; null without one.</summary>
    public List<string>? Paths { get; private set; }

    /// <summary>At most so many commits; null is all of them.</summary>
    public int? Limit => _options
        .Select(option => option.StartsWith("--max-count=", StringComparison.Ordinal) ? option[12..]
            : option.StartsWith("-n=", StringComparison.Ordinal) ? option[3..]
            : option.TrimStart('-'))
        .Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : (int?)null)
        .FirstOrDefault(number => number is not null);

    public static GitCall Parse(string directory, IReadOnlyList<string> words)
    {
        var call = new GitCall(directory);
        var at = 0;
        for (; at < words.Count && words[at].StartsWith('-'); at++)
        {
            if (words[at] == "-C") call.Directory = Path.Combine(call.Directory, words[++at]);
            else if (words[at] == "-c") call.Settings.Add(words[++at]);
            else if (words[at] == "--version") break;
        }

        if (at < words.Count) call.Command = words[at++];
        while (at < words.Count) call.Read(words, ref at);
        return call;
    }

    public bool Has(params string[] options) => options.Any(_options.Contains);

    /// <summary>The value behind an option's name and `=`.</summary>
    public string? Value(params string[] options) => options
        .Select(name => _options.LastOrDefault(option => option.StartsWith(name + "=", StringComparison.Ordinal))
            ?[(name.Length + 1)..])
        .FirstOrDefault(value => value is not null);

    private void Read(IReadOnlyList<string> words, ref int at)
    {
        var word = words[at++];
        if (Paths is not null) Paths.Add(word);
        else if (word == "--") Paths = [];
        else if (word.Length < 2 || word[0] != '-') Operands.Add(word);
        else if (word[1] == '-' || char.IsDigit(word[1]) || word == "-uno") Keep(word, words, ref at);
        else if (word.Length > 2 && char.IsDigit(word[2])) Keep($"-{word[1]}={word[2..]}", words, ref at);
        else
            foreach (var letter in word[1..]) Keep($"-{letter}", words, ref at);
    }

    private void Keep(string option, IReadOnlyList<string> words, ref int at) =>
        _options.Add(_valued.Contains(option) && at < words.Count ? $"{option}={words[at++]}" : option);
}
