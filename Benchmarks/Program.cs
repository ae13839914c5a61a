using SparkControl.Benchmarks;

return await BenchmarkRun.RunAsync(args);
