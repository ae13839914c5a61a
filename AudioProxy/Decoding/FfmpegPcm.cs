using System.Diagnostics;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>
/// The sound of a file that ffmpeg reads. What is not read yet stands still in the pipe; ffmpeg is ended with the
/// stream, with a read that is given up, and when it takes too long.
/// </summary>
internal sealed class FfmpegPcm : PcmStream
{
    private const int BlockBytes = 64 * 1024;

    // Words of a version of ffmpeg that is not known here need not be waited for longer.
    private static readonly TimeSpan Listing = TimeSpan.FromSeconds(2);

    private readonly DecodingOptions options;
    private readonly TimeProvider time;
    private readonly string path;
    private readonly Process process;
    private readonly ITimer late;
    private readonly FfmpegLog log = new();
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task drained;
    private readonly byte[] block = new byte[BlockBytes];
    private TimeSpan waited;
    private long decoded;
    private int from, to;
    private volatile bool isLate;
    private bool isDone;

    private FfmpegPcm(DecodingOptions options, AudioKind kind, string path, TimeProvider time)
    {
        (this.options, this.path, this.time) = (options, path, time);
        process = Ffmpeg.Start(options.Ffmpeg, kind, path);
        late = time.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        drained = DrainAsync();
    }

    public override double? Duration => log.Duration;

    /// <summary>Returns with the first sound.</summary>
    /// <exception cref="AudioException">There is none.</exception>
    public static async Task<FfmpegPcm> OpenAsync(
        DecodingOptions options, AudioKind kind, string path, TimeProvider time, CancellationToken cancel)
    {
        var pcm = new FfmpegPcm(options, kind, path, time);
        try
        {
            await pcm.FillAsync(cancel);
            // What is in the file was written before its sound, to another pipe.
            await pcm.listed.Task.WaitAsync(Listing, time, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return pcm;
        }
        catch
        {
            await pcm.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (from == to && !isDone) await FillAsync(cancel);
        var given = Math.Min(to - from, buffer.Length);
        block.AsSpan(from, given).CopyTo(buffer.Span);
        from += given;
        return given;
    }

    public override async ValueTask DisposeAsync()
    {
        Ffmpeg.Kill(process);
        await process.WaitForExitAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Ffmpeg.Kill(process);
            late.Dispose();
            _ = drained.ContinueWith(_ => process.Dispose(), TaskScheduler.Default);
        }

        base.Dispose(disposing);
    }

    private async Task FillAsync(CancellationToken cancel)
    {
        using var abandoned = cancel.Register(() => Ffmpeg.Kill(process));
        var asked = time.GetTimestamp();
        late.Change(Patience(), Timeout.InfiniteTimeSpan);
        // A pipe is not read with a token: the read ends when its writer is gone, whoever ended it.
        (from, to) = (0, await process.StandardOutput.BaseStream.ReadAsync(block, CancellationToken.None));
        isDone = to == 0;
        if (isDone) await EndAsync();
        late.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        waited += time.GetElapsedTime(asked);
        decoded += to;

        cancel.ThrowIfCancellationRequested();
        if (isLate) throw new AudioException(AudioProblem.TimedOut);
        if (isDone) Judge();
    }

    // A stray child of it may keep the pipe of the log open.
    private async Task EndAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        await drained.WaitAsync(Listing, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TimeSpan Patience()
    {
        var left = options.Overall - waited;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < options.NoProgress ? left : options.NoProgress;
    }

    private void GiveUp()
    {
        isLate = true;
        Ffmpeg.Kill(process);
    }

    private void Judge()
    {
        var verdict = FfmpegVerdict.Of(log, process.ExitCode, Pcm.Seconds(decoded / Pcm.BytesPerSample), path);
        if (verdict.Problem is { } problem) throw new AudioException(problem);
        Flaw = verdict.Flaw;
    }

    // Undrained, a talkative ffmpeg would stand still.
    private async Task DrainAsync()
    {
        var part = new byte[4096];
        while (await process.StandardError.BaseStream.ReadAsync(part) is > 0 and var read)
        {
            log.Add(part.AsSpan(0, read));
            if (log.HasListed) listed.TrySetResult();
        }

        listed.TrySetResult();
    }
}
