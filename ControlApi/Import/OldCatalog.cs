using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>Puts the original's models into the user's part of the catalog. What is there already wins.</summary>
/// <param name="draft">What the files say.</param>
/// <param name="file">Where the models were found.</param>
/// <param name="list">Takes what becomes of each.</param>
internal sealed class OldCatalog(CatalogDraft draft, string file, ImportList list)
{
    // What was put into this panel's shape has no line of its own.
    private const string NoLine = "Line 0: ";
    private const string IsThere = "There is one already, and that counts.";

    /// <summary>What the files say with it.</summary>
    public CatalogDraft Take(ModelFile found)
    {
        var custom = found.Custom.Where(one => IsNew(draft.CustomText, one, Model(one.Key))).ToList();
        var known = custom.Select(one => one.Key).ToHashSet();
        var overrides = found.Overrides
            .Where(one => known.Contains(one.Key) || draft.Find(one.Key) is not null || Unknown(one.Key))
            .Where(one => IsNew(draft.OverridesText, one, Settings(one.Key))).ToList();

        var import = new ModelImport(draft, replace: false, force: true);
        var after = ((CatalogOutcome.Saved)import.Take(new(custom, overrides))).After;
        foreach (var key in import.Answer.Taken) list.Take(file, known.Contains(key) ? Model(key) : Settings(key));
        foreach (var (key, reason) in import.Answer.Skipped)
        {
            var sentence = reason.Replace(NoLine, "", StringComparison.Ordinal);
            list.Keep(file, known.Contains(key) ? Model(key) : Settings(key), sentence);
        }

        return after;
    }

    // Whoever was killed after it had written finds its own entries.
    private bool IsNew(string? text, YamlEntry entry, string what)
    {
        var present = CatalogFile.EntriesOf(text ?? "").FirstOrDefault(one => one.Key == entry.Key);
        if (present is null) return true;

        if (Flow(present) == Flow(entry)) list.Take(file, what);
        else list.Keep(file, what, IsThere);
        return false;
    }

    private bool Unknown(string key)
    {
        list.Keep(file, Settings(key), "No model has this key.");
        return false;
    }

    private static string Flow(YamlEntry entry) => YamlWrite.Flow(ModelFile.Writable(entry.Value));

    private static string Model(string key) => $"model {key}";

    private static string Settings(string key) => $"settings of {key}";
}
