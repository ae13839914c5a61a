using Xunit;

namespace SparkControl.Tests.Integration.Published;

/// <summary>
/// The data directory as HealthMonitor has it, which may only read: without a mount of its own it is a tree in which
/// nobody but its owner can make a file, and in which the panel's key is the panel's own file.
/// </summary>
internal sealed class KeyView : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string key;
    private string? before;

    /// <param name="path">Where it is to be; its owner is this process.</param>
    /// <param name="data">The data directory, in which the key may not be there yet.</param>
    public KeyView(string path, string data)
    {
        (Path, key) = (path, System.IO.Path.Combine(data, "ssh", "id_ed25519"));
        Directory.CreateDirectory(Ssh);
        File.CreateSymbolicLink(System.IO.Path.Combine(Ssh, "id_ed25519"), key);
        Close(Readable);
    }

    public string Path { get; }

    private string Ssh => System.IO.Path.Combine(Path, "ssh");

    /// <summary>The key is there from now on, and stays as it is.</summary>
    public void Keep() => before = File.ReadAllText(key);

    /// <summary>Nothing was made, and the key is the same.</summary>
    public void IsUntouched()
    {
        Assert.Equal([Ssh, System.IO.Path.Combine(Ssh, "id_ed25519")],
            Directory.GetFileSystemEntries(Path, "*", SearchOption.AllDirectories));
        Assert.Equal(before, File.ReadAllText(key));
    }

    // For whoever deletes it.
    public void Dispose() => Close(Readable | UnixFileMode.UserWrite);

    private void Close(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var directory in (string[])[Path, Ssh]) File.SetUnixFileMode(directory, mode);
    }
}
