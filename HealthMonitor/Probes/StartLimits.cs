using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>How long a service may take from the start of its container to its first answer.</summary>
internal static class StartLimits
{
    private static readonly TimeSpan Model = TimeSpan.FromMinutes(15);

    /// <param name="service">Its name.</param>
    /// <param name="swap">The last swap: it says which model runs.</param>
    /// <param name="usual">How long loads usually take.</param>
    public static TimeSpan Of(string service, SwapState? swap, UsualLoads? usual) => service switch
    {
        "vllm" => Usual(swap?.Model, usual) ?? Model,
        "parakeet" => TimeSpan.FromMinutes(3),
        "magpie" => TimeSpan.FromMinutes(10),
        _ => TimeSpan.FromMinutes(2)
    };

    // Nine of ten loads are shorter.
    private static TimeSpan? Usual(string? model, UsualLoads? usual) =>
        model is not null && usual?.Models.GetValueOrDefault(model) is { P90Ms: > 0 } load
            ? TimeSpan.FromMilliseconds(load.P90Ms)
            : null;
}
