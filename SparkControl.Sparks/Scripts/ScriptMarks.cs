using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>What the lines around a script said, and the script's own stderr without them.</summary>
internal sealed record ScriptMarks(string? Word, IReadOnlyList<string> Details, string Error)
{
    /// <param name="error">The stream from its first mark on.</param>
    /// <param name="mark">What each mark begins with.</param>
    public static ScriptMarks Read(string error, string mark)
    {
        var at = error.IndexOf($"{mark} ", StringComparison.Ordinal);
        if (at < 0) return new(null, [], error);

        var line = error[(at + mark.Length + 1)..];
        var end = line.IndexOf('\n', StringComparison.Ordinal);
        // Without its line end the mark was cut off: what it says is not to be trusted.
        if (end < 0) return new(null, [], error[..at]);

        var words = line[..end].Split(' ');
        var own = at > 0 && error[at - 1] == '\n' ? error[..(at - 1)] : error[..at];
        return new(words[0], words[1..], own);
    }

    /// <summary>The number at a place of the details; null when there is none.</summary>
    public long? Number(int index) =>
        Details.Count > index && long.TryParse(Details[index], CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public Epoch? Found => Number(0) is { } number && Details.Count > 1 ? new(number, Details[1]) : null;
}
