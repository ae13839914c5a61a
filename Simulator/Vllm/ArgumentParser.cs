using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>Reads the words behind `vllm` as argparse does, and refuses in its words.</summary>
internal static class ArgumentParser
{
    private const string Usage = "usage: vllm serve [model_tag] [options]\n";

    // The level is written as a compiler's, and help does not show it so.
    private static readonly Dictionary<string, string> _short = VllmOptions.All
        .Where(option => option.Short is not null).ToDictionary(option => option.Short!, option => option.Name)
        .Append(new("-O", "optimization-level")).ToDictionary();

    private static readonly HashSet<string> _integers = NamesOf(VllmOptionKind.Integer),
        _switches = NamesOf(VllmOptionKind.Switch, VllmOptionKind.Pair), _values = NamesOf(VllmOptionKind.Text),
        _names = [.. _integers, .. _switches, .. _values];

    /// <summary>The arguments, or the text that vLLM writes before it ends with status 2.</summary>
    public static VllmArguments? Parse(IReadOnlyList<string> words, out string error)
    {
        error = "";
        if (words is not ["serve", ..])
        {
            error = "usage: vllm [-h] [-v] {chat,complete,serve,bench,collect-env,run-batch} ...\n" +
                $"vllm: error: argument subparser: invalid choice: '{words.ElementAtOrDefault(0)}' " +
                "(choose from chat, complete, serve, bench, collect-env, run-batch)\n";
            return null;
        }

        var options = new Dictionary<string, IReadOnlyList<string>>();
        var (operands, unknown) = (new List<string>(), new List<string>());
        for (var i = 1; i < words.Count && error.Length == 0; i++)
        {
            if (!words[i].StartsWith('-') || words[i].Length < 2) operands.Add(words[i]);
            else if (Name(words[i], out var inline) is not { } name) unknown.Add(words[i]);
            else error = Take(name, inline, words, ref i, options);
        }

        unknown.AddRange(operands.Skip(1));
        if (error.Length == 0 && unknown.Count > 0) error = "unrecognized arguments: " + string.Join(' ', unknown);
        if (error.Length > 0) error = $"{Usage}vllm serve: error: {error}\n";
        var model = operands.FirstOrDefault() ?? options.GetValueOrDefault("model")?[0] ?? "Qwen/Qwen3-0.6B";
        return error.Length > 0 ? null : new(options, model);
    }

    private static string? Name(string word, out string? inline)
    {
        var parts = word.Split('=', 2);
        inline = parts.Length > 1 ? parts[1] : null;
        // JSON options may be given field by field: --speculative-config.method
        var name = _short.GetValueOrDefault(parts[0]) ??
            (word.StartsWith("--", StringComparison.Ordinal) ? parts[0][2..].Split('.')[0].Replace('_', '-') : "");
        if (_names.Contains(name)) return name;

        // argparse takes the beginning of one option for the whole.
        return name.Length > 0 && _names.Where(one => one.StartsWith(name, StringComparison.Ordinal)).ToList()
            is [var begun] ? begun : null;
    }

    private static string Take(
        string name, string? inline, IReadOnlyList<string> words, ref int i,
        Dictionary<string, IReadOnlyList<string>> options)
    {
        if (_switches.Contains(name))
        {
            options[name] = [];
            return inline is null ? "" : $"argument --{name}: ignored explicit argument '{inline}'";
        }

        var values = inline is null ? new List<string>() : [inline];
        // A name may be followed by several; every other option takes one.
        while (inline is null && (values.Count == 0 || name == "served-model-name")
            && i + 1 < words.Count && IsValue(words[i + 1]))
            values.Add(words[++i]);
        options[name] = values;
        return values.Count == 0
            ? $"argument {Spelled(name)}: expected at least one argument"
            : Check(name, values[^1]);
    }

    private static HashSet<string> NamesOf(params VllmOptionKind[] kinds) =>
        [.. VllmOptions.All.Where(option => kinds.Contains(option.Kind)).SelectMany(option => option.Names)];

    private static bool IsValue(string word) =>
        !word.StartsWith('-') || double.TryParse(word, CultureInfo.InvariantCulture, out _)
        || word.Contains(' ', StringComparison.Ordinal);

    private static string Check(string name, string value)
    {
        if (_integers.Contains(name) && !int.TryParse(value, CultureInfo.InvariantCulture, out _))
            return $"argument {Spelled(name)}: invalid int value: '{value}'";
        if (name == "gpu-memory-utilization" && !double.TryParse(value, CultureInfo.InvariantCulture, out _))
            return $"argument --{name}: invalid float value: '{value}'";
        var isForJson = name is "speculative-config" or "mm-processor-kwargs" or "limit-mm-per-prompt"
            or "override-generation-config";
        if (isForJson && value.StartsWith('{') && !IsJson(value))
            return $"argument {Spelled(name)}: Value {value} cannot be converted to <function loads>.";
        if (name != "max-model-len") return "";
        try
        {
            HumanInteger.Parse(value);
            return "";
        }
        catch (FormatException)
        {
            return $"argument --{name}: invalid human_readable_int_or_auto value: '{value}'";
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = System.Text.Json.JsonDocument.Parse(text);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Spelled(string name)
    {
        var letters = _short.FirstOrDefault(entry => entry.Value == name).Key;
        return letters is null ? "--" + name : $"--{name}/{letters}";
    }
}
