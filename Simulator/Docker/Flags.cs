namespace SparkControl.Simulator.Docker;

/// <summary>The options and operands of one docker command line.</summary>
internal sealed class Flags
{
    private readonly List<(string Name, string Value)> _options = [];

    public List<string> Operands { get; } = [];

    /// <summary>The option that this command does not have, as docker words it.</summary>
    public string? Unknown { get; private set; }

    /// <param name="words">The command line behind the command's name.</param>
    /// <param name="withValue">Options that take a value: all their names without dashes, separated by spaces.</param>
    /// <param name="switches">Options without a value.</param>
    /// <param name="interspersed">Whether options may follow operands; not so for run and exec.</param>
    public static Flags Parse(IReadOnlyList<string> words, string withValue, string switches, bool interspersed = true)
    {
        var (valued, bare) = (withValue.Split(' '), switches.Split(' '));
        var flags = new Flags();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--" || word.Length < 2 || word[0] != '-')
            {
                if (word != "--") flags.Operands.Add(word);
                if (interspersed && word != "--") continue;
                flags.Operands.AddRange(words.Skip(i + 1));
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal)) flags.ReadLong(words, ref i, valued, bare);
            else flags.ReadShort(words, ref i, valued, bare);
        }

        return flags;
    }

    public bool Has(params string[] names) =>
        _options.Any(option => names.Contains(option.Name) && option.Value != "false");

    public string? Value(params string[] names) => All(names).LastOrDefault();

    public IEnumerable<string> All(params string[] names) =>
        _options.Where(option => names.Contains(option.Name)).Select(option => option.Value);

    private void ReadLong(IReadOnlyList<string> words, ref int i, string[] valued, string[] bare)
    {
        var parts = words[i][2..].Split('=', 2);
        if (bare.Contains(parts[0])) Add(parts[0], parts.Length > 1 ? parts[1] : "true");
        else if (!valued.Contains(parts[0])) Unknown ??= "unknown flag: --" + parts[0];
        else if (parts.Length > 1) Add(parts[0], parts[1]);
        else if (i + 1 < words.Count) Add(parts[0], words[++i]);
        else Unknown ??= "flag needs an argument: --" + parts[0];
    }

    private void ReadShort(IReadOnlyList<string> words, ref int i, string[] valued, string[] bare)
    {
        var letters = words[i][1..];
        for (var at = 0; at < letters.Length; at++)
        {
            var name = letters[at].ToString();
            if (bare.Contains(name))
            {
                Add(name, "true");
                continue;
            }

            if (!valued.Contains(name)) Unknown ??= $"unknown shorthand flag: '{name}' in -{letters}";
            else if (at + 1 < letters.Length) Add(name, letters[(at + 1)..].TrimStart('='));
            else if (i + 1 < words.Count) Add(name, words[++i]);
            else Unknown ??= $"flag needs an argument: '{name}' in -{letters}";
            return;
        }
    }

    private void Add(string name, string value) => _options.Add((name, value));
}
