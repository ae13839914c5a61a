using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Remembers the bundled models over updates: the definition of one that an update dropped is nowhere else.
/// </summary>
internal static class FormerModels
{
    /// <summary>
    /// Every model that was ever bundled, as it was last; those of today are noted for the next version.
    /// </summary>
    /// <param name="path">Where they are remembered.</param>
    /// <param name="bundled">Those of today.</param>
    public static IReadOnlyList<CatalogModel> Keep(string path, IReadOnlyList<CatalogModel> bundled)
    {
        var text = Read(path);
        CatalogModel[] known = [.. bundled.Concat(Parse(text)).DistinctBy(model => model.Key)];
        var now = Wire.Write(known);
        if (now != text) TryWrite(path, now);
        return known;
    }

    private static CatalogModel[] Parse(string? text)
    {
        try
        {
            return text is null ? [] : Wire.Read<CatalogModel[]>(text);
        }
        catch (JsonException)
        {
            // Not ours: as if nothing were remembered.
            return [];
        }
    }

    private static string? Read(string path)
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

    private static void TryWrite(string path, string text)
    {
        try
        {
            AtomicFile.Write(path, text);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A full disk is no reason not to start; the next start tries again.
        }
    }
}
