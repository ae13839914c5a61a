using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>An entry that was not taken.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record SkippedImport(string Key, string Reason);

/// <summary>What became of an import.</summary>
/// <param name="Taken">The keys of which a model, settings or both were taken.</param>
/// <param name="Skipped">What was not.</param>
public sealed record ImportAnswer(IReadOnlyList<string> Taken, IReadOnlyList<SkippedImport> Skipped);

/// <summary>
/// Takes models and settings out of a document, entry by entry; what cannot be used is left with its reason.
/// </summary>
internal sealed class ModelImport(CatalogDraft draft, bool replace)
{
    private const string IsThere = "There is one already; send \"replace\": true to put this one in its place.";

    private readonly List<string> _taken = [];
    private readonly List<SkippedImport> _skipped = [];
    private readonly HashSet<string> _unusable = [];
    private CatalogDraft _draft = draft;

    public ImportAnswer Answer => new([.. _taken.Distinct()], _skipped);

    /// <summary>The files with all that can be taken; as they are when nothing can.</summary>
    public CatalogOutcome Take(ModelFile file)
    {
        foreach (var model in file.Custom) TakeModel(model);
        foreach (var settings in file.Overrides) TakeSettings(settings);
        return new CatalogOutcome.Saved(_draft);
    }

    private void TakeModel(YamlEntry entry)
    {
        if (_draft.IsBundled(entry.Key)) Skip(entry, "A bundled model has this key.");
        else if (!replace && _draft.HasCustom(entry.Key)) Skip(entry, IsThere);
        else if (!TryTake(entry, WithModel)) _unusable.Add(entry.Key);
    }

    private void TakeSettings(YamlEntry entry)
    {
        if (_unusable.Contains(entry.Key)) Skip(entry, "Its model was not taken.");
        else if (entry.Value is YamlText { IsNull: true }) Skip(entry, "There is nothing in it.");
        else if (!replace && _draft.HasOverride(entry.Key)) Skip(entry, IsThere);
        else TryTake(entry, WithSettings);
    }

    private CatalogDraft WithModel(YamlEntry entry)
    {
        if (ModelKey.Problem(entry.Key) is { } problem) throw new BadFileException(entry.Line, problem);

        ModelEntry.Read(entry, ModelSource.Custom, new());
        return _draft.WithCustom(ModelChange.With(_draft.CustomText, entry.Key, ModelFile.Writable(entry.Value)));
    }

    private CatalogDraft WithSettings(YamlEntry entry)
    {
        ModelEntry.ReadOverride(entry, new());
        return _draft.WithOverrides(
            OverrideChange.With(_draft.OverridesText, entry.Key, ModelFile.Writable(entry.Value)));
    }

    private bool TryTake(YamlEntry entry, Func<YamlEntry, CatalogDraft> with)
    {
        try
        {
            _draft = with(entry);
            _taken.Add(entry.Key);
            return true;
        }
        catch (BadFileException broken)
        {
            Skip(entry, broken.Line is { } line ? $"Line {line}: {broken.Message}" : broken.Message);
            return false;
        }
    }

    private void Skip(YamlEntry entry, string reason) => _skipped.Add(new(entry.Key, reason));
}
