namespace SparkControl.Contracts;

/// <summary>One line of a job's log.</summary>
/// <param name="Node">
/// Where it was printed: <c>spark1</c>, <c>spark2</c>, <see cref="Launcher"/> or <see cref="Panel"/>.
/// </param>
/// <param name="AtMs">When, in ms since 1970: the container's clock where it has one, else when it was read.</param>
/// <param name="Text">The line, at most 8 KiB, without its end.</param>
public readonly record struct LogLine(string Node, long AtMs, string Text)
{
    /// <summary>Printed by the launcher, on the head.</summary>
    public const string Launcher = "launcher";

    /// <summary>A word of the panel's own.</summary>
    public const string Panel = "panel";
}
