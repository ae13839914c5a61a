using SparkControl.Contracts;

namespace SparkControl.ControlApi.Catalog;

/// <summary>The user's settings of one model.</summary>
/// <param name="Values">Those that are set; null leaves the catalog's in force.</param>
/// <param name="SaysArguments">
/// Whether further arguments are set, be it to none: that is another thing than saying nothing of them.
/// </param>
internal sealed record ModelOverride(ModelSettings Values, bool SaysArguments)
{
    /// <summary>The user's settings where there are any, else those of the catalog.</summary>
    public ModelSettings Over(ModelSettings catalog) => new()
    {
        MaxModelLen = Values.MaxModelLen ?? catalog.MaxModelLen,
        GpuMemoryUtilization = Values.GpuMemoryUtilization ?? catalog.GpuMemoryUtilization,
        Fastsafetensors = Values.Fastsafetensors ?? catalog.Fastsafetensors,
        PrefixCaching = Values.PrefixCaching ?? catalog.PrefixCaching,
        Fp8KvCache = Values.Fp8KvCache ?? catalog.Fp8KvCache,
        MaxNumSeqs = Values.MaxNumSeqs ?? catalog.MaxNumSeqs,
        ExtraArgs = SaysArguments ? Values.ExtraArgs : catalog.ExtraArgs
    };
}
