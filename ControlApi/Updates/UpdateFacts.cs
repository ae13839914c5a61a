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

    /// <summary>The last load that ended well; null when none did.</summary>
    public GoodLoad? Good { get; init; }

    /// <summary>The model that serves, as far as the last swap tells; null for none.</summary>
    public StoppedModel? Served { get; init; }

    /// <summary>Whether the head may log in to the worker; null where that was not tried, or could not be.</summary>
    public LinkLook? Link { get; init; }

    /// <summary>The image's id, by node: null where it is missing, absent where docker did not say.</summary>
    public IReadOnlyDictionary<string, string?> Ids => Images
        .Where(node => node.Value is { Image.Known: true })
        .ToDictionary(node => node.Key, node => node.Value!.Image.Id);

    /// <summary>Whether all nodes have the image, and the same one; null when that is not known of all.</summary>
    public bool? AreSame => Ids.Count < Images.Count
        ? null
        : Ids.Values.All(id => id is not null) && Ids.Values.Distinct().Count() == 1;

    /// <summary>
    /// Whether the update before did not come to its end here: what is there now is not what was good, and is not
    /// recorded as that. A machine that is seen to lack the image of before is another one, whatever its name.
    /// </summary>
    public bool IsHalfDone(UpdatePlace place) =>
        WayBack.IsHalfDone(Former, place, Repository?.Commit, Ids, Good)
        && Former!.Images.All(
            node => node.Value is not { } id || Images.GetValueOrDefault(node.Key) is not { Image.Known: true } look
                || look.Has(id));

    /// <summary>The same without locks of a git that is at work right now, as our own look at upstream is.</summary>
    public UpdateFacts WithoutPassing() => Repository is { } look
        ? this with { Repository = look with { Locks = [.. look.Locks.Where(RepositoryProblems.Stays)] } }
        : this;
}
