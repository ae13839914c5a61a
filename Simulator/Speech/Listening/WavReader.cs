using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SparkControl.Simulator.Speech.Listening;

/// <summary>A WAV file of 16-bit PCM as it comes, of which the first channel is taken.</summary>
internal sealed class WavReader
{
    private const int Pcm = 1, Extensible = 0xFFFE, Block = 1 << 16, LongestFormat = 1 << 12;

    private readonly Stream _file;
    private readonly int _channels;
    private long _left;

    private WavReader(Stream file, int rate, int channels, long length) =>
        (_file, Rate, _channels, _left) = (file, rate, channels, length);

    /// <summary>Samples a second.</summary>
    public int Rate { get; }

    /// <summary>Reads as far as the samples; null when it is no such file.</summary>
    public static async Task<WavReader?> OpenAsync(Stream file, CancellationToken cancel)
    {
        var head = new byte[12];
        if (await file.ReadAtLeastAsync(head, 12, false, cancel) < 12 || !IsRiff(head)) return null;
        for (var (rate, channels) = (0, 0); ;)
        {
            if (await file.ReadAtLeastAsync(head.AsMemory(0, 8), 8, false, cancel) < 8) return null;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (IsChunk(head, "data"u8)) return channels == 0 ? null : new(file, rate, channels, length);
            if (!IsChunk(head, "fmt "u8)) await SkipAsync(file, length + length % 2, cancel);
            else if (await FormatAsync(file, length, cancel) is { } format) (rate, channels) = format;
            else return null;
        }
    }

    /// <summary>Hands over all samples, block by block.</summary>
    public async Task ReadAsync(Action<ReadOnlySpan<short>> take, CancellationToken cancel)
    {
        var frame = 2 * _channels;
        var bytes = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            while (_left > 0)
            {
                // Who streams a WAV does not know its length, and writes the largest there is.
                var wanted = (int)Math.Min(Block / frame * frame, _left);
                var count = await _file.ReadAtLeastAsync(bytes.AsMemory(0, wanted), wanted, false, cancel);
                take(First(bytes.AsSpan(0, count / frame * frame)));
                _left = count < wanted ? 0 : _left - count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool IsRiff(ReadOnlySpan<byte> head) =>
        IsChunk(head, "RIFF"u8) && head[8..12].SequenceEqual("WAVE"u8);

    private static bool IsChunk(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name) => head[..4].SequenceEqual(name);

    private static async Task<(int Rate, int Channels)?> FormatAsync(
        Stream file, uint length, CancellationToken cancel)
    {
        if (length is < 16 or > LongestFormat) return null;
        var body = new byte[length + length % 2];
        if (await file.ReadAtLeastAsync(body, body.Length, false, cancel) < body.Length) return null;
        var channels = BinaryPrimitives.ReadInt16LittleEndian(body.AsSpan(2));
        var rate = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(4));
        var isReadable = BinaryPrimitives.ReadUInt16LittleEndian(body) is Pcm or Extensible &&
            BinaryPrimitives.ReadInt16LittleEndian(body.AsSpan(14)) == 16 &&
            channels is > 0 and <= 8 && rate is >= 8000 and <= 192_000;
        return isReadable ? (rate, channels) : null;
    }

    private static async Task SkipAsync(Stream file, long length, CancellationToken cancel)
    {
        var bytes = new byte[4096];
        while (length > 0 &&
            await file.ReadAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, length)), cancel) is > 0 and var count)
            length -= count;
    }

    // In place: the first sample of each frame moves forward.
    private ReadOnlySpan<short> First(Span<byte> bytes)
    {
        var samples = MemoryMarshal.Cast<byte, short>(bytes);
        if (_channels == 1) return samples;
        for (var at = 0; at < samples.Length / _channels; at++) samples[at] = samples[at * _channels];
        return samples[..(samples.Length / _channels)];
    }
}
