using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Uploads;
using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What is known of a recording before it waits for a turn: it can be heard, and may be short.</summary>
/// <param name="Duration">Seconds; null where only its end would tell.</param>
/// <param name="IsShort">It is one window.</param>
internal sealed record FirstLook(double? Duration, bool IsShort)
{
    private const int BlockBytes = 64 * 1024;

    // One that takes longer counts as long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Decodes its beginning. What browsers record, and all that went through a pipe, has no length in its header: of
    /// such a one as much as a window is decoded.
    /// </summary>
    /// <exception cref="AudioException">It cannot be heard.</exception>
    public static async Task<FirstLook> AtAsync(
        Upload upload, WindowPlan plan, AudioSource sources, TimeProvider time, CancellationToken cancel)
    {
        await using var sound = await sources.OpenAsync(upload.Kind, upload.Path, cancel);
        if (sound.Duration is { } told) return new(told, told <= plan.MaxSeconds);

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            var seconds = await LengthAsync(sound, plan.Longest, either.Token);
            return new(seconds, seconds is not null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, IsShort: false);
        }
    }

    /// <returns>Null when it has more samples than that.</returns>
    private static async Task<double?> LengthAsync(PcmStream sound, long most, CancellationToken cancel)
    {
        var (block, bytes) = (new byte[BlockBytes], 0L);
        while (bytes <= most * Pcm.BytesPerSample)
        {
            var read = await sound.ReadAsync(block, cancel);
            if (read == 0) return Pcm.Seconds(bytes / Pcm.BytesPerSample);

            bytes += read;
        }

        return null;
    }
}
