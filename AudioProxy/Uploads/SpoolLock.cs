namespace SparkControl.AudioProxy.Uploads;

/// <summary>
/// The lock in a directory of temporary files. FileShare.None is flock(2): the kernel lets go when its holder dies.
/// </summary>
internal static class SpoolLock
{
    public const string Name = ".lock";

    /// <summary>Takes the lock of a new directory; null when a sweep took it for an abandoned one.</summary>
    public static FileStream? TryMake(string directory)
    {
        var path = Path.Combine(directory, Name);
        var taken = TryOpen(path, FileMode.OpenOrCreate);
        if (taken is null || File.Exists(path)) return taken;

        // Between its creation and its locking the file was removed: what is locked is nothing.
        taken.Dispose();
        return null;
    }

    /// <summary>Takes the lock of a directory that is there; null when somebody has it, or there is none.</summary>
    public static FileStream? TryTake(string directory) => TryOpen(Path.Combine(directory, Name), FileMode.Open);

    /// <summary>Whether locks keep anybody out on this disk. Else nothing may be taken for abandoned.</summary>
    public static bool Works(string directory)
    {
        using var second = TryTake(directory);
        return second is null;
    }

    private static FileStream? TryOpen(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
