using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The exact command that a swap to a model would run on the head.</summary>
/// <param name="Command">As a person would type it in the launcher's directory.</param>
/// <param name="Arguments">The words after <c>./launch-cluster.sh</c>.</param>
/// <param name="Directory">The launcher's directory.</param>
/// <param name="Notes">What is worth knowing before, as sentences.</param>
public sealed record CommandView(
    string Command, IReadOnlyList<string> Arguments, string Directory, IReadOnlyList<string> Notes);

internal static class CommandEndpoints
{
    private const string NotRead =
        "The launcher on Spark 1 was not read yet. The command that runs is made for the launcher that is there: "
        + "it may differ from this one.";

    // What nobody has looked at is no reason to refuse.
    private static readonly LauncherCapabilities Unread = new() { Mods = true };

    public static IEndpointRouteBuilder MapCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/models/{key}/command", Show).NeedsState().WithTags("Models");
        return routes;
    }

    /// <summary>
    /// The exact command that a swap to a model would run, with the launcher as it was last seen: with the settings in
    /// force, or with others, as it would be once they were saved.
    /// </summary>
    /// <remarks>
    /// A parameter that is there takes the place of what is saved; an empty one goes back, or takes the <c>args</c> of
    /// a model of your own away. <c>extra_args</c> and <c>args</c> once for each word; <c>nodes</c> and <c>args</c> are
    /// of models of your own. 400 <c>invalid</c>; 404 <c>unknown_model</c>; 409 <c>not_configured</c>,
    /// <c>no_command</c>, <c>bundled_model</c>, <c>unreadable</c>.
    /// </remarks>
    internal static Results<Ok<CommandView>, ProblemHttpResult> Show(
        string key, [AsParameters] ModelQuery query, CatalogStore catalog, SettingsStore store, StateMirror mirror)
    {
        if (query.Refusal is { } refusal) return refusal;

        var outcome = ModelPreview.Of(catalog, key, query);
        return ModelPreview.Model(outcome, key) is { } model
            ? Tell(model, store, mirror)
            : ModelProblems.Of(outcome, key)!;
    }

    private static Results<Ok<CommandView>, ProblemHttpResult> Tell(
        CatalogModel model, SettingsStore store, StateMirror mirror)
    {
        if (store.Current is not { Spark1: not null } settings) return SwapProblems.NotConfigured();

        var known = mirror.Value(States.Launcher) is { Present: true } launcher && launcher.IsOf(settings)
            ? launcher.Capabilities
            : null;
        var plan = LaunchCommand.For(model, settings, known ?? Unread, store.HasToken);
        return plan.Command is { } command
            ? TypedResults.Ok(new CommandView(
                command.ToString(), command.Arguments, command.Directory, known is null ? [NotRead] : command.Notes))
            : SwapProblems.NoCommand(plan.Refusal!);
    }
}
