namespace SparkControl.Sparks;

/// <summary>Runs what blocks on a thread of its own, never on one of the pool.</summary>
internal static class Apart
{
    public static Task Run(Action blocks) =>
        Task.Factory.StartNew(blocks, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task<T> Run<T>(Func<T> blocks) =>
        Task.Factory.StartNew(blocks, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
