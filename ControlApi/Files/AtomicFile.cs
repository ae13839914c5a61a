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
    public static void Write(string path, string text) => Write([new(path, text)]);

    /// <summary>
    /// Writes such files together: none is replaced before each is on the disk, and where one cannot be replaced those
    /// before it are put back. Only a crash between the renames can part them.
    /// </summary>
    public static void Write(IReadOnlyList<FileText> files)
    {
        List<Prepared> all = [];
        try
        {
            foreach (var file in files) all.Add(new(file.Path, WriteBeside(file)));
            for (var at = 0; at < all.Count && all.Count > 1; at++)
                all[at] = all[at] with { Former = KeepBeside(all[at].Path) };
            ReplaceAll(all);
            foreach (var file in files) SyncDirectory(Path.GetDirectoryName(file.Path)!);
        }
        finally
        {
            foreach (var file in all) Forget(file.Text, file.Former);
        }
    }

    /// <summary>
    /// Writes a file that its owner edits too: what was in it is kept beside it before it is replaced.
    /// </summary>
    public static void Replace(string path, string? previous, string text) => Write(Replacement(path, previous, text));

    /// <summary>The files that are written for that.</summary>
    public static IReadOnlyList<FileText> Replacement(string path, string? previous, string text) =>
        previous is null ? [new(path, text)] : [new(path + ".previous", previous), new(path, text)];

    /// <summary>Removes what writers that were killed have left. Call it under the lock of the directory.</summary>
    public static void Sweep(string directory)
    {
        if (!Directory.Exists(directory)) return;

        foreach (var left in Directory.EnumerateFiles(directory, ".*.tmp")) File.Delete(left);
    }

    /// <summary>Takes a file away from other users, where its owner has not done so and lets us.</summary>
    public static void CloseToOthers(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return;

        try
        {
            if (File.GetUnixFileMode(path) != OwnerOnly) File.SetUnixFileMode(path, OwnerOnly);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Another user's file, or a mount without modes: no reason not to start.
        }
    }

    private static void ReplaceAll(List<Prepared> files)
    {
        var replaced = 0;
        try
        {
            for (; replaced < files.Count; replaced++)
                File.Move(files[replaced].Text, files[replaced].Path, overwrite: true);
        }
        catch
        {
            foreach (var file in files.Take(replaced).Reverse())
            {
                if (file.Former is { } former) File.Move(former, file.Path, overwrite: true);
                else File.Delete(file.Path);
            }

            throw;
        }
    }

    // Before anything is replaced: a disk that has run full is in the way of no rename.
    private static string? KeepBeside(string path)
    {
        if (!File.Exists(path)) return null;

        var copy = Beside(path);
        File.Copy(path, copy);
        return copy;
    }

    private static void Forget(params ReadOnlySpan<string?> temporaries)
    {
        foreach (var temporary in temporaries)
        {
            try
            {
                if (temporary is not null) File.Delete(temporary);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The next start sweeps it away; what was written is written.
            }
        }
    }

    private static string Beside(string path) => Path.Combine(
        Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");

    private static string WriteBeside(FileText file)
    {
        if (Directory.Exists(file.Path)) throw new IOException($"{file.Path} is a directory.");

        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        var temporary = Beside(file.Path);
        try
        {
            WriteDurably(temporary, file.Text);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
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

    /// <param name="Path">The file that is replaced.</param>
    /// <param name="Text">The one that takes its place.</param>
    private sealed record Prepared(string Path, string Text)
    {
        /// <summary>A copy of what was there; null for nothing.</summary>
        public string? Former { get; init; }
    }
}
