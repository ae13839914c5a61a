using System.Runtime.InteropServices;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>The sound of a WAV file that is read here, without ffmpeg.</summary>
internal sealed class WavPcm : PcmStream
{
    private const int BlockBytes = 64 * 1024;

    private readonly FileStream file;
    private readonly WavFile wav;
    private readonly WavFormat format;
    private readonly Resampler resampler;
    private readonly byte[] block;
    private readonly float[] mono, results;
    private readonly short[] samples;
    private long left;
    private int from, to;
    private bool isDone;

    private WavPcm(FileStream file, WavFile wav, WavFormat format)
    {
        (this.file, this.wav, this.format) = (file, wav, format);
        left = wav.Length - wav.Length % format.FrameBytes;
        file.Position = wav.Offset;
        block = new byte[BlockBytes / format.FrameBytes * format.FrameBytes];
        mono = new float[block.Length / format.FrameBytes];
        resampler = new(format.Rate, Pcm.Rate, mono.Length);
        results = new float[resampler.Most(mono.Length)];
        samples = new short[results.Length];
        Duration = (double)(left / format.FrameBytes) / format.Rate;
    }

    public override double? Duration { get; }

    /// <summary>Null when its samples are not plain numbers.</summary>
    /// <exception cref="AudioException">It is damaged, or there is nothing in it.</exception>
    public static WavPcm? TryOpen(string path)
    {
        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        try
        {
            var wav = WavFile.Read(file);
            if (wav.Format is { } format)
            {
                if (wav.Length < format.FrameBytes) throw new AudioException(AudioProblem.Empty);
                return new(file, wav, format);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        while (from == to && !isDone) await FillAsync(cancel);
        return Give(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var ready = MemoryMarshal.AsBytes(samples.AsSpan())[from..to];
        var given = Math.Min(ready.Length, buffer.Length);
        ready[..given].CopyTo(buffer);
        from += given;
        return given;
    }

    private async ValueTask FillAsync(CancellationToken cancel)
    {
        var wanted = (int)Math.Min(left, block.Length);
        var read = await file.ReadAtLeastAsync(block.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancel);
        var frames = read / format.FrameBytes;
        left = read < wanted ? 0 : left - read;
        isDone = left == 0;
        Samples.Mix(format, block.AsSpan(0, frames * format.FrameBytes), mono.AsSpan(0, frames));
        var made = resampler.Convert(mono.AsSpan(0, frames), results, isDone);
        for (var i = 0; i < made; i++)
            samples[i] = (short)Math.Clamp(MathF.Round(results[i] * 32_768), short.MinValue, short.MaxValue);
        (from, to) = (0, made * Pcm.BytesPerSample);
        if (isDone && wav.IsCutOff) Flaw = "The file was cut off: its header promises more sound than there is.";
    }
}
