using System.Diagnostics;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Ssh;

namespace SparkControl.Simulator;

/// <summary>A real sshd through which a node is reached, on a loopback port that stays the same.</summary>
public sealed class SimulatedSshd : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";

    // Ends sshd when its own input ends, and that ends with this process, however it ends.
    private const string Guard =
        "exec 3<&0; \"$@\" 3<&- & sshd=$!; { read -r _ <&3; kill \"$sshd\"; } 2>/dev/null & guard=$!; " +
        "wait \"$sshd\"; kill \"$guard\" 2>/dev/null; exit 1";

    private readonly SimulatedNode _node;
    private readonly SshdFiles _files;
    private readonly TcpRelay _relay;
    private string _authorizedKeys = "";
    private Process? _process;
    private string? _keyBefore;

    private SimulatedSshd(SimulatedNode node, int port) => (_node, _files, _relay) = (node, new(node), new(port));

    /// <summary>Where the node's sshd answers on 127.0.0.1.</summary>
    public int Port => _relay.Port;

    /// <summary>The name to log in with: sshd without root lets only its own user in.</summary>
    public static string User => Environment.UserName;

    /// <summary>"SHA256:…" of the host key.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>Connections that are open now.</summary>
    public int Connections => _relay.Connections;

    /// <summary>Whether an OpenSSH server is installed here.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Starts sshd for a node.</summary>
    /// <param name="node">Whose shell the sessions get.</param>
    /// <param name="authorizedKeys">The content of authorized_keys.</param>
    /// <param name="hostKey">The file of an ed25519 private key; null makes a new one.</param>
    /// <param name="port">The loopback port; 0 is any free one.</param>
    public static async Task<SimulatedSshd> StartAsync(
        SimulatedNode node, string authorizedKeys, string? hostKey = null, int port = 0)
    {
        var sshd = new SimulatedSshd(node, port) { _authorizedKeys = authorizedKeys };
        await sshd.AcceptKeysAsync();
        await sshd.ChangeHostKeyAsync(hostKey);
        node.Sshd = sshd;
        return sshd;
    }

    /// <summary>From now on another host key; open connections are cut. Null makes a new one.</summary>
    public async Task ChangeHostKeyAsync(string? hostKey = null)
    {
        File.Delete(_files.HostKey);
        File.Delete(_files.HostKey + ".pub");
        if (hostKey is null) await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", _files.HostKey);
        else File.Copy(hostKey, _files.HostKey);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_files.HostKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Fingerprint = (await RunAsync("ssh-keygen", "-lf", _files.HostKey)).Split(' ')[1];
        await LaunchAsync();
        DropConnections();
    }

    /// <summary>Keeps the host key of now, for the next sshd of this node.</summary>
    internal void CopyHostKey(string file) => File.Copy(_files.HostKey, file, overwrite: true);

    /// <summary>Cuts every connection; what runs on the node goes on.</summary>
    public void DropConnections() => _relay.Drop();

    /// <summary>Nobody listens any more, and every connection is cut.</summary>
    public async Task StopAsync()
    {
        await _relay.CloseAsync();
        _relay.Drop();
    }

    /// <summary>Listens again on the same port, after <see cref="StopAsync"/>.</summary>
    public void Resume() => _relay.Open();

    /// <summary>New connections are taken and never answered, or are answered again.</summary>
    public void SetSilent(bool isSilent) => _relay.IsSilent = isSilent;

    /// <summary>
    /// New connections are not answered and open ones stand still, as behind a cable that was pulled.
    /// </summary>
    public void FallSilent() => _relay.IsSilent = _relay.IsFrozen = true;

    /// <summary>No key is good any more.</summary>
    public Task RefuseKeysAsync() => File.WriteAllTextAsync(_files.AuthorizedKeys, "");

    /// <summary>These keys, the content of authorized_keys, are good from now on.</summary>
    public Task AuthorizeAsync(string keys)
    {
        _authorizedKeys = keys;
        return AcceptKeysAsync();
    }

    /// <summary>The keys of the start are good again.</summary>
    public Task AcceptKeysAsync() => File.WriteAllTextAsync(_files.AuthorizedKeys, _authorizedKeys + "\n");

    /// <summary>Another host key until <see cref="RecoverAsync"/>.</summary>
    public async Task SwapHostKeyAsync()
    {
        // Of several changes the first is taken back: a load may get into trouble more than once.
        if (_keyBefore is null) File.Copy(_files.HostKey, _keyBefore = _files.HostKey + ".before", overwrite: true);
        await ChangeHostKeyAsync();
    }

    /// <summary>It answers again, with the host key it had.</summary>
    internal async Task RecoverAsync()
    {
        _relay.IsSilent = _relay.IsFrozen = false;
        if (_keyBefore is { } before) await ChangeHostKeyAsync(before);
        _keyBefore = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.Sshd = null;
        await _relay.DisposeAsync();
        await EndAsync();
    }

    private async Task LaunchAsync()
    {
        // sshd as root insists on it; it is not there on a machine whose own sshd has never run.
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        await EndAsync();
        for (var attempt = 1; ; attempt++)
        {
            var port = Ports.Free();
            _files.Write(port);
            _process = Process.Start(new ProcessStartInfo(
                "/bin/sh", ["-c", Guard, "sh", Program, "-D", "-e", "-f", _files.Configuration])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true
            })!;
            var said = await FirstWordsAsync(_process);
            _relay.Target = () => port;
            if (said is null) return;
            // Somebody else may have taken the port that was free just now.
            if (attempt == 5 || !said.Contains("already in use", StringComparison.Ordinal))
                throw new InvalidOperationException(said);
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    // Null when it listens, else what it said before it ended. What it says later is read too: a full pipe stops it.
    private static async Task<string?> FirstWordsAsync(Process process)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var said = "";
        while (await process.StandardError.ReadLineAsync(late.Token) is { } line)
        {
            said += line + "\n";
            if (!line.StartsWith("Server listening on", StringComparison.Ordinal)) continue;
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None)
                .ContinueWith(_ => { }, TaskScheduler.Default);
            return null;
        }

        return said;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
