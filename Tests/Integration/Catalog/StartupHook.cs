using SparkControl.Tests.Integration.Catalog;

/// <summary>
/// .NET runs it before the program where DOTNET_STARTUP_HOOKS names this assembly: in children of tests.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() =>
        FileWriters.RunAsync(Environment.GetEnvironmentVariable(FileWriters.Variable)!).GetAwaiter().GetResult();
}
