using System.Diagnostics;
using System.Globalization;

namespace SparkControl.AudioProxy.Voices;

/// <summary>ffmpeg making one format of samples while they come. Whoever leaves it ends it.</summary>
internal sealed class Encoder : IAsyncDisposable
{
    private const int LongestWord = 300;

    private readonly Process process;
    private readonly Task<string> said;

    private Encoder(Process process)
    {
        this.process = process;
        said = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where samples go; closed when there are no more.</summary>
    public Stream Samples => process.StandardInput.BaseStream;

    /// <summary>Where the format comes out.</summary>
    public Stream Encoded => process.StandardOutput.BaseStream;

    /// <param name="program">ffmpeg.</param>
    /// <param name="format">What it makes.</param>
    /// <param name="rate">Of the samples, in Hz: one channel of 16 bits.</param>
    /// <param name="speed">1 is as they are.</param>
    public static Encoder Start(string program, SpeechFormat format, int rate, double speed) =>
        new(Process.Start(new ProcessStartInfo(program, Arguments(format, rate, speed))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!);

    /// <summary>Ends when it has; null when all went well, else what it said.</summary>
    public async Task<string?> EndAsync(CancellationToken cancel)
    {
        var words = (await said.WaitAsync(cancel)).Trim();
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? null
            : words.Length > 0 ? words[..Math.Min(words.Length, LongestWord)]
            : string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await ((Task)said).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Dispose();
    }

    // It reads samples from a pipe and nothing else, whatever is in them.
    private static string[] Arguments(SpeechFormat format, int rate, double speed) =>
    [
        "-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "pipe",
        "-f", "s16le", "-ar", rate.ToString(CultureInfo.InvariantCulture), "-ac", "1", "-i", "pipe:0",
        .. speed.Equals(1.0) ? Array.Empty<string>() : ["-af", SpeechFormat.Tempo(speed)],
        .. format.Codec, "-flush_packets", "1", "pipe:1"
    ];
}
