using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The keys of the user's models: what they may be, and how one is made from a name.</summary>
internal static partial class ModelKey
{
    private const int Longest = 63, RoomForNumber = 5;

    // They stand where a key does in the addresses of the API.
    private static readonly string[] Routes = ["export", "import", "suggest", "lock"];

    /// <summary>Why a key cannot be taken, as a sentence; null when it can.</summary>
    public static string? Problem(string key) =>
        Routes.Contains(key) ? $"“{key}” is a word of the API itself. Choose another key." : ModelRules.Key(key);

    /// <summary>A key that is like a name and that nobody has.</summary>
    public static string From(string name, IReadOnlySet<string> taken)
    {
        var stem = Others().Replace(name.ToLowerInvariant(), "-").Trim('-', '.');
        if (stem.Length > Longest - RoomForNumber) stem = stem[..(Longest - RoomForNumber)].TrimEnd('-', '.');
        if (stem.Length == 0) stem = "model";

        return Enumerable.Range(1, int.MaxValue - 1)
            .Select(n => n == 1 ? stem : $"{stem}-{n.ToString(CultureInfo.InvariantCulture)}")
            .First(key => Problem(key) is null && !taken.Contains(key));
    }

    [GeneratedRegex("[^a-z0-9.]+")]
    private static partial Regex Others();
}
