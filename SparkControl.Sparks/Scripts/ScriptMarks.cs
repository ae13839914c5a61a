using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>What the lines around a script said, and the script's own stderr without them.</summary>
internal sealed record ScriptMarks(string? Word, IReadOnlyList<string> Details, string Error)
{
    /// <summary>The shell has begun with our text.</summary>
    public bool Began { get; private init; }

    public static ScriptMarks Read(string error, string mark)
    {
        var began = $"{mark} began\n";
        var start = error.IndexOf(began, StringComparison.Ordinal);
        if (start < 0) return new(null, [], error);

        var rest = error[(start + began.Length)..];
        var at = rest.IndexOf($"{mark} ", StringComparison.Ordinal);
        if (at < 0) return new(null, [], rest) { Began = true };

        var line = rest[(at + mark.Length + 1)..];
        var end = line.IndexOf('\n', StringComparison.Ordinal);
        // Without its line end the mark was cut off: what it says is not to be trusted.
        if (end < 0) return new(null, [], rest[..at]) { Began = true };

        var words = line[..end].Split(' ');
        var own = at > 0 && rest[at - 1] == '\n' ? rest[..(at - 1)] : rest[..at];
        return new(words[0], words[1..], own) { Began = true };
    }

    /// <summary>The number at a place of the details; null when there is none.</summary>
    public long? Number(int index) =>
        Details.Count > index && long.TryParse(Details[index], CultureInfo.InvariantCulture, out var number) ? number : null;

    public Epoch? Found => Number(0) is { } number && Details.Count > 1 ? new(number, Details[1]) : null;
}
