using System.Diagnostics;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>One shell process on this machine.</summary>
internal sealed class LocalChannel : IShellChannel
{
    private readonly Process process;

    private LocalChannel(Process process) => this.process = process;

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    /// <summary>Released when the channel ends.</summary>
    public IDisposable? Slot { get; set; }

    /// <summary>What ends the channel from elsewhere; undone when it has ended.</summary>
    public CancellationTokenRegistration Ending { get; set; }

    public static LocalChannel Open(LocalShellSettings settings)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        if (settings.Environment.Count > 0)
        {
            start.Environment.Clear();
            foreach (var (name, value) in settings.Environment) start.Environment[name] = value;
        }

        if (start.Environment.TryGetValue("HOME", out var home) && Directory.Exists(home))
            start.WorkingDirectory = home;
        return new(Process.Start(start)!);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await process.StandardInput.BaseStream.WriteAsync(bytes, cancel);
        await process.StandardInput.BaseStream.FlushAsync(cancel);
    }

    /// <summary>A detached job has left this tree: it is nobody's child any more.</summary>
    public void Kill()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Ending.DisposeAsync();
        Kill();
        process.Dispose();
        Slot?.Dispose();
    }
}
