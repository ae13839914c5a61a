using SparkControl.ControlApi;
using SparkControl.ServiceDefaults;

if (HealthProbe.IsAsked(args)) return await HealthProbe.AskAsync(ControlApiApp.Port, followsBindPort: true);

await using var app = ControlApiApp.Build(args);
await app.RunAsync();
return 0;
