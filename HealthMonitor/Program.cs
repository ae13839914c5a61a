using SparkControl.HealthMonitor;

await using var app = HealthMonitorApp.Build(args);
await app.RunAsync();
