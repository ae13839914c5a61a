using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Tests.Integration.Launcher;

/// <summary>Words and blocks of lines that the expectations have in common.</summary>
internal sealed partial class Vocabulary
{
    private readonly Dictionary<string, string> _words = new() { ["sp"] = " " };
    private readonly Dictionary<string, List<string>> _blocks = [];

    public static Vocabulary Read(string file)
    {
        var vocabulary = new Vocabulary();
        var isHead = true;
        List<string> block = [];
        foreach (var line in File.ReadLines(file).Where(line => !line.StartsWith('#')))
        {
            if (line.Length == 0)
            {
                isHead = true;
            }
            else if (isHead && line[0] == '@')
            {
                vocabulary._blocks[line[1..]] = block = [];
                isHead = false;
            }
            else if (isHead)
            {
                var parts = line.Split(" = ", 2);
                vocabulary._words[parts[0]] = parts[1];
            }
            else
            {
                block.Add(line);
            }
        }

        return vocabulary;
    }

    /// <summary>The lines with every word and every block put in.</summary>
    public IEnumerable<string> Expand(IEnumerable<string> lines) => lines.SelectMany(line => Expand(line, []));

    private IEnumerable<string> Expand(string line, string[] arguments)
    {
        line = Fill(line, arguments);
        if (line[0] != '@') return [line];
        var parts = line[1..].Split(' ', 2);
        string[] given = parts.Length > 1 ? parts[1].Split(',') : [];
        return _blocks[parts[0]].SelectMany(inner => Expand(inner, given));
    }

    private string Fill(string text, string[] arguments) => Word().Replace(text, word =>
    {
        var name = word.Groups[1].Value;
        if (int.TryParse(name, CultureInfo.InvariantCulture, out var number))
            return number <= arguments.Length ? arguments[number - 1] : "";
        return _words.TryGetValue(name, out var meaning) ? Fill(meaning, []) : word.Value;
    });

    [GeneratedRegex(@"\{([a-z]+[0-9]?|[0-9])\}")]
    private static partial Regex Word();
}
