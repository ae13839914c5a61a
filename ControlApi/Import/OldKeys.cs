using System.Text;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>The key that the original logged in with, and the host keys that it accepted.</summary>
/// <param name="data">The data directory.</param>
/// <param name="list">Takes what becomes of them.</param>
internal sealed class OldKeys(DataDirectory data, ImportList list)
{
    private const int Largest = 64 * 1024;
    private const string Begin = "-----BEGIN ", PrivateKey = "PRIVATE KEY-----", Previous = ".previous";
    private const string IsUnused = "It was made before the old one could be taken, and is used no longer.";
    private const string OfAnother = "SparkControl logs in with another one. It stays where it is.";

    /// <summary>
    /// Whether <c>ssh/</c> holds anything else than the key that somebody has put there for this panel's first start.
    /// </summary>
    public static bool AreIn(DataDirectory data) => Directory.Exists(data.SshDirectory)
        && Directory.EnumerateFiles(data.SshDirectory)
            .Any(path => path != data.SshKeyFile && path != data.SshKeyFile + ".pub");

    /// <summary>
    /// Leaves the key as it is where it has the name that it has here, and copies it where it has another one. What
    /// else lies beside it is told.
    /// </summary>
    /// <param name="named">The path at which the original had its key; null where it did not say.</param>
    /// <param name="isSet">Whether the environment names a key: then the panel needs none of its own.</param>
    /// <param name="isMade">Whether the one of our name is one that this panel has made meanwhile.</param>
    public void Take(string? named, bool isSet, bool isMade)
    {
        KeepKnownHosts();
        if (!Directory.Exists(data.SshDirectory)) return;

        if (!isSet) TakeKey(named, isMade);
        KeepOthers(isSet);
    }

    private void TakeKey(string? named, bool isMade)
    {
        if (File.Exists(data.SshKeyFile) && !isMade)
        {
            AtomicFile.CloseToOthers(data.SshKeyFile);
            list.Take("ssh/id_ed25519", "the key for the Sparks, as it is");
            return;
        }

        var keys = Directory.GetFiles(data.SshDirectory).Where(path => path != data.SshKeyFile && IsPrivateKey(path))
            .Order(StringComparer.Ordinal).ToList();
        var key = keys.Find(key => Path.GetFileName(key) == Path.GetFileName(named));
        if (keys is [var only]) key = only;
        if (key is not null) Copy(key);
        foreach (var left in key is null ? keys : [])
        {
            list.Keep(Name(left), "a private key", "There are several: put yours at ssh/id_ed25519.");
        }
    }

    private void Copy(string key)
    {
        // Of a key that was made meanwhile nothing is lost: somebody may have let it in.
        var (made, old) = (TextOf(data.SshKeyFile), File.ReadAllText(key, Encoding.UTF8));
        if (TextOf(key + ".pub") is { } published) AtomicFile.Write(data.SshKeyFile + ".pub", published);
        else if (made is not null) File.Delete(data.SshKeyFile + ".pub");
        if (made != old) AtomicFile.Replace(data.SshKeyFile, made, old);
        AtomicFile.CloseToOthers(key);
        list.Take(Name(key), "the key for the Sparks, as ssh/id_ed25519");
        if (File.Exists(data.SshKeyFile + Previous))
            list.Keep(Name(data.SshKeyFile + Previous), "a key of the panel", IsUnused);
    }

    private static string? TextOf(string path) => File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : null;

    // Nobody has compared them: the original took whichever key a machine showed first.
    private void KeepKnownHosts()
    {
        if (!File.Exists(data.KnownHostsFile)) return;

        var kept = OldFiles.Originals(data.KnownHostsFile).First();
        if (!File.Exists(kept)) File.Copy(data.KnownHostsFile, kept);
        list.Keep(
            "ssh/known_hosts", "the Sparks' host keys",
            "Nobody has compared them. Compare each Spark's once, under Set-up; the file is kept.");
    }

    private void KeepOthers(bool isSet)
    {
        var told = list.Taken.Select(part => part.File).Concat(list.Kept.Select(part => part.File)).ToHashSet();
        var others = new DirectoryInfo(data.SshDirectory).EnumerateFileSystemInfos()
            .Where(entry => !told.Contains(Name(entry.FullName)) && !IsTold(entry.FullName, isSet))
            .ToLookup(IsPrivateKey);
        foreach (var key in others[true].OrderBy(key => key.Name, StringComparer.Ordinal))
            list.Keep(Name(key.FullName), "a private key", OfAnother);
        UnknownEntries.Keep(list, others[false], "ssh/");
    }

    // What is the panel's own, and the public half of a key that is told itself.
    private bool IsTold(string path, bool isSet) => (path == data.SshKeyFile && !isSet)
        || path == data.SshKeyFile + Previous || OldFiles.Originals(data.KnownHostsFile).Contains(path)
        || (Path.GetExtension(path) == ".pub" && File.Exists(Path.ChangeExtension(path, null)))
        || UnknownEntries.IsHalfWritten(Path.GetFileName(path));

    private static bool IsPrivateKey(FileSystemInfo entry)
    {
        try
        {
            return entry is FileInfo && IsPrivateKey(entry.FullName);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It can be told of without having been read.
            return false;
        }
    }

    private static bool IsPrivateKey(string path)
    {
        var file = new FileInfo(path);
        if (file.Length is 0 or > Largest || file.Extension is ".pub" or ".original" or Previous) return false;

        var text = File.ReadAllText(path);
        return text.StartsWith(Begin, StringComparison.Ordinal) && text.Contains(PrivateKey, StringComparison.Ordinal);
    }

    private static string Name(string path) => $"ssh/{Path.GetFileName(path)}";
}
