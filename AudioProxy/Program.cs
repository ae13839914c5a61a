using SparkControl.AudioProxy;

await using var app = AudioProxyApp.Build(args);
await app.RunAsync();
