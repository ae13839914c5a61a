using System.Collections.Concurrent;
using System.Diagnostics;
using SparkControl.Tests.Integration.Chaos;
using Xunit;

namespace SparkControl.Tests.Integration.Published;

/// <summary>
/// A service as it was published, started as compose.yaml starts it: as user 1654 where this process may choose, from a
/// tree that it cannot write to.
/// </summary>
internal sealed class PublishedService : IAsyncDisposable
{
    private const string User = "1654";

    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();

    private PublishedService(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        Program = program;
        Variables = environment;
        process = Start(environment, [program, .. arguments]);
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where eng/check-publish.sh has put all of them.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("SPARKCONTROL_PUBLISHED")
        ?? throw new InvalidOperationException("SPARKCONTROL_PUBLISHED is unset: run eng/check-publish.sh.");

    /// <summary>What it has said so far.</summary>
    public string Said => string.Join('\n', said);

    private string Program { get; }

    private IReadOnlyDictionary<string, string> Variables { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool MayChooseUser => Environment.UserName == "root";

    /// <summary>Returns when its own <c>--healthcheck</c> finds it alive.</summary>
    public static async Task<PublishedService> StartAsync(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var service = new PublishedService(program, environment, arguments);
        try
        {
            await Moment.WhenAsync(
                async () => await service.ProbeAsync() == 0, () => $"{program} lives\n{service.Said}",
                TimeSpan.FromSeconds(60));
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the image's health check answers now: an exit code.</summary>
    public async Task<int> ProbeAsync()
    {
        using var probe = Start(Variables, Program, "--healthcheck");
        await probe.WaitForExitAsync(Cancel);
        return probe.ExitCode;
    }

    /// <summary>Asks it to end as docker does; the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Gives a directory to the user that the services run as.</summary>
    public static async Task OwnAsync(string directory)
    {
        if (!MayChooseUser) return;
        using var chown = Process.Start("chown", ["-R", $"{User}:{User}", directory]);
        await chown.WaitForExitAsync(CancellationToken.None);
    }

    private static Process Start(IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        string[] words = MayChooseUser
            ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", "dotnet", .. command]
            : ["dotnet", .. command];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(command[0])!
        };
        start.Environment.Remove("HOME");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
