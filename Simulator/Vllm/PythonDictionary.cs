namespace SparkControl.Simulator.Vllm;

/// <summary>Arguments the way Python prints a dictionary.</summary>
internal static class PythonDictionary
{
    public static string Of(VllmArguments arguments)
    {
        var entries = arguments.Options.Select(option => $"'{option.Key.Replace('-', '_')}': {Value(option.Value)}");
        return "{" + string.Join(", ", entries.Prepend($"'model_tag': {Quote(arguments.Model)}")) + "}";
    }

    private static string Value(IReadOnlyList<string> values) => values.Count switch
    {
        0 => "True",
        1 => Quote(values[0]),
        _ => "[" + string.Join(", ", values.Select(Quote)) + "]"
    };

    private static string Quote(string text) =>
        text.Contains('\'', StringComparison.Ordinal) ? $"\"{text}\"" : $"'{text}'";
}
