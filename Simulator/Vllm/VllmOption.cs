namespace SparkControl.Simulator.Vllm;

/// <summary>How an option takes its value.</summary>
internal enum VllmOptionKind
{
    /// <summary>It takes none.</summary>
    Switch,

    /// <summary>It takes none, and has an opposite that begins with <c>--no-</c>.</summary>
    Pair,

    Integer,
    Text
}

/// <summary>An option of `vllm serve`.</summary>
/// <param name="Group">The part of the configuration that it stands in.</param>
/// <param name="Name">Its name without dashes.</param>
/// <param name="Short">Its other name, with a dash; null for none.</param>
/// <param name="Kind">How it takes its value.</param>
/// <param name="Value">What help shows in the place of the value; empty where it takes none.</param>
/// <param name="Words">What help says of it; empty for nothing.</param>
internal sealed record VllmOption(
    string Group, string Name, string? Short, VllmOptionKind Kind, string Value, string Words)
{
    /// <summary>Every name by which it may be given, without dashes.</summary>
    public IEnumerable<string> Names => Kind == VllmOptionKind.Pair ? [Name, "no-" + Name] : [Name];

    /// <summary>
    /// Reads a line of the table: <c>NAME[,-SHORT] [KIND] [| WORDS]</c>, where the kind is <c>switch</c>, <c>pair</c>,
    /// <c>int</c>, <c>many</c>, what stands for the value, or nothing for the name itself in capitals.
    /// </summary>
    public static VllmOption Read(string group, string line)
    {
        var (said, words) = line.Split(" | ", 2) is [var before, var after] ? (before, after) : (line, "");
        var (names, kind) = said.Split(' ', 2) is [var first, var rest] ? (first, rest) : (said, "");
        var (name, letters) = names.Split(',') is [var whole, var other] ? (whole, other) : (names, null);
        var capitals = name.ToUpperInvariant().Replace('-', '_');
        return kind switch
        {
            "switch" => new(group, name, letters, VllmOptionKind.Switch, "", words),
            "pair" => new(group, name, letters, VllmOptionKind.Pair, "", words),
            "int" => new(group, name, letters, VllmOptionKind.Integer, capitals, words),
            "many" => new(group, name, letters, VllmOptionKind.Text, $"{capitals} [{capitals} ...]", words),
            "" => new(group, name, letters, VllmOptionKind.Text, capitals, words),
            _ => new(group, name, letters, VllmOptionKind.Text, kind, words)
        };
    }
}
