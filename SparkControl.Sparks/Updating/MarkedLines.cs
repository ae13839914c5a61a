namespace SparkControl.Sparks;

/// <summary>Output whose lines each begin with a word that says what the rest of the line is.</summary>
internal sealed class MarkedLines(string output)
{
    private readonly ILookup<string, string> lines = output.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(' ', 2))
        .Where(parts => parts is [{ Length: > 0 }, { Length: > 0 }])
        .ToLookup(parts => parts[0], parts => parts[1]);

    /// <summary>What the first line with a word says; null when there is none, or nothing behind the word.</summary>
    public string? One(string word) => lines[word].FirstOrDefault();

    /// <summary>What all of them say, in order.</summary>
    public IEnumerable<string> All(string word) => lines[word];
}
