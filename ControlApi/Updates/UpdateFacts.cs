using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>What was seen on the nodes before an update, or after one.</summary>
/// <param name="Repository">The launcher's repository; null when the head could not be asked.</param>
/// <param name="Images">Image and disk, by node; null for one that could not be asked.</param>
internal sealed record UpdateFacts(RepositoryLook? Repository, IReadOnlyDictionary<string, ImageLook?> Images)
{
    /// <summary>What the launcher can do; null when its text could not be read.</summary>
    public LauncherState? Launcher { get; init; }

    /// <summary>What a roll back goes back to; null when nothing was recorded.</summary>
    public FormerLauncher? Former { get; init; }

    /// <summary>
    /// The update before did not come to its end: what is there now is not what was good, and is not recorded as that.
    /// </summary>
    public bool IsHalfDone { get; init; }

    /// <summary>The image's id, by node: null where it is missing, absent where docker did not say.</summary>
    public IReadOnlyDictionary<string, string?> Ids => Images
        .Where(node => node.Value is { Image.Known: true })
        .ToDictionary(node => node.Key, node => node.Value!.Image.Id);

    /// <summary>Whether all nodes have the image, and the same one; null when that is not known of all.</summary>
    public bool? AreSame => Ids.Count < Images.Count
        ? null
        : Ids.Values.All(id => id is not null) && Ids.Values.Distinct().Count() == 1;
}
