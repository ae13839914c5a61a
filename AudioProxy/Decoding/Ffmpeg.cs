using System.ComponentModel;
using System.Diagnostics;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>ffmpeg as a child process that reads one file and writes its sound to a pipe.</summary>
internal static class Ffmpeg
{
    // ENOENT and EACCES of Linux and macOS, and ERROR_FILE_NOT_FOUND, which has the same number.
    private const int NotFound = 2, NotAllowed = 13;

    /// <summary>The program as it can be started: a path, or a name that is in <c>PATH</c>.</summary>
    /// <returns>Null when it is not there.</returns>
    public static string? Find(string name)
    {
        if (name.Contains('/')) return File.Exists(name) ? name : null;

        var directories = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// The reader is named, files that a file refers to are not opened, nothing but the first audio track is decoded,
    /// and each line of the log says how bad it is.
    /// </summary>
    public static IReadOnlyList<string> Arguments(AudioKind kind, string path) =>
    [
        "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info",
        "-protocol_whitelist", "file,pipe", "-f", kind.Demuxer(), "-i", $"file:{path}",
        "-map", "0:a:0", "-vn", "-sn", "-dn",
        "-ac", "1", "-ar", $"{Pcm.Rate}", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"
    ];

    /// <summary>Starts it with nothing of our environment but the place of programs.</summary>
    /// <exception cref="AudioException">It is not there: <c>ffmpeg_missing</c>.</exception>
    public static Process Start(string program, AudioKind kind, string path)
    {
        var start = new ProcessStartInfo(program, Arguments(kind, path))
        {
            WorkingDirectory = Path.GetPathRoot(path),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        var programs = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = programs;
        start.Environment["LC_ALL"] = "C";
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception missing) when (missing.NativeErrorCode is NotFound or NotAllowed)
        {
            throw new AudioException(AudioProblem.FfmpegMissing, missing);
        }
    }

    /// <summary>Ends it with all that it started; nothing happens where it has ended.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or a child of it, has ended by itself in the same moment.
        }
    }
}
