using System.Security.Cryptography;
using System.Text;

namespace SparkControl.Simulator.Hub;

/// <summary>
/// One file of a repository: what the Hub says of it, and what its bytes are. Weights of the catalog's models have
/// their true size and no bytes; files of test repositories are real.
/// </summary>
internal sealed class ModelFile
{
    private readonly Lazy<string> _oid;
    private readonly Func<Stream> _open;

    private ModelFile(string name, long size, Lazy<string> oid, Func<Stream> open) =>
        (Name, Size, _oid, _open) = (name, size, oid, open);

    /// <summary>Its path in the repository.</summary>
    public string Name { get; }

    public long Size { get; }

    /// <summary>The name of its blob: the sha256 of what git LFS keeps, git's own sha1 of everything else.</summary>
    public string Oid => _oid.Value;

    /// <summary>It lies beside git, as large files do.</summary>
    public bool IsLarge { get; private init; }

    /// <summary>It has a size and a sum, but only zeros for bytes.</summary>
    public bool IsSparse { get; private init; }

    /// <summary>A small file with this text.</summary>
    public static ModelFile Text(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(name, bytes.Length, new(() => GitSum(bytes)), () => new MemoryStream(bytes, writable: false));
    }

    /// <summary>A large file whose bytes follow from the repository and its name.</summary>
    public static ModelFile Written(string repo, string name, long size)
    {
        var seed = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{repo}/{name}")));
        Stream Open() => new PatternStream(seed, size);
        return new(name, size, new(() => Sum(Open())), Open) { IsLarge = true };
    }

    /// <summary>A large file without bytes, and with a sum that no file has.</summary>
    public static ModelFile Sparse(string repo, string name, long size)
    {
        var oid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{repo}/{name}")));
        return new(name, size, new(oid), () => new PatternStream(null, size)) { IsLarge = true, IsSparse = true };
    }

    /// <summary>Its bytes from the first on; they can be read from anywhere.</summary>
    public Stream Open() => _open();

    private static string Sum(Stream bytes)
    {
        using (bytes) return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    // The object id that git gives a file.
    private static string GitSum(byte[] bytes)
    {
        byte[] blob = [.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes];
#pragma warning disable CA5350 // It is git's name for a file, and keeps nobody out.
        return Convert.ToHexStringLower(SHA1.HashData(blob));
#pragma warning restore CA5350
    }
}
