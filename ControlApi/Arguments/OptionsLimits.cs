namespace SparkControl.ControlApi.Arguments;

/// <summary>When images are asked for their options.</summary>
/// <param name="Every">
/// How often it is seen whether the present image was asked; for so long a panel that has just begun asks nothing.
/// </param>
/// <param name="Again">How long an image that gave no answer is left alone.</param>
internal sealed record OptionsLimits(TimeSpan Every, TimeSpan Again)
{
    public static OptionsLimits Usual { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
}
