namespace SparkControl.ControlApi.Arguments;

/// <summary>What is said of an option that a vLLM does not have.</summary>
internal static class OptionWords
{
    /// <summary>Of so many that one may be the beginning of, the first are named.</summary>
    public const int Named = 3;

    // A word of 4,096 letters may be given as an option.
    private const int Longest = 60;

    /// <param name="option">As it was written.</param>
    /// <param name="near">What may have been meant; null for nothing.</param>
    public static string Unknown(string option, string? near = null) =>
        $"This image's vLLM has no {Short(option)}.{(near is null ? "" : $" Did you mean {near}?")}";

    /// <param name="option">As it was written.</param>
    /// <param name="begun">The options that begin so.</param>
    public static string Ambiguous(string option, IReadOnlyList<string> begun) =>
        $"To this image's vLLM {Short(option)} may be any of several options: {string.Join(", ", begun.Take(Named))}"
        + (begun.Count > Named ? ", …" : ".");

    private static string Short(string option) => option.Length > Longest ? $"{option[..Longest]}…" : option;
}
