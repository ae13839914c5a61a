namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Whose turn it is in the launcher's repository: git keeps two out of each other's way by failing one of them, so a
/// look at upstream and an update never ask it at once.
/// </summary>
internal sealed class LauncherTurn : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Waits for the turn; it is given back by disposing what this gives.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        return new Turn(one);
    }

    public void Dispose() => one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
