using System.Runtime.CompilerServices;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>The files of this repository as they lie there, for what no build of ours reads.</summary>
internal static class Repository
{
    public static string Root { get; } = Above();

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Null when it is not there.</summary>
    public static string? Find(string path) => Has(path) ? Text(path) : null;

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    private static string Above([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
