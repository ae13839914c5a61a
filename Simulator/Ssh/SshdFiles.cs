using System.Globalization;

namespace SparkControl.Simulator.Ssh;

/// <summary>The files of one node's sshd: configuration, host key and authorized keys.</summary>
internal sealed class SshdFiles(SimulatedNode node)
{
    public string Folder { get; } = Directory.CreateDirectory(node.Layout.In("sshd")).FullName;

    public string Configuration => Path.Combine(Folder, "sshd_config");

    public string HostKey => Path.Combine(Folder, "host_key");

    public string AuthorizedKeys => Path.Combine(Folder, "authorized_keys");

    private string Beginning => Path.Combine(Folder, "beginning.sh");

    public void Write(int port)
    {
        // sshd begins in the home of its user. A bash that is given a command reads this first; its children do not.
        File.WriteAllText(Beginning, "unset BASH_ENV\ncd\n");
        // Not a forced command, though that would do: sshd sends no signal to one, so that what a client ends lives on.
        // A high SHLVL keeps a bash login shell from reading the real user's startup files.
        var variables = node.Environment.Append(new("SHLVL", "5")).Append(new("BASH_ENV", Beginning))
            .Select(variable => $"\"{variable.Key}={variable.Value}\"");
        File.WriteAllText(Configuration, string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {HostKey}
            AuthorizedKeysFile {AuthorizedKeys}
            SetEnv {string.Join(' ', variables)}
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            LogLevel INFO

            """));
    }
}
