using System.Text.RegularExpressions;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The line of the panel's id, in <c>settings.yaml</c> and in the copy that is kept of it.</summary>
internal static partial class PanelIdText
{
    /// <summary>The id in a text; null when there is none.</summary>
    public static string? In(string? text) =>
        Line().Match(text ?? "") is { Success: true } found ? found.Groups["id"].Value : null;

    /// <summary>The id in the copy; null when there is none or it cannot be read.</summary>
    public static string? ReadCopy(string path) => In(TryRead(path));

    /// <summary>Keeps a copy, for the day on which <c>settings.yaml</c> cannot be read.</summary>
    public static void KeepCopy(string path, string id)
    {
        try
        {
            var copy = $"panel_id: {id}\n";
            if (TryRead(path) != copy) AtomicFile.Write(path, copy);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Found in a broken file too: with another id this panel would not know its own work on the nodes.
    [GeneratedRegex("""^panel_id:\s*["']?(?<id>[0-9a-zA-Z-]{8,64})["']?\s*(#.*)?\r?$""", RegexOptions.Multiline)]
    private static partial Regex Line();
}
