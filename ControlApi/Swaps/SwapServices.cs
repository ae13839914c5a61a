using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Swaps;

internal static class SwapServices
{
    public static IServiceCollection AddSwaps(this IServiceCollection services) => services
        .AddSingleton<LogStore>()
        .AddSingleton<SwapDesk>()
        .AddSingleton<ServedNow>()
        .AddSingleton<SwapCounter>()
        .AddSingleton<SwapHistory>()
        .AddSingleton<SwapTelling>()
        .AddSingleton<SwapStream>()
        .AddSingleton<SwapDriver>()
        .AddSingleton<RollBack>()
        .AddSingleton<Preflight>()
        .AddSingleton<VllmApi>()
        .AddSingleton<ISwapEffects, SwapEffects>();
}
