using Microsoft.Extensions.Options;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Opens recordings of any kind as sound.</summary>
internal sealed class AudioSource(IOptions<DecodingOptions> options, TimeProvider time)
{
    /// <summary>Whether more than WAV can be opened.</summary>
    public bool CanDecode() => Ffmpeg.Find(options.Value.Ffmpeg) is not null;

    /// <summary>
    /// The sound of a file, with its first part decoded already: what cannot be heard at all is said here. Dispose of
    /// it before the file is removed.
    /// </summary>
    /// <param name="kind">What it was sniffed as.</param>
    /// <param name="path">The whole path of a file that stays as it is while it is read.</param>
    /// <param name="cancel">Ends the decoding as long as this call takes; afterwards each read has its own.</param>
    /// <exception cref="AudioException">It cannot be heard.</exception>
    public async Task<PcmStream> OpenAsync(AudioKind kind, string path, CancellationToken cancel)
    {
        if (kind == AudioKind.Wav && WavPcm.TryOpen(path) is { } wav) return wav;

        return await FfmpegPcm.OpenAsync(options.Value, kind, path, time, cancel);
    }
}
