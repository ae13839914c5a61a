using System.Buffers;

namespace SparkControl.Sparks;

/// <summary>The one place where values become shell text.</summary>
public static class ShellQuote
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    /// <summary>One word that a POSIX shell reads back byte for byte.</summary>
    /// <exception cref="ArgumentException">The value holds a NUL, which no shell can carry.</exception>
    public static string Word(string value)
    {
        if (value.Contains('\0'))
            throw new ArgumentException("A value for a shell must not hold a NUL.", nameof(value));

        return $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>The same word as a person would type it: bare where it may be.</summary>
    public static string Typed(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain) ? value : Word(value);

    /// <summary>A command line as a person would type it.</summary>
    public static string Typed(IEnumerable<string> words) => string.Join(' ', words.Select(Typed));

    /// <summary>A path on a node, where a leading <c>~</c> stands for the home there.</summary>
    public static string Path(string path) => path switch
    {
        "~" => "\"$HOME\"",
        _ when path.StartsWith("~/", StringComparison.Ordinal) => $"\"$HOME\"/{Word(path[2..])}",
        _ => Word(path)
    };
}
