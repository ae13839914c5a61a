namespace SparkControl.Tests.Integration.Ssh;

/// <summary>Waits for what another process does, where nothing tells us.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition, int seconds = 15) => await TrueAsync(() => Task.FromResult(condition()), seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 15)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var glance = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition()) await glance.WaitForNextTickAsync(late.Token);
    }
}
