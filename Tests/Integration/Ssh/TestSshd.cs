using System.Diagnostics;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Ssh;

/// <summary>A real sshd on a free loopback port, with a home of its own: a Spark as far as SSH goes.</summary>
internal sealed class TestSshd : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sshd-");
    private Process? listener;
    private string hostKeyFile = "";

    private TestSshd(string extra) => Extra = extra;

    public string Home => Path.Combine(directory.FullName, "home");

    /// <summary>A private key that is let in.</summary>
    public string Key => Path.Combine(directory.FullName, "user");

    /// <summary>A private key that is not.</summary>
    public string StrangersKey => Path.Combine(directory.FullName, "stranger");

    public int Port { get; } = FreePort.Next();

    public HostKey HostKey { get; private set; } = new("", "");

    private string Extra { get; }

    /// <param name="extra">Further lines of sshd_config.</param>
    public static async Task<TestSshd> StartAsync(string extra = "")
    {
        var sshd = new TestSshd(extra);
        Directory.CreateDirectory(sshd.Home);
        Directory.CreateDirectory(Path.Combine(sshd.Home, ".local/bin"));
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", sshd.Key);
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", sshd.StrangersKey);
        File.Copy($"{sshd.Key}.pub", Path.Combine(sshd.directory.FullName, "authorized_keys"));
        await sshd.ChangeHostKeyAsync("ed25519");
        await sshd.ListenAsync();
        return sshd;
    }

    /// <summary>The node's settings, with its present host key pinned.</summary>
    public SparkSettings Node() => Node(HostKey);

    public SparkSettings Node(params HostKey[] pinned) =>
        new() { Name = "spark1", Host = "127.0.0.1", Port = Port, User = Environment.UserName, HostKeys = pinned };

    /// <summary>A program of the node's, found before any other of its name.</summary>
    public void Install(string name, string script)
    {
        var path = Path.Combine(Home, ".local/bin", name);
        File.WriteAllText(path, script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Takes effect at the next start.</summary>
    public async Task ChangeHostKeyAsync(string type)
    {
        hostKeyFile = Path.Combine(directory.FullName, $"host-{Guid.NewGuid():N}");
        await RunAsync("ssh-keygen", "-q", "-t", type, "-N", "", "-f", hostKeyFile);
        var fingerprint = (await RunAsync("ssh-keygen", "-l", "-f", $"{hostKeyFile}.pub")).Split(' ')[1];
        HostKey = new((await File.ReadAllTextAsync($"{hostKeyFile}.pub")).Split(' ')[0], fingerprint);
    }

    /// <summary>Accepts connections, again after <see cref="StopAsync"/>.</summary>
    public async Task ListenAsync()
    {
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        var config = Path.Combine(directory.FullName, "sshd_config");
        await File.WriteAllTextAsync(config, $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {hostKeyFile}
            AuthorizedKeysFile {directory.FullName}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            PidFile none
            SetEnv HOME={Home} PATH={Home}/.local/bin:/usr/local/bin:/usr/bin:/bin
            {Extra}
            """);
        var start = new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-e", "-f", config]) { RedirectStandardError = true };
        listener = Process.Start(start)!;
        while (await listener.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.Contains("listening", StringComparison.OrdinalIgnoreCase)) continue;

            _ = listener.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return;
        }

        throw new InvalidOperationException("sshd did not start.");
    }

    /// <summary>Cuts every connection, as a network does; new ones are accepted.</summary>
    public Task CutAsync() => SignalConnectionsAsync("KILL");

    /// <summary>The processes that serve a connection each.</summary>
    public async Task<IReadOnlyList<string>> ConnectionsAsync()
    {
        var parent = listener!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (await TryRunAsync("pgrep", "-P", parent)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A signal for every process that serves a connection: STOP makes a host that has hung.</summary>
    public async Task SignalConnectionsAsync(string signal)
    {
        foreach (var child in await ConnectionsAsync()) await SignalAsync(signal, child);
    }

    /// <summary>A signal for one of <see cref="ConnectionsAsync"/>.</summary>
    public static async Task SignalAsync(string signal, string connection)
    {
        await TryRunAsync("pkill", $"-{signal}", "-P", connection);
        await TryRunAsync("kill", $"-{signal}", connection);
    }

    /// <summary>Accepts no more connections and cuts those there are.</summary>
    public async Task StopAsync()
    {
        if (listener is null) return;

        await CutAsync();
        listener.Kill();
        await listener.WaitForExitAsync();
        listener = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Until.TrueAsync(IsGone, "what a session has left is no longer written to");
    }

    // Processes of sessions that were cut may still write into their home.
    private bool IsGone()
    {
        try
        {
            if (directory.Exists) directory.Delete(recursive: true);
            return true;
        }
        catch (IOException)
        {
            directory.Refresh();
            return false;
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output) = await TryRunAsync(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} ended with {code}: {output}");
    }

    private static async Task<(int Code, string Output)> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
