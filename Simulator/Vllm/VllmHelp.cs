using System.Text;

namespace SparkControl.Simulator.Vllm;

/// <summary>What `vllm serve --help` prints, as argparse and vLLM's own formatter lay it out.</summary>
internal static class VllmHelp
{
    private const int Width = 80, HelpColumn = 24;

    private const string Beginning = """
        usage: vllm serve [model_tag] [options]

        Launch a local OpenAI-compatible API server to serve LLM
        completions via HTTP. Defaults to Qwen/Qwen3-0.6B if no model is specified.

        Search by using: `--help=<ConfigGroup>` to explore options by section (e.g.,
        --help=ModelConfig, --help=Frontend)
          Use `--help=all` to show all available flags at once.

        """;

    private const string Positional = """

        positional arguments:
          model_tag             The model tag to serve (optional if specified in
                                config)

        options:
          -h, --help            show this help message and exit

        """;

    private const string End = """

        When passing JSON CLI arguments, the following sets of arguments are equivalent:
           --json-arg '{"key1": "value1", "key2": {"key3": "value2"}}'
           --json-arg.key1 value1 --json-arg.key2.key3 value2

        Additionally, list elements can be passed individually using +:
           --json-arg '{"key4": ["value3", "value4", "value5"]}'
           --json-arg.key4+ value3 --json-arg.key4+='value4,value5'

        """;

    /// <summary>The groups alone, which is all that it shows without being asked for more.</summary>
    public static string Groups { get; } = Beginning + "\nConfig Groups:\n" + string.Concat(
        VllmOptions.Groups.Select(group => $"  {group.Name,-24}{group.Words}".TrimEnd() + "\n"))
        + "\nFor full list:            vllm serve --help=all\n";

    /// <summary>Every option, for who asks for all.</summary>
    public static string All { get; } = Write();

    private static string Write()
    {
        var text = new StringBuilder(Beginning).Append(Positional);
        foreach (var (name, words) in VllmOptions.Groups)
        {
            text.Append('\n').Append(name).Append(":\n");
            if (words.Length > 0) text.Append("  ").Append(words).Append("\n\n");
            foreach (var option in VllmOptions.All.Where(option => option.Group == name)) Write(text, option);
        }

        return text.Append(End).ToString();
    }

    private static void Write(StringBuilder text, VllmOption option)
    {
        var names = option.Names.Select(name => "--" + name).Append(option.Short).OfType<string>();
        var head = "  " + string.Join(", ", names.Select(name => $"{name} {option.Value}".TrimEnd()));
        var lines = Wrap(option.Words);
        // What is too long for the column of names has its words on lines of their own.
        var isShort = head.Length <= HelpColumn - 2 && lines.Count > 0;
        text.Append(isShort ? head.PadRight(HelpColumn) + lines[0] : head).Append('\n');
        foreach (var line in lines.Skip(isShort ? 1 : 0)) text.Append(' ', HelpColumn).Append(line).Append('\n');
    }

    private static List<string> Wrap(string words)
    {
        List<string> lines = [];
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines is [.., var last] && last.Length + 1 + word.Length <= Width - HelpColumn)
                lines[^1] = $"{last} {word}";
            else lines.Add(word);
        }

        return lines;
    }
}
