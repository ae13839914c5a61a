using SparkControl.Standalone;

return await StandaloneApp.RunAsync(args);
