using SparkControl.HealthMonitor;
using SparkControl.ServiceDefaults;

if (HealthProbe.IsAsked(args)) return await HealthProbe.AskAsync(HealthMonitorApp.Port);

await using var app = HealthMonitorApp.Build(args);
await app.RunAsync();
return 0;
