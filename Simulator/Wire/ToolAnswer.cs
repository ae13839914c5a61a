namespace SparkControl.Simulator.Wire;

/// <summary>All that a short command prints, and its exit status.</summary>
internal sealed record ToolAnswer(int Exit, string Out, string Error = "")
{
    public static ToolAnswer Silent { get; } = new(0, "");

    public static ToolAnswer Line(string text) => new(0, text + "\n");

    public static ToolAnswer Lines(IEnumerable<string> lines) =>
        new(0, string.Concat(lines.Select(line => line + "\n")));

    public static ToolAnswer Failed(int exit, string error) => new(exit, "", error + "\n");
}
