using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>Adds, changes and removes models of the user's. Bundled ones are never changed.</summary>
internal static class ModelChange
{
    private const string Header =
        "# Written by SparkControl: your own models. Your own lines and comments are kept.\n";

    /// <summary>The key that a new model gets: the one that is asked for, or one like its name.</summary>
    public static string KeyOf(CatalogDraft draft, ModelRequest request) => request.Key ?? ModelKey.From(
        request switch
        {
            { Name: { Length: > 0 } name } => name,
            _ => (request.Repo ?? request.LocalPath ?? "").TrimEnd('/').Split('/')[^1]
        },
        KeysIn(draft));

    /// <summary>
    /// A new model. One that an update has dropped needs its key alone: what was known of it stands where nothing else
    /// is asked for.
    /// </summary>
    public static CatalogOutcome Add(CatalogDraft draft, string key, ModelRequest request)
    {
        if (draft.IsBundled(key) || draft.HasCustom(key)) return CatalogOutcome.Conflicting.Taken(key);

        var known = request is { Repo: null, LocalPath: null }
            ? draft.Former.FirstOrDefault(model => model.Key == key)
            : null;
        if (known is null && Missing(request) is { } missing) return missing;

        var start = known is null
            ? draft.CustomText
            : With(draft.CustomText, key, ModelYaml.Map(ModelYaml.Fields(known))!);
        return Judged(draft, draft.WithCustom(Edit(start, key, request)), key);
    }

    /// <summary>A change of a model of the user's.</summary>
    public static CatalogOutcome Edit(CatalogDraft draft, string key, ModelRequest request)
    {
        if (draft.Find(key) is not { } before) return new CatalogOutcome.Unknown();
        if (before.Source == ModelSource.Bundled) return CatalogOutcome.Conflicting.Bundled(key);
        if (request.Key is { } other && other != key)
        {
            return new CatalogOutcome.Invalid("key", "A key stays what it is. Add a copy and remove this one.");
        }

        return request.Revision is { } revision && revision != ModelViews.Revision(before)
            ? CatalogOutcome.Conflicting.Moved
            : Judged(draft, draft.WithCustom(Edit(draft.CustomText, key, request)), key);
    }

    /// <summary>Takes all that is the user's under a key away: the model, usable or not, and its settings.</summary>
    public static CatalogOutcome Remove(CatalogDraft draft, string key, string? revision)
    {
        if (draft.IsBundled(key) && !draft.HasCustom(key)) return CatalogOutcome.Conflicting.Bundled(key);
        if (!draft.HasCustom(key) && !draft.HasOverride(key)) return new CatalogOutcome.Unknown();
        if (revision is not null && draft.Find(key) is { } before && revision != ModelViews.Revision(before))
        {
            return CatalogOutcome.Conflicting.Moved;
        }

        return new CatalogOutcome.Saved(draft
            .WithCustom(Put(draft.CustomText, [key], null))
            .WithOverrides(OverrideChange.Without(draft.OverridesText, key)));
    }

    /// <summary>The text of the user's models with a whole entry.</summary>
    public static string With(string? text, string key, YamlValue entry) => Put(text, [key], entry);

    private static CatalogOutcome.Invalid? Missing(ModelRequest request) =>
        string.IsNullOrEmpty(request.Repo) && string.IsNullOrEmpty(request.LocalPath)
            ? new("repo", "It needs a repo or a local_path.")
            : request.Nodes is null ? new("nodes", "It is solo or cluster.")
            : null;

    private static string Edit(string? text, string key, ModelRequest request) => request.Changes
        // What is set comes first, so that a mapping is not emptied and made again.
        .OrderBy(change => change.Value is null)
        .Aggregate(text ?? "", (before, change) => IsSaid(before, [key, .. change.Key], change.Value)
            ? before
            : Put(before, [key, .. change.Key], change.Value));

    // What is there already keeps its lines and their comments.
    private static bool IsSaid(string text, IReadOnlyList<string> path, YamlValue? value) =>
        value is not null
        && YamlValue.At(YamlReader.ReadMap(text), ["models", .. path]) is { } there && there.Says(value);

    private static string Put(string? text, IReadOnlyList<string> path, YamlValue? value) =>
        value is null && string.IsNullOrWhiteSpace(text)
            ? text ?? ""
            : YamlEdit.Set(text, ["models", .. path], value, Header);

    private static CatalogOutcome Judged(CatalogDraft before, CatalogDraft after, string key)
    {
        if (after.Custom.Skipped.FirstOrDefault(skipped => skipped.Key == key) is { } skipped)
        {
            throw new BadFileException(null, $"The entry of {key} would not be used. {skipped.Reason}");
        }

        // What was wrong before is not this change's doing.
        return ArgumentRules.NewRefusal(before.Find(key), after.Find(key)!) is { } sentence
            ? new CatalogOutcome.Invalid("args", sentence)
            : new CatalogOutcome.Saved(after);
    }

    private static HashSet<string> KeysIn(CatalogDraft draft) =>
    [
        .. draft.Catalog.Models.Select(model => model.Key), .. draft.Former.Select(model => model.Key),
        .. draft.Catalog.Skipped.Select(skipped => skipped.Key), .. draft.Overrides.Settings.Keys
    ];
}
