using System.Security.Cryptography;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>A recording on its way to the disk: counted, hashed and looked at while it comes.</summary>
/// <param name="spool">Says how much room there is.</param>
/// <param name="path">Where it goes.</param>
/// <param name="limit">Bytes that it may have.</param>
/// <param name="canDecode">Whether more than WAV can be read; null is yes.</param>
internal sealed class SpooledFile(Spool spool, string path, long limit, Func<bool>? canDecode = null) : IDisposable
{
    // Others fill the disk too: while much comes it is looked at again.
    private const long BetweenLooks = 64L << 20;

    private readonly FileStream file = new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        BufferSize = 0,
        Options = FileOptions.Asynchronous
    });

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[AudioSniffer.Head];
    private long looked;

    /// <summary>Bytes that came.</summary>
    public long Size { get; private set; }

    /// <exception cref="AudioException">
    /// It is too large, there is no room, or its beginning shows that it is no recording: 2 GiB need not come first.
    /// </exception>
    public async Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (Size + bytes.Length > limit) throw new AudioException(AudioProblem.TooLarge(limit));
        if (Size - looked >= BetweenLooks)
        {
            spool.Require(bytes.Length);
            looked = Size;
        }

        hash.AppendData(bytes.Span);
        await WriteAsync(bytes, cancel);
        var before = Size;
        Size += bytes.Length;
        if (before >= head.Length) return;
        bytes.Span[..(int)Math.Min(bytes.Length, head.Length - before)].CopyTo(head.AsSpan((int)before));
        if (Size >= head.Length) Decodable(AudioSniffer.OfHead(head));
    }

    /// <summary>All has come: what it is, and the SHA-256 of it.</summary>
    /// <exception cref="AudioException">It is empty or no recording.</exception>
    public (AudioKind Kind, string Sha256) Complete()
    {
        if (Size == 0) throw new AudioException(AudioProblem.Empty);
        return (Decodable(AudioSniffer.Look(file)), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
    }

    private AudioKind Decodable(Sniffed sniffed) => sniffed.Require() is var kind
        && (kind == AudioKind.Wav || canDecode?.Invoke() != false)
            ? kind
            : throw new AudioException(AudioProblem.FfmpegMissing);

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel);
        }
        catch (IOException full) when (Spool.IsFull(full))
        {
            throw new AudioException(AudioProblem.DiskFull, full);
        }
    }
}
