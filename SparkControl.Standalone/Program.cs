using SparkControl.Simulator;
using SparkControl.Standalone;

try
{
    return await StandaloneApp.RunAsync(args);
}
catch (MissingToolsException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return 1;
}
