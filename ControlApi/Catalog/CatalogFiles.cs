using SparkControl.Contracts;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The files that the catalog is made of: the bundled one, which must be whole, and the user's two.</summary>
internal sealed class CatalogFiles
{
    private readonly DataDirectory _data;
    private readonly CatalogFile _bundled;
    private readonly IReadOnlyList<CatalogModel> _former;
    private readonly UserFile<CatalogFile> _custom;
    private readonly UserFile<OverridesFile> _overrides;
    private readonly Func<string?> _lastLoaded;

    /// <param name="bundled">The path of the bundled file.</param>
    /// <param name="data">Where the user's are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lastLoaded">The key of the model that was loaded last, as far as it is known.</param>
    /// <exception cref="InvalidOperationException">
    /// The bundled file is broken; the message names the line and the model.
    /// </exception>
    public CatalogFiles(string bundled, DataDirectory data, TimeProvider time, Func<string?> lastLoaded)
    {
        (_data, _bundled, _lastLoaded) = (data, ReadBundled(bundled), lastLoaded);
        _former = FormerModels.Keep(data.FormerModelsFile, _bundled.Models);
        _custom = new(
            data.CustomModelsFile, CatalogFile.Empty,
            (text, _) => new(CatalogFile.Read(text, CatalogDraft.CustomName, ModelSource.Custom), []),
            time, data.LastGood(data.CustomModelsFile));
        _overrides = new(
            data.ModelOverridesFile, OverridesFile.Empty,
            (text, _) => new(OverridesFile.Read(text, CatalogDraft.OverridesName), []),
            time, data.LastGood(data.ModelOverridesFile));
    }

    /// <summary>The names of the user's files.</summary>
    public IReadOnlyList<string> Names => [_custom.Name, _overrides.Name];

    /// <summary>What they say.</summary>
    public CatalogDraft Draft => new()
    {
        Bundled = _bundled,
        Former = _former,
        LastLoaded = _lastLoaded(),
        CustomText = _custom.Text,
        Custom = _custom.Value,
        OverridesText = _overrides.Text,
        Overrides = _overrides.Value
    };

    /// <summary>The catalog that they make.</summary>
    public CatalogState Catalog => Draft.Catalog with { Problems = [.. _custom.Problems, .. _overrides.Problems] };

    /// <summary>Reads the user's files again, now.</summary>
    public void Read()
    {
        _custom.Read();
        _overrides.Read();
    }

    /// <summary>Why one of these files cannot be changed; null when each can.</summary>
    public FileProblem? Unreadable(UserFiles files) =>
        files.HasFlag(UserFiles.Custom) && !_custom.IsReadable ? _custom.Problems[0]
        : files.HasFlag(UserFiles.Overrides) && !_overrides.IsReadable ? _overrides.Problems[0]
        : null;

    /// <summary>Writes what has changed, both files or none.</summary>
    public void Write(CatalogDraft before, CatalogDraft after) => AtomicFile.Write(
    [
        .. Replacement(_data.CustomModelsFile, before.CustomText, after.CustomText),
        .. Replacement(_data.ModelOverridesFile, before.OverridesText, after.OverridesText)
    ]);

    private static IReadOnlyList<FileText> Replacement(string path, string? before, string? after) =>
        after is null || after == before ? [] : AtomicFile.Replacement(path, before, after);

    private static CatalogFile ReadBundled(string path)
    {
        try
        {
            var file = CatalogFile.Read(File.ReadAllText(path), Path.GetFileName(path), ModelSource.Bundled);
            return file.Skipped is [var skipped, ..]
                ? throw new InvalidOperationException($"{path}, model {skipped.Key}: {skipped.Reason}")
                : file;
        }
        catch (BadFileException broken)
        {
            throw new InvalidOperationException($"{path}, line {broken.Line ?? 1}: {broken.Message}", broken);
        }
    }
}
