using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>What a load with the new image has said against it.</summary>
internal static class TrialFailures
{
    /// <summary>The model of the trial could not be loaded.</summary>
    public static JobFailure NotLoaded(string model, string why) => new(
        "trial_failed", $"{model} could not be loaded with the new image", why)
    {
        Remedies = [UpdateFailures.RollBack]
    };

    /// <summary>It was loaded, and that is all.</summary>
    public static JobFailure NoAnswer(string model, string why) => new(
        "trial_failed", $"{model} was loaded with the new image and gave no answer", why)
    {
        Remedies = [UpdateFailures.RollBack]
    };

    /// <summary>The trial went well, and what served before does not any more.</summary>
    public static JobFailure NotRestored(string model, string why) => new(
        "served_not_loaded", $"{model}, which served before, could not be loaded with the new image", why)
    {
        Remedies = [UpdateFailures.RollBack]
    };
}
