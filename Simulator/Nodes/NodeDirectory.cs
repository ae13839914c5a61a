namespace SparkControl.Simulator.Nodes;

/// <summary>The files of one node: its home, its stand-ins, its /proc and its switches.</summary>
internal sealed class NodeDirectory(string root, string name, string address)
{
    public string Root { get; } = root;

    public string Path { get; } = System.IO.Path.Combine(root, "nodes", name);

    public string Home => In("home");

    public string State => In("state");

    public string Proc => In("proc");

    public string Bin => In("bin");

    public string Container => In("container");

    /// <summary>
    /// Copies the stand-ins, and makes the node findable by its addresses.
    /// </summary>
    public void Install(string systemPath)
    {
        // Containers do not outlive the pair that ran them.
        if (Directory.Exists(State)) Directory.Delete(State, recursive: true);
        foreach (var folder in new[] { Home, State, Proc, In("proc", "pressure") }) Directory.CreateDirectory(folder);

        var supplied = System.IO.Path.Combine(AppContext.BaseDirectory, "Node");
        // What an older panel put there may be somewhere else by now.
        if (Directory.Exists(Bin)) Directory.Delete(Bin, recursive: true);
        CopyTree(System.IO.Path.Combine(supplied, "bin"), Bin);
        foreach (var tool in HostTools.Lacking(systemPath))
            CopyFile(System.IO.Path.Combine(supplied, "supplied", tool), In("bin", tool));
        CopyTree(System.IO.Path.Combine(supplied, "container"), Container);
        CopyTree(System.IO.Path.Combine(supplied, "local-bin"), In("home", ".local", "bin"));

        var addresses = Directory.CreateDirectory(System.IO.Path.Combine(Root, "addresses")).FullName;
        foreach (var alias in new[] { address, name, name.Insert(name.Length - 1, "-") })
        {
            var link = System.IO.Path.Combine(addresses, alias);
            if (!Directory.Exists(link))
                Directory.CreateSymbolicLink(link, System.IO.Path.Combine("..", "nodes", name));
        }

        SystemPath = systemPath;
    }

    public string SystemPath { get; private set; } = "";

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void SetSwitch(string name, bool on)
    {
        var file = System.IO.Path.Combine(State, name);
        if (on) File.WriteAllText(file, "");
        else File.Delete(file);
    }

    public bool HasSwitch(string name) => File.Exists(System.IO.Path.Combine(State, name));

    /// <summary>Everything is as it should be again, also what a test has switched by hand.</summary>
    public void ClearSwitches()
    {
        foreach (var file in Directory.GetFiles(State)) File.Delete(file);
    }

    /// <summary>
    /// What the stand-ins show to the daemon, in a file for this user alone: words of commands are seen by all.
    /// </summary>
    public void WriteSecret(string secret)
    {
        var file = In("secret");
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(secret + "\n");
    }

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            CopyFile(file, file.Replace(from, to, StringComparison.Ordinal));
    }

    private static void CopyFile(string file, string copy)
    {
        File.Copy(file, copy, overwrite: true);
        // Build output and archives lose the executable bit.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy, Executable);
    }

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
}
