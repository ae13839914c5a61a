using SparkControl.ControlApi;

await using var app = ControlApiApp.Build(args);
await app.RunAsync();
