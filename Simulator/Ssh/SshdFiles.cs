using System.Globalization;

namespace SparkControl.Simulator.Ssh;

/// <summary>The files of one node's sshd: configuration, host key, authorized keys, and the command that every session runs.</summary>
internal sealed class SshdFiles(SimulatedNode node)
{
    public string Folder { get; } = Directory.CreateDirectory(node.Layout.In("sshd")).FullName;

    public string Configuration => Path.Combine(Folder, "sshd_config");

    public string HostKey => Path.Combine(Folder, "host_key");

    public string AuthorizedKeys => Path.Combine(Folder, "authorized_keys");

    public string Session => Path.Combine(Folder, "session");

    public void Write(int port)
    {
        // A high SHLVL keeps a bash login shell from reading the real user's startup files.
        File.WriteAllText(Configuration, string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {HostKey}
            AuthorizedKeysFile {AuthorizedKeys}
            ForceCommand {Session}
            SetEnv SHLVL=5
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            LogLevel INFO

            """));
        var variables = string.Join(' ', node.Environment.Select(variable => $"{variable.Key}='{variable.Value}'"));
        File.WriteAllText(Session, $"""
            #!/bin/sh
            cd '{node.Home}'
            [ -n "$SSH_ORIGINAL_COMMAND" ] && set -- -c "$SSH_ORIGINAL_COMMAND"
            exec env -i {variables} "TERM=$TERM" "SSH_CONNECTION=$SSH_CONNECTION" /bin/bash "$@"

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Session, (UnixFileMode)0b111_101_101);
    }
}
