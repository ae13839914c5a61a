using System.Collections.Concurrent;

namespace SparkControl.Simulator.Docker;

/// <summary>The named volumes of a node, and to whom the files in each belong.</summary>
internal sealed class Volumes
{
    /// <summary>Under which docker keeps the files of all; only root may look.</summary>
    public const string Root = "/var/lib/docker/volumes/";

    private readonly ConcurrentDictionary<string, int> _owners = new();

    public static string Directory(string name) => $"{Root}{name}/_data";

    /// <summary>The user id; of a volume that was never given away it is root's.</summary>
    public int OwnerOf(string name) => _owners.GetValueOrDefault(name);

    /// <summary>As `chown -R` of everything in it.</summary>
    public void Give(string name, int user) => _owners[name] = user;
}
