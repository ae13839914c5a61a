using System.Runtime.InteropServices;
using System.Text;

namespace SparkControl.ControlApi.Files;

/// <summary>
/// Replaces a file so that a crash at any moment leaves the old text or the new one: temporary file, fsync, rename,
/// fsync of the directory.
/// </summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void Write(string path, string text)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);

        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            WriteDurably(temporary, text);
            File.Move(temporary, path, overwrite: true);
            SyncDirectory(directory);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file that its owner edits too: what was in it is kept beside it before it is replaced.</summary>
    public static void Replace(string path, string? previous, string text)
    {
        if (previous is not null) Write(path + ".previous", previous);

        Write(path, text);
    }

    /// <summary>Removes what writers that were killed have left. Call it under the lock of the directory.</summary>
    public static void Sweep(string directory)
    {
        foreach (var left in Directory.EnumerateFiles(directory, ".*.tmp")) File.Delete(left);
    }

    /// <summary>Takes a file away from other users, where its owner has not done so.</summary>
    public static void CloseToOthers(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(path, OwnerOnly);
    }

    private static void WriteDurably(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    // .NET does not open directories, and without this the rename itself may be lost with the power.
    private static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;

        var handle = Open(Encoding.UTF8.GetBytes(directory + '\0'), 0);
        if (handle < 0) return;

        _ = Fsync(handle);
        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Fsync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
