namespace SparkControl.ControlApi.Arguments;

internal static class ArgumentServices
{
    /// <summary>What asks images for their options, and judges arguments by them.</summary>
    public static IServiceCollection AddArguments(this IServiceCollection services) => services
        .AddSingleton(OptionsLimits.Usual)
        .AddSingleton<HelpAsk>()
        .AddSingleton<OptionsAsker>()
        .AddSingleton<OptionsDesk>();
}
