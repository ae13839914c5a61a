using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What the parts of an entry must look like. Each gives what is wrong as a sentence, or null.</summary>
internal static partial class ModelRules
{
    public const int MostItems = 200;
    public const int MostTokens = 100_000_000;
    public const int MostRequests = 65_536;
    public const double LeastMemory = 0.1;

    /// <summary>Above this share the whole machine stands still: GPU and CPU share this memory.</summary>
    public const double MostMemory = 0.95;

    /// <summary>Above this share a load is likely to take memory that the rest of the machine needs.</summary>
    public const double SafeMemory = 0.90;

    /// <summary>Above this share little is left for the rest of the machine.</summary>
    public const double WarnMemory = 0.85;

    private const int LongestArgument = 4096;

    // The launcher of the first era takes both lists as one word, and Linux carries 128 KiB in one.
    private const int LongestArguments = 48 * 1024;
    private static readonly string[] PanelOptions = ["--port", "--host"];

    // With a key vLLM answers the panel with 401, and a model that is well would never be seen to be ready.
    private const string KeyOption = "--api-key", KeyVariable = "VLLM_API_KEY";
    private const string TokenOption = "--hf-token";
    private const string NoKey = "would shut SparkControl out, which asks vLLM whether the model answers.";

    public static ScalarRule<int> MaxModelLen { get; } = Whole(1, MostTokens);

    public static ScalarRule<int> MaxNumSeqs { get; } = Whole(1, MostRequests);

    public static ScalarRule<bool> Flag { get; } = new(
        text => text switch { "true" or "True" => true, "false" or "False" => false, _ => null }, "true or false");

    public static ScalarRule<double> GpuMemoryUtilization { get; } = new(
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part)
            && part is >= LeastMemory and <= MostMemory
            ? part
            : null,
        "a number from 0.1 to 0.95");

    public static string? Key(string text) =>
        Keys().IsMatch(text)
            ? null
            : "A key has small letters, digits, “.” and “-”, 63 at most, and begins with a letter or digit.";

    public static string? Name(string text) =>
        text.Length <= 120 && !text.Any(char.IsControl) ? null : "A name is one line of 120 characters at most.";

    public static string? Repo(string text)
    {
        var isRepo = Repos().IsMatch(text)
            && !text.Contains("..", StringComparison.Ordinal)
            && !text.Contains("--", StringComparison.Ordinal)
            && !text.EndsWith(".git", StringComparison.Ordinal);
        return isRepo ? null : "A repo is written as owner/name, as on Hugging Face.";
    }

    public static string? LocalPath(string text) =>
        text is not ['/', _, ..]
            || text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            || text.Split('/').Contains("..") ? "A local_path is absolute, without white space and “..”."
        : MountablePaths().IsMatch(text) ? null
        : "The launcher can mount a local_path of letters, digits and “. _ - + @” only.";

    /// <summary>
    /// Anything that is one argument; it is quoted later. Port and host are the panel's, which looks for vLLM there.
    /// </summary>
    public static string? Argument(string text)
    {
        if (text.Length > LongestArgument) return $"An argument is longer than {LongestArgument} characters.";
        if (text.Contains('\0')) return "An argument has a NUL in it, which no command line can carry.";

        if (Means(text, KeyOption)) return $"{KeyOption} {NoKey}";
        if (IsTokenOption(text)) return KeepToken(TokenOption);

        return PanelOptions.Any(option => Means(text, option))
            ? $"{text} is set by SparkControl; the port is vllm_port in the settings."
            : null;
    }

    /// <summary>The arguments of one list together.</summary>
    public static string? Arguments(IEnumerable<string> texts) =>
        texts.Sum(text => text.Length) > LongestArguments
            ? $"The arguments are longer than {LongestArguments} characters together."
            : null;

    public static string? Mod(string text) =>
        Mods().IsMatch(text) ? null : "A mod is a name below the launcher's mods directory.";

    public static string? VariableName(string text) =>
        text == KeyVariable ? $"{KeyVariable} {NoKey}"
        : IsToken(text) ? KeepToken(text)
        : VariableNames().IsMatch(text)
            ? null
            : "A variable's name has letters, digits and “_” and does not begin with a digit.";

    /// <summary>Whether a variable of this name holds a token of Hugging Face.</summary>
    public static bool IsToken(string name) => name is "HF_TOKEN" or "HUGGING_FACE_HUB_TOKEN";

    /// <summary>Whether an argument brings a token of Hugging Face, or the next one does.</summary>
    public static bool IsTokenOption(string text) => Means(text, TokenOption);

    public static string? VariableValue(string text) =>
        VariableValues().IsMatch(text)
            ? null
            : "A variable's value has letters, digits and “. _ / : , = + @ % -” only, 1024 at most.";

    // argparse takes a beginning for the whole, and vLLM an underscore for a hyphen.
    private static bool Means(string text, string whole) => text.Split('=')[0].Replace('_', '-') is var option
        && option.Length >= 4 && whole.StartsWith(option, StringComparison.Ordinal);

    private static string KeepToken(string name) =>
        $"{name} would stand in the command line and in logs. Keep the token in Settings, as hf_token.";

    private static ScalarRule<int> Whole(int from, int to) => new(
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to
            ? number
            : null,
        $"a whole number from {from} to {to}");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,62}\z")]
    private static partial Regex Keys();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z")]
    private static partial Regex Repos();

    // As the launcher's command is checked: docker reads a colon or a blank as the end of it.
    [GeneratedRegex(@"^/[A-Za-z0-9._/+@-]{1,1023}\z")]
    private static partial Regex MountablePaths();

    [GeneratedRegex(@"^(mods/)?[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z")]
    private static partial Regex Mods();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableNames();

    [GeneratedRegex(@"^[A-Za-z0-9._/:,=+@%-]{0,1024}\z")]
    private static partial Regex VariableValues();
}
