using System.Diagnostics;
using Microsoft.Extensions.Options;
using SparkControl.AudioProxy.Decoding;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Decoding;

/// <summary>Recordings that the real ffmpeg made, and programs that play ffmpeg.</summary>
internal sealed class Recordings : IDisposable
{
    // A tone of 440 Hz, three seconds, two channels.
    private static readonly string[] Tone =
        ["-f", "lavfi", "-i", "sine=frequency=440:duration=3:sample_rate=44100", "-ac", "2"];

    private readonly TempDirectory directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The tone in a format that ffmpeg knows by the name's end, with further words of its own.</summary>
    public Task<string> ToneAsync(string name, string words = "") => MakeAsync(name, [.. Tone, .. Words(words)]);

    /// <summary>Two seconds of a picture, with or without words on sound.</summary>
    public Task<string> FilmAsync(string name, string words) =>
        MakeAsync(name, ["-f", "lavfi", "-i", "testsrc=duration=2:size=64x64:rate=5", .. Words(words)]);

    /// <summary>A dialogue in a format that ffmpeg knows by the name's end.</summary>
    public async Task<string> OfAsync(Dialogue dialogue, string name, string words = "")
    {
        await dialogue.WriteWavAsync(Path("dialogue.wav"), Cancel);
        return await MakeAsync(name, ["-i", Path("dialogue.wav"), .. Words(words)]);
    }

    public async Task<string> WriteAsync(string name, byte[] content)
    {
        var path = Path(name);
        await File.WriteAllBytesAsync(path, content, Cancel);
        return path;
    }

    /// <summary>A shell script as a program.</summary>
    public async Task<string> ProgramAsync(string script)
    {
        var path = await WriteAsync("program", System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    public string Path(string name) => System.IO.Path.Combine(directory.Path, name);

    public void Dispose() => directory.Dispose();

    /// <summary>A source with another program than ffmpeg, or another clock.</summary>
    public static AudioSource Source(string program = "ffmpeg", TimeProvider? time = null) =>
        new(Options.Create(new DecodingOptions { Ffmpeg = program }), time ?? TimeProvider.System);

    public static AudioKind? Kind(string path)
    {
        using var file = File.OpenRead(path);
        return AudioSniffer.Look(file).Kind;
    }

    private async Task<string> MakeAsync(string name, string[] words)
    {
        using var ffmpeg =
            Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", .. words, Path(name)]))!;
        await ffmpeg.WaitForExitAsync(Cancel);
        Assert.Equal(0, ffmpeg.ExitCode);
        return Path(name);
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
