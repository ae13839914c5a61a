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
/// <param name="draft">What the files say.</param>
/// <param name="replace">Puts what is taken in the place of what is there.</param>
/// <param name="force">Takes a memory share above 0.90 all the same.</param>
internal sealed class ModelImport(CatalogDraft draft, bool replace, bool force)
{
    private const string IsThere = "There is one already; send \"replace\": true to put this one in its place.";

    private const string TooMuch =
        "Above 0.90 the Spark can run out of memory and stand still; send \"force\": true to take it all the same.";

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
        var isTaken = _draft.HasCustom(entry.Key);
        var hindrance =
            _draft.IsBundled(entry.Key) && !isTaken ? "A bundled model has this key: give yours another one."
            : !replace && isTaken ? IsThere
            : null;
        if (hindrance is not null) Skip(entry, hindrance);
        // Its settings are for it alone; what is there has its own.
        if (hindrance is null ? !TryTake(entry, WithModel) : !isTaken) _unusable.Add(entry.Key);
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

        var model = ModelEntry.Read(entry, ModelSource.Custom, new());
        DemandShare(model.Settings, entry);
        if (ArgumentRules.Refusals(model) is [var refusal, ..]) throw new BadFileException(entry.Line, refusal);

        return _draft.WithCustom(ModelChange.With(_draft.CustomText, entry.Key, ModelFile.Writable(entry.Value)));
    }

    private CatalogDraft WithSettings(YamlEntry entry)
    {
        var stray = new StrayFields();
        DemandShare(ModelEntry.ReadOverride(entry, stray).Values, entry);
        if (stray.Broken is { } broken) throw broken;

        var after = _draft.WithOverrides(
            OverrideChange.With(_draft.OverridesText, entry.Key, ModelFile.Writable(entry.Value)));
        return after.Find(entry.Key) is { } model
            && ArgumentRules.NewRefusal(_draft.Find(entry.Key), model) is { } refusal
            ? throw new BadFileException(entry.Line, refusal)
            : after;
    }

    private void DemandShare(ModelSettings settings, YamlEntry entry)
    {
        if (!force && settings.GpuMemoryUtilization > ModelRules.SafeMemory)
            throw new BadFileException(entry.Line, TooMuch);
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
