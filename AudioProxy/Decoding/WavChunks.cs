using System.Buffers.Binary;
using System.Text;

namespace SparkControl.AudioProxy.Decoding;

/// <param name="Id">Four letters.</param>
/// <param name="Offset">Where its body begins.</param>
/// <param name="Size">As its header names it; it may be more than is there.</param>
internal sealed record WavChunk(string Id, long Offset, long Size);

/// <summary>The chunks of a WAV file, one after another.</summary>
internal sealed class WavChunks
{
    private const int Header = 8;
    private const int MostInChain = 64;

    private readonly Stream file;
    private long next = 12;

    /// <exception cref="AudioException">It does not begin as a WAV file does.</exception>
    public WavChunks(Stream file)
    {
        this.file = file;
        var begin = At(0, 12);
        if (begin.Length < 12 || Id(begin) is not ("RIFF" or "RF64" or "BW64") || Id(begin.AsSpan(8)) != "WAVE")
            throw new AudioException(AudioProblem.Damaged("it does not begin as a WAV file does"));
        Named = 8L + BinaryPrimitives.ReadUInt32LittleEndian(begin.AsSpan(4));
    }

    public long Length => file.Length;

    /// <summary>Bytes that the file has by its own header.</summary>
    public long Named { get; }

    /// <summary>The chunk that follows; null at the end.</summary>
    public WavChunk? Next()
    {
        var chunk = Read(next);
        if (chunk is not null) Skip(chunk);
        return chunk;
    }

    /// <summary>The first bytes of a chunk's body, at most so many.</summary>
    public byte[] Body(WavChunk chunk, int most) => At(chunk.Offset, (int)Math.Min(chunk.Size, most));

    /// <summary>Goes on behind a chunk. One of odd length is padded, which some writers forget.</summary>
    public void Skip(WavChunk chunk)
    {
        next = chunk.Offset + chunk.Size;
        if (chunk.Size % 2 != 0 && (!IsNamed(next) || IsNamed(next + 1))) next++;
    }

    /// <summary>Whether from here on there is nothing but whole chunks, up to the end exactly.</summary>
    public bool IsChain(long offset)
    {
        for (var i = 0; i < MostInChain && offset < Length; i++)
        {
            if (Read(offset) is not { } chunk || !IsWord(chunk.Id)) return false;
            offset = chunk.Offset + chunk.Size + chunk.Size % 2;
        }

        // The padding of the last one may be missing.
        return offset == Length || offset == Length + 1;
    }

    private bool IsNamed(long offset) => Read(offset) is { } chunk && IsWord(chunk.Id);

    private WavChunk? Read(long offset)
    {
        var head = At(offset, Header);
        return head.Length < Header ? null
            : new(Id(head), offset + Header, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
    }

    private byte[] At(long offset, int count)
    {
        if (offset >= Length) return [];
        file.Position = offset;
        var bytes = new byte[count];
        return bytes[..file.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
    }

    private static string Id(ReadOnlySpan<byte> head) => Encoding.Latin1.GetString(head[..4]);

    private static bool IsWord(string id) => id.All(letter => letter is >= ' ' and <= '~');
}
