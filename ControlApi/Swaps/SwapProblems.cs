using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using static SparkControl.ServiceDefaults.Problems;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The refusals of the swap routes, each with what to do.</summary>
internal static class SwapProblems
{
    public static ProblemHttpResult UnknownSwap(string id) => Problem(
        "unknown_swap", 404, $"There is no swap {id}", "Only the present swap and the last 50 are known.");

    public static ProblemHttpResult HasEnded(SwapState swap) => Problem(
        "swap_has_ended", 409, "This swap has ended already",
        $"It ended as {Wire.Word(swap.Phase)}; there is nothing to cancel.");

    public static ProblemHttpResult CannotBeCancelled(SwapState swap) => swap.Kind == SwapKind.Stop
        ? Problem(
            "stop_runs", 409, "A stop is not cancelled",
            "Wait until it is done; then load what you want.", With("id", swap.Id))
        : Problem(
            "swap_is_ending", 409, "This swap is ending already",
            "What it started is being removed. Wait until that is done.", With("id", swap.Id));

    public static ProblemHttpResult NotConfigured() => Problem(
        "not_configured", 409, "No Spark is set up yet", "Open Settings, Set-up, and say where your Sparks are.");

    public static ProblemHttpResult NeedsTwo(CatalogModel model) => Problem(
        "needs_two_sparks", 409, $"{model.Name} runs on two Sparks, and one is set up",
        "Set up Spark 2, or choose a model for one Spark.");

    public static ProblemHttpResult AnotherPanel(string panel) => Problem(
        "another_panel", 409, "Another panel drives these Sparks",
        $"It calls itself {panel}. This one only watches until you take over on the page.", With("panel", panel));

    public static ProblemHttpResult SwapRuns(string id) => Problem(
        "swap_runs", 409, "A swap is running",
        $"Wait for it, or cancel it first: POST /api/swap/{id}/cancel.", With("id", id));

    public static ProblemHttpResult AnotherModelServes(string model) => Problem(
        "another_model_serves", 409, "Another model serves now",
        $"It is {model}. Nothing was stopped.", With("model", model));

    public static ProblemHttpResult UnknownServes(string model) => Problem(
        "serving_unknown", 409, "What serves now is not known",
        $"Whether it is {model} cannot be told. Nothing was stopped; send no name to stop whatever runs.",
        With("model", model));

    public static ProblemHttpResult UpdateRuns(string id) => Problem(
        "update_runs", 409, "The launcher is being updated", "Wait until it is done.", With("id", id));

    public static ProblemHttpResult DeletionRuns(string id) => Problem(
        "deletion_runs", 409, "Weights are being deleted", "Wait until that is done.", With("id", id));

    public static ProblemHttpResult NoCommand(string refusal) => Problem(
        "no_command", 409, refusal, "Mend the model in the catalog, or the settings it depends on.");

    public static ProblemHttpResult NothingToTakeOver() => Problem(
        "nothing_to_take_over", 409, "No other panel drives these Sparks", "There is nothing to take over.");

    private static Dictionary<string, object?> With(string name, object? value) => new() { [name] = value };
}
