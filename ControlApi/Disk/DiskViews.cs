using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>Puts together what is known of the disks.</summary>
internal static class DiskViews
{
    /// <param name="disk">What was read; null when nothing was yet.</param>
    /// <param name="catalog">The models.</param>
    /// <param name="isLoaded">Whether weights serve now.</param>
    /// <param name="loads">When weights were last loaded well.</param>
    public static DiskAnswer Of(
        DiskState? disk, CatalogState catalog, Func<string, bool?> isLoaded,
        IReadOnlyDictionary<string, DateTimeOffset> loads)
    {
        var nodes = disk?.Nodes ?? new Dictionary<string, NodeDisk>();
        var names = nodes.SelectMany(node => node.Value.Weights.Keys).Distinct();
        return new(
            nodes.ToDictionary(node => node.Key, node => new DiskNode(node.Value.FreeBytes, node.Value.At)),
            [
                .. names.Select(name => Of(name, nodes, catalog, isLoaded(name), loads))
                    .OrderByDescending(weights => weights.Nodes.Values.Sum(there => there.Bytes))
                    .ThenBy(weights => weights.Weights, StringComparer.Ordinal)
            ]);
    }

    private static DiskWeights Of(
        string name, IReadOnlyDictionary<string, NodeDisk> nodes, CatalogState catalog, bool? isLoaded,
        IReadOnlyDictionary<string, DateTimeOffset> loads)
    {
        var there = nodes.Where(node => node.Value.Weights.ContainsKey(name))
            .ToDictionary(node => node.Key, node => node.Value.Weights[name]);
        return new()
        {
            Weights = name,
            Models = [.. catalog.Models.Where(model => model.Weights == name).Select(model => model.Key)],
            Nodes = there,
            Loaded = isLoaded,
            LastLoadedAt = loads.TryGetValue(name, out var at) ? at : null,
            FreeableBytes = isLoaded == true || !HubCache.IsRepo(name) ? 0 : there.Values.Sum(weights => weights.Bytes)
        };
    }
}
