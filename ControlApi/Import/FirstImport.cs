using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>
/// Whether the data directory has never been taken over. One that was tried and has failed is still to be done, though
/// the start went on and the panel has noted its id and made its key.
/// </summary>
/// <param name="data">The data directory.</param>
internal sealed class FirstImport(DataDirectory data)
{
    private const string WithKey = "ssh_key: there\n", WithoutKey = "ssh_key: none\n";

    /// <summary>Whether it is still to be done.</summary>
    public bool IsOpen => HasFailed || !File.Exists(data.PanelIdFile);

    /// <summary>Whether the first try saw no <c>ssh/id_ed25519</c>: one that is there now is the panel's.</summary>
    /// <exception cref="IOException">The note cannot be read.</exception>
    public bool HasMadeKey => HasFailed && File.ReadAllText(data.FailedImportFile) == WithoutKey;

    private bool HasFailed => File.Exists(data.FailedImportFile) && !File.Exists(data.ImportFile);

    /// <summary>Notes that a try has failed. What was there at the first of them counts.</summary>
    public void NoteFailure()
    {
        if (File.Exists(data.FailedImportFile) || !IsOpen) return;

        try
        {
            AtomicFile.Write(data.FailedImportFile, File.Exists(data.SshKeyFile) ? WithKey : WithoutKey);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written the panel's id is not noted either, and the next start is the first again.
        }
    }

    /// <summary>It is done.</summary>
    public void Close()
    {
        if (File.Exists(data.FailedImportFile)) File.Delete(data.FailedImportFile);
    }
}
