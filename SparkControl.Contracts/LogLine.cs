namespace SparkControl.Contracts;

/// <summary>One line of a job's log.</summary>
/// <param name="Node">Where it was printed: <c>spark1</c>, <c>spark2</c>, or <c>panel</c> for a word of our own.</param>
/// <param name="AtMs">When, in ms since 1970: the container's clock where it has one, else when it was read.</param>
/// <param name="Text">The line, at most 8 KiB, without its end.</param>
public readonly record struct LogLine(string Node, long AtMs, string Text);
