using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>
/// This instance's directory of temporary files, beside those of others. It is locked as long as the process lives, and
/// goes with it; what a killed one leaves is removed by the next sweep of any.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const string Prefix = "spool-";
    private const int Tries = 10;

    private readonly string cache;
    private readonly long reserve;
    private readonly FileStream taken;
    private readonly bool isLocked;

    private Spool(string cache, string path, FileStream taken, long reserve)
    {
        (this.cache, Path, this.taken, this.reserve) = (cache, path, taken, reserve);
        isLocked = SpoolLock.Works(path);
    }

    /// <summary>The directory of this instance.</summary>
    public string Path { get; }

    /// <summary>Bytes that may still be written: those that are free, without those that are left to others.</summary>
    public long Room => Math.Max(0, new DriveInfo(Path).AvailableFreeSpace - reserve);

    /// <param name="cache">Where all instances have theirs; it is made where it is missing.</param>
    /// <param name="reserve">Bytes of the disk that are left to others.</param>
    /// <exception cref="IOException">There can be none.</exception>
    public static Spool Open(string cache, long reserve)
    {
        Directory.CreateDirectory(cache);
        for (var i = 0; i < Tries; i++)
        {
            var path = System.IO.Path.Combine(cache, Prefix + Guid.NewGuid().ToString("N"));
            Make(path);
            if (SpoolLock.TryMake(path) is { } taken) return new(cache, path, taken, reserve);
        }

        throw new IOException($"No directory for temporary files can be locked in {cache}.");
    }

    /// <summary>A directory in it, for one upload and what is made of it.</summary>
    public SpoolFolder CreateFolder()
    {
        var path = System.IO.Path.Combine(Path, Guid.NewGuid().ToString("N"));
        Make(path);
        return new(path);
    }

    /// <summary>Makes sure that so many bytes may be written.</summary>
    /// <exception cref="AudioException"><c>disk_full</c>.</exception>
    public void Require(long bytes)
    {
        if (Room < Math.Max(1, bytes)) throw new AudioException(AudioProblem.DiskFull);
    }

    /// <summary>Whether a write failed because the disk, or the share of it that this user has, is full.</summary>
    // ENOSPC, EDQUOT of Linux and of macOS, ERROR_DISK_FULL.
    public static bool IsFull(IOException failure) => (failure.HResult & 0xFFFF) is 28 or 122 or 69 or 112;

    /// <summary>Removes the directories whose instances are gone, and says how many those are.</summary>
    public int Sweep() => isLocked ? Directory.EnumerateDirectories(cache, Prefix + "*").Count(IsSwept) : 0;

    public void Dispose()
    {
        Remove(Path);
        taken.Dispose();
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private bool IsSwept(string directory)
    {
        if (directory == Path || new DirectoryInfo(directory).LinkTarget is not null) return false;

        if (!File.Exists(System.IO.Path.Combine(directory, SpoolLock.Name))) return IsEmptyRemoved(directory);
        using var abandoned = SpoolLock.TryTake(directory);
        return abandoned is not null && Remove(directory);
    }

    private static bool IsLock(string file) => System.IO.Path.GetFileName(file) == SpoolLock.Name;

    // Who is about to lock it makes another one.
    private static bool IsEmptyRemoved(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The lock goes last, so that a removal which is cut off is taken up again by the next.
    private static bool Remove(string directory)
    {
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(directory)) Directory.Delete(folder, recursive: true);
            foreach (var file in Directory.EnumerateFiles(directory).OrderBy(IsLock)) File.Delete(file);
            Directory.Delete(directory);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
