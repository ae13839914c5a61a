using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.Benchmarks;

/// <summary>How many times faster than it is heard a recording becomes PCM, the start of ffmpeg included.</summary>
internal static class DecodingSpeed
{
    private const int Seconds = 1_800;

    // Noise, which nothing makes easy, as phones, meeting programs and recorders save it.
    private static readonly (string Name, string Words)[] Formats =
    [
        ("wav 48 kHz stereo", "-ac 2 -c:a pcm_s16le speech.wav"),
        ("wav 44.1 kHz stereo, 24 bit", "-ac 2 -ar 44100 -c:a pcm_s24le speech24.wav"),
        ("m4a", "-ac 1 -ar 44100 -c:a aac -b:a 96k speech.m4a"),
        ("mp3", "-ac 1 -ar 44100 -b:a 96k speech.mp3"),
        ("opus", "-ac 1 -c:a libopus -b:a 32k speech.opus")
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var files = Directory.CreateTempSubdirectory("spark-bench-");
        var source = new AudioSource(Options.Create(new DecodingOptions()), TimeProvider.System);
        foreach (var (name, words) in Formats)
        {
            string[] encoding = words.Split(' ');
            var path = Path.Combine(files.FullName, encoding[^1]);
            var noise = $"anoisesrc=color=pink:amplitude=0.3:sample_rate=48000:duration={Seconds}";
            await FfmpegAsync(["-f", "lavfi", "-i", noise, .. encoding[..^1], path], cancel);
            var alone = await FfmpegAsync(["-i", path, "-ac", "1", "-ar", "16000", "-f", "null", "-"], cancel);
            var took = await DecodeAsync(source, path, cancel);
            yield return new($"decode {name}", Seconds / took.TotalSeconds, "times real time", 300, string.Create(
                CultureInfo.InvariantCulture,
                $"{Seconds / alone.TotalSeconds:0} of ffmpeg that writes nothing; {took.TotalSeconds:0.0} s in all"))
            {
                IsLeast = true
            };
        }

        files.Delete(recursive: true);
    }

    private static async Task<TimeSpan> DecodeAsync(AudioSource source, string path, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        AudioKind kind;
        using (var file = File.OpenRead(path)) kind = AudioSniffer.Look(file).Require();
        await using var pcm = await source.OpenAsync(kind, path, cancel);
        var (block, bytes) = (new byte[64 * 1024], 0L);
        while (await pcm.ReadAsync(block, cancel) is > 0 and var read) bytes += read;
        var took = Stopwatch.GetElapsedTime(start);
        if (bytes < Seconds * 32_000L - 32_000)
            throw new InvalidOperationException($"{path}: only {bytes} bytes came.");
        return took;
    }

    private static async Task<TimeSpan> FfmpegAsync(string[] words, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-y", "-v", "error", .. words]))!;
        await ffmpeg.WaitForExitAsync(cancel);
        return ffmpeg.ExitCode == 0 ? Stopwatch.GetElapsedTime(start)
            : throw new InvalidOperationException($"ffmpeg ended with {ffmpeg.ExitCode}: {string.Join(' ', words)}");
    }
}
