using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Arguments;

/// <summary>Answers whether an image's vLLM has the options that a model gives it, from memory alone.</summary>
internal sealed class OptionsDesk(StateMirror mirror)
{
    public const string Name = "options";

    /// <summary>The answer to whether a model fits, with that of its arguments beside it.</summary>
    /// <param name="fit">Whether it fits.</param>
    /// <param name="model">The model, with the settings to judge.</param>
    /// <param name="settings">Those in force.</param>
    public FitAnswer Add(FitAnswer fit, CatalogModel model, EffectiveSettings settings) =>
        Known(mirror.Value(States.Launcher)?.HeadImage(settings)) is { } known
            ? fit with { UnknownOptions = Unknown(model, known), VllmVersion = known.Version }
            : fit;

    /// <summary>
    /// The report of a look before a load, with the arguments that vLLM will refuse. It stops nothing: a mod may add an
    /// option, and help may hide one.
    /// </summary>
    public PreflightReport Warn(PreflightReport report, CatalogModel model) =>
        Known(report.ImageId) is { } known && Unknown(model, known) is { Count: > 0 } unknown
            ? report with { Checks = [.. report.Checks, Check(model, unknown)] }
            : report;

    private ImageOptions? Known(string? image) =>
        mirror.Value(States.Options)?.Of(image) is { IsKnown: true } known ? known : null;

    private static IReadOnlyList<UnknownOption> Unknown(CatalogModel model, ImageOptions known) =>
        OptionRules.Unknown([.. model.Args, .. model.Settings.ExtraArgs], known.Names);

    private static PreflightCheck Check(CatalogModel model, IReadOnlyList<UnknownOption> unknown)
    {
        string[] more =
        [
            .. unknown.Skip(1).Select(one => one.Sentence),
            model.Mods.Count > 0
                ? "vLLM does not start with what it does not know, unless a mod of the model adds it."
                : "vLLM does not start with what it does not know."
        ];
        return new(Name, CheckState.Warning, unknown[0].Sentence)
        {
            Detail = string.Join(' ', more),
            Remedy = "Mend the model's arguments"
        };
    }
}
