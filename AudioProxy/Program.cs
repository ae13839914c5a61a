using SparkControl.AudioProxy;
using SparkControl.ServiceDefaults;

if (HealthProbe.IsAsked(args)) return await HealthProbe.AskAsync(AudioProxyApp.Port);

await using var app = AudioProxyApp.Build(args);
await app.RunAsync();
return 0;
