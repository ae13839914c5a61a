namespace SparkControl.ControlApi.Files;

/// <summary>One writer at a time in a directory, over all processes that share it.</summary>
internal static class DirectoryLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private const int Tries = 200;

    // Not the lock that keeps a second Standalone away.
    private const string Name = ".writing";

    /// <summary>Waits for the lock, 5 s at most; the caller disposes of it.</summary>
    /// <exception cref="IOException">Another process holds it all the time.</exception>
    public static async Task<IDisposable> TakeAsync(string directory, TimeProvider time, CancellationToken cancel)
    {
        using var tick = new PeriodicTimer(Pause, time);
        for (var left = Tries; ; left--)
        {
            if (TryTake(directory, isLast: left == 0) is { } taken) return taken;

            await tick.WaitForNextTickAsync(cancel);
        }
    }

    // FileShare.None is flock(2): the kernel lets go when its holder dies.
    private static FileStream? TryTake(string directory, bool isLast)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (!isLast)
        {
            return null;
        }
    }
}
