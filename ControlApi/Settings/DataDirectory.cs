namespace SparkControl.ControlApi.Settings;

/// <summary>Where the panel keeps its files.</summary>
internal sealed record DataDirectory(string Path)
{
    private const string Mounted = "/data";

    public string SettingsFile => Of("settings.yaml");
    public string StartosFile => Of("startos.json");
    public string SecretsFile => Of("secrets.yaml");
    public string CustomModelsFile => Of("models-custom.yaml");
    public string ModelOverridesFile => Of("models-overrides.yaml");

    /// <summary>What was taken of the files of an earlier program.</summary>
    public string ImportFile => Of("import.json");

    /// <summary>There from the first failure of the first import until it is done.</summary>
    public string FailedImportFile => System.IO.Path.Combine(LastGoodDirectory, "import-failed");

    public string SshDirectory => Of("ssh");
    public string SshKeyFile => System.IO.Path.Combine(SshDirectory, "id_ed25519");
    public string KnownHostsFile => System.IO.Path.Combine(SshDirectory, "known_hosts");
    public string LastGoodDirectory => Of("last-good");

    /// <summary>The panel's id once more: what it is while <c>settings.yaml</c> does not tell it.</summary>
    public string PanelIdFile => System.IO.Path.Combine(LastGoodDirectory, "panel_id");

    /// <summary>The models that were ever bundled, for the day on which an update drops one.</summary>
    public string FormerModelsFile => System.IO.Path.Combine(LastGoodDirectory, "models-bundled.json");

    /// <summary>
    /// The last text of a file that could be used whole: what stays in force while the file is broken.
    /// </summary>
    public string LastGood(string file) => System.IO.Path.Combine(LastGoodDirectory, System.IO.Path.GetFileName(file));

    /// <summary>
    /// <c>DATA_DIR</c> if set, else <c>/data</c> if it is there and writable, else a directory of the user's.
    /// </summary>
    /// <exception cref="CannotStartException">It cannot be written.</exception>
    public static DataDirectory Resolve(string? configured)
    {
        var path = !string.IsNullOrWhiteSpace(configured) ? configured.Trim()
            : Directory.Exists(Mounted) && IsWritable(Mounted) ? Mounted
            : System.IO.Path.Combine(UserData, "spark-control");

        var directory = new DataDirectory(System.IO.Path.GetFullPath(path));
        return IsWritable(directory.Path)
            ? directory
            : throw new CannotStartException(
                $"DATA_DIR {directory.Path} cannot be written by user {Environment.UserName}. "
                + "Give it to that user or set DATA_DIR to another directory.");
    }

    private static string UserData => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");

    private static bool IsWritable(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = System.IO.Path.Combine(path, $".{System.IO.Path.GetRandomFileName()}.tmp");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                return true;
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string Of(string name) => System.IO.Path.Combine(Path, name);
}
