using SparkControl.ControlApi;
using SparkControl.ServiceDefaults;
using SparkControl.Simulator;
using SparkControl.Standalone;

if (HealthProbe.IsAsked(args)) return await HealthProbe.AskAsync(ControlApiApp.Port, followsBindPort: true);

try
{
    return await StandaloneApp.RunAsync(args);
}
catch (MissingToolsException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return 1;
}
