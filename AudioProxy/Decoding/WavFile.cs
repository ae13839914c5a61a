using System.Buffers.Binary;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Where the sound lies in a WAV file.</summary>
/// <param name="Format">How it is written; null when that is not for us to read.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Bytes that are there.</param>
/// <param name="IsCutOff">The header says that there were more.</param>
internal sealed record WavFile(WavFormat? Format, long Offset, long Length, bool IsCutOff)
{
    // Chunks of no length would be walked through for minutes.
    private const int MostChunks = 4096;

    // Who streams a WAV does not know its length, and writes the largest there is: 2^32-1, or near 2^31.
    private const long Streamed = 0x7FFF_0000;

    // Two seconds of speech at 16 kHz: writers leave less than that behind their sound.
    private const int Leftover = 64 * 1024;

    private const int LongestFormat = 128;

    /// <exception cref="AudioException">It is none that can be understood: <c>damaged_audio</c>.</exception>
    public static WavFile Read(Stream file)
    {
        var chunks = new WavChunks(file);
        var (format, data, length) = ((byte[]?)null, (WavChunk?)null, (long?)null);
        for (var i = 0; i < MostChunks && (format is null || data is null); i++)
        {
            if (chunks.Next() is not { } chunk) break;
            if (chunk.Id == "ds64" && chunks.Body(chunk, 16) is { Length: 16 } sizes)
                length = BinaryPrimitives.ReadInt64LittleEndian(sizes.AsSpan(8));
            if (chunk.Id == "fmt ") format = chunks.Body(chunk, LongestFormat);
            if (chunk.Id != "data" || data is not null) continue;
            data = chunk;
            var (there, _) = Extent(chunks, chunk, length);
            chunks.Skip(chunk with { Size = there });
        }

        if (format is null)
            throw new AudioException(AudioProblem.Damaged("the WAV file does not say how its sound is written"));
        if (data is null) throw new AudioException(AudioProblem.Damaged("the WAV file has no sound chunk"));
        var (bytes, isCutOff) = Extent(chunks, data, length);
        return new(WavFormat.Read(format), data.Offset, bytes, isCutOff);
    }

    // A recorder that writes its header anew now and then has lost its power: by that the file ends with its sound, and
    // what follows is no other chunk.
    private static bool IsCutShort(WavChunks chunks, WavChunk data, long rest)
    {
        var end = data.Offset + data.Size;
        return rest - data.Size > Leftover && (chunks.Named <= end + Leftover || chunks.Named > uint.MaxValue)
            && !chunks.IsChain(end) && !chunks.IsChain(end + data.Size % 2);
    }

    // How much sound there is, whatever the chunk's header says.
    private static (long Bytes, bool IsCutOff) Extent(WavChunks chunks, WavChunk data, long? named)
    {
        var rest = chunks.Length - data.Offset;
        if (named is > 0 && data.Size is 0 or uint.MaxValue) return (Math.Min(named.Value, rest), named > rest);
        // A plain RIFF cannot name the size of what is larger than 4 GiB.
        if (data.Size >= Streamed && data.Size > rest || chunks.Length > uint.MaxValue) return (rest, false);
        if (data.Size == 0) return (chunks.IsChain(data.Offset) ? 0 : rest, false);
        return IsCutShort(chunks, data, rest) ? (rest, false) : (Math.Min(data.Size, rest), data.Size > rest);
    }
}
