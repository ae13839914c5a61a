namespace SparkControl.ControlApi.Files;

/// <summary>
/// Calls once the named files of a directory have been still for a moment after a change, and every 10 s anyway:
/// mounted directories do not always tell.
/// </summary>
internal sealed class DirectoryWatch : IDisposable
{
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Anyway = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _names;
    private readonly ITimer _timer;
    private readonly FileSystemWatcher? _watcher;

    public DirectoryWatch(string directory, IEnumerable<string> names, TimeProvider time, Action changed)
    {
        _names = [.. names];
        _timer = time.CreateTimer(_ => changed(), null, Anyway, Anyway);
        _watcher = TryWatch(directory);
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _timer.Dispose();
    }

    private FileSystemWatcher? TryWatch(string directory)
    {
        var watcher = new FileSystemWatcher(directory);
        watcher.Created += OnChange;
        watcher.Changed += OnChange;
        watcher.Deleted += OnChange;
        watcher.Renamed += OnChange;
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            // The system has no watch left to give: the timer looks.
            watcher.Dispose();
            return null;
        }
    }

    private void OnChange(object sender, FileSystemEventArgs change)
    {
        if (change.Name is { } name && _names.Contains(name)) _timer.Change(Still, Anyway);
    }
}
