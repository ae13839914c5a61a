using System.Diagnostics;

namespace SparkControl.Tests.Integration.Standalone;

/// <summary>The real Standalone, as a process of its own with a data directory.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly Process process;
    private bool isIgnored;

    private StandaloneProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    /// <param name="directory">DATA_DIR.</param>
    /// <param name="args">The command line.</param>
    public static StandaloneProcess Start(string directory, params string[] args) =>
        Start(directory, new Dictionary<string, string>(), args);

    /// <param name="directory">DATA_DIR.</param>
    /// <param name="variables">More of its environment.</param>
    /// <param name="args">The command line.</param>
    public static StandaloneProcess Start(
        string directory, IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SparkControl.Standalone.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["DATA_DIR"] = directory;
        start.Environment["BIND_PORT"] = "0";
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>The rest of the first line that begins with a word.</summary>
    public async Task<string> SaysAsync(string word, CancellationToken cancel)
    {
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            var at = line.IndexOf(word, StringComparison.Ordinal);
            if (at >= 0) return line[(at + word.Length)..].Trim();
        }

        throw new InvalidOperationException(
            $"It ended without \"{word}\": {await process.StandardError.ReadToEndAsync(cancel)}");
    }

    /// <summary>Takes whatever else it says: a panel whose output nobody reads would wait for its log.</summary>
    public void Ignore()
    {
        isIgnored = true;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>All that it wrote, what is on stdout first, when it has ended by itself.</summary>
    public async Task<string> SaysInAllAsync(CancellationToken cancel)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = await EndsWithAsync(cancel);
        return await output + errors;
    }

    /// <summary>What it wrote to stderr, when it has ended by itself.</summary>
    public async Task<string> EndsWithAsync(CancellationToken cancel)
    {
        var said = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return said;
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancel)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        if (!isIgnored) _ = process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    /// <summary>A signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }
}
