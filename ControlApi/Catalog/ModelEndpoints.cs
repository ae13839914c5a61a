using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What became of the removal of a model.</summary>
/// <param name="Key">Its key.</param>
/// <param name="SettingsRemoved">Whether the user's settings for it went with it.</param>
/// <param name="Note">What went and what stayed, in words.</param>
public sealed record ModelRemoved(string Key, bool SettingsRemoved, string Note);

internal static class ModelEndpoints
{
    public static void MapModel(this RouteGroupBuilder models)
    {
        models.MapPost("/", AddAsync);
        models.MapGet("/{key}", Get);
        models.MapPut("/{key}", PutAsync);
        models.MapDelete("/{key}", DeleteAsync);
    }

    /// <summary>A model of the catalog.</summary>
    /// <remarks>404 <c>unknown_model</c>.</remarks>
    internal static Results<Ok<ModelView>, ProblemHttpResult> Get(
        string key, CatalogStore catalog, ModelKnowledge known) =>
        catalog.Find(key) is { } model
            ? TypedResults.Ok(ModelViews.Compose(catalog.Current, model, known.Now()))
            : ModelProblems.Unknown(key);

    /// <summary>Add a model. One that an update has dropped needs its key alone.</summary>
    /// <remarks>
    /// With <c>repo</c> or <c>local_path</c>; <c>repo</c> may be the address of a page of it. Without a key one is made
    /// from the name. <c>dropped</c> of the catalog has the models of an update that you have settings for, and the one
    /// that was loaded last. The Location is the model's. 400 <c>invalid</c>; 409 <c>key_taken</c>,
    /// <c>memory_share</c>, <c>unreadable</c>; <c>not_written</c> as
    /// 503, 507 where the disk is full, or 409 where no line of the file can be changed.
    /// </remarks>
    internal static async Task<Results<Created<ModelView>, ProblemHttpResult>> AddAsync(
        ModelRequest request, CatalogStore catalog, ModelKnowledge known, CancellationToken cancel)
    {
        if (request.Refusal is { } refusal) return refusal;

        var key = "";
        var outcome = await catalog.ChangeAsync(
            UserFiles.Custom,
            draft => ModelChange.Add(draft, key = ModelChange.KeyOf(draft, request), request),
            cancel);
        return ModelProblems.Of(outcome, key) is { } problem
            ? problem
            : TypedResults.Created($"/api/models/{key}", ModelViews.Compose(outcome, key, known.Now()));
    }

    /// <summary>Change a model of your own: what is given, the rest stays. Null takes a member away.</summary>
    /// <remarks>
    /// 400 <c>invalid</c>; 404 <c>unknown_model</c>; 409 as for a new one, and <c>bundled_model</c>, and <c>moved</c>
    /// when it is another than that of <c>revision</c>.
    /// </remarks>
    internal static async Task<Results<Ok<ModelView>, ProblemHttpResult>> PutAsync(
        string key, ModelRequest request, CatalogStore catalog, ModelKnowledge known, CancellationToken cancel)
    {
        // A share that is there already was forced once.
        var share = catalog.Find(key)?.BundledSettings.GpuMemoryUtilization;
        var isNew = request.Settings?.GpuMemoryUtilization != share;
        if ((isNew ? request : request with { Force = true }).Refusal is { } refusal) return refusal;

        var outcome = await catalog.ChangeAsync(
            UserFiles.Custom, draft => ModelChange.Edit(draft, key, request), cancel);
        return ModelProblems.Of(outcome, key) is { } problem
            ? problem
            : TypedResults.Ok(ModelViews.Compose(outcome, key, known.Now()));
    }

    /// <summary>Remove a model of your own, with your settings for it. Its weights stay on the disks.</summary>
    /// <remarks>
    /// A bundled model that it stood in for is there again. 404 <c>unknown_model</c>; 409 <c>bundled_model</c>,
    /// <c>loaded</c>, <c>swap_runs</c> (with the <c>id</c>), <c>moved</c>, <c>unreadable</c>; <c>not_written</c> as
    /// 503, 507 where the disk is full, or 409 where no line of the file can be changed.
    /// </remarks>
    internal static async Task<Results<Ok<ModelRemoved>, ProblemHttpResult>> DeleteAsync(
        string key, CatalogStore catalog, ModelKnowledge known, StateMirror mirror, CancellationToken cancel,
        string? revision = null)
    {
        if (InUse(key, catalog, known, mirror) is { } refusal) return refusal;

        var hadSettings = false;
        var outcome = await catalog.ChangeAsync(
            UserFiles.Both,
            draft =>
            {
                hadSettings = draft.HasOverride(key);
                return ModelChange.Remove(draft, key, revision);
            },
            cancel);
        return ModelProblems.Of(outcome, key) is { } problem ? problem : TypedResults.Ok(Removed(key, hadSettings));
    }

    private static ProblemHttpResult? InUse(
        string key, CatalogStore catalog, ModelKnowledge known, StateMirror mirror) =>
        catalog.Find(key) is not { Source: ModelSource.Custom } model ? null
        : mirror.Value(States.Swap) is { IsActive: true } swap && swap.Model == key
            ? ModelProblems.BeingLoaded(model, swap.Id)
        : ModelViews.Compose(catalog.Current, model, known.Now()).Loaded == true ? ModelProblems.Loaded(model)
        : null;

    private static ModelRemoved Removed(string key, bool hadSettings) => new(
        key, hadSettings,
        hadSettings
            ? "Your settings for it in models-overrides.yaml went with it. Its weights stay on the disks."
            : "Its weights stay on the disks.");
}
