namespace SparkControl.Tests.Integration.Launcher;

/// <summary>
/// A session on the head as an expectation file tells it: what is typed, and what that must print, return and leave.
/// </summary>
internal sealed record Scene(string Name, string Eras, IReadOnlyList<string> Lines)
{
    private static readonly string _folder =
        Path.Combine(AppContext.BaseDirectory, "Integration", "Launcher", "Expected");

    public static Vocabulary Vocabulary { get; } = Vocabulary.Read(Path.Combine(_folder, "words.txt"));

    public static IReadOnlyList<Scene> All { get; } =
        [.. Directory.GetFiles(_folder, "*.txt").Where(file => !file.EndsWith("words.txt", StringComparison.Ordinal))
            .SelectMany(Read)];

    public static IEnumerable<Scene> Of(string era) =>
        All.Where(scene => scene.Eras.Contains(era, StringComparison.Ordinal));

    private static IEnumerable<Scene> Read(string file)
    {
        List<string> lines = [];
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                yield return new(line[(colon + 2)..], line[3..colon], lines = []);
            }
            else
            {
                lines.Add(line);
            }
        }
    }
}
